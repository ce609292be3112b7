"""`build --share`: pages that colleagues open from their disk, in which nothing runs."""

import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli.main import main
from newsletter.preview.sharing.archive import archive
from newsletter.preview.sharing.review import PAGES, review
from newsletter.usecases.building import BuildRequest, build_edition
from tests.preview.conftest import write_project

HOSTILE = """\
---
title: "</title><script>hacked = 1</script> & 'Peas'"
url: https://garden.example/hostile
date: 2026-11-12
post:
  mastodon: "<script>hacked = 1</script> #Peas"
---

Text </pre><script>hacked = 1</script> <img src=x onerror=hacked=1>
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_project(tmp_path_factory.mktemp("share") / "garden")
    (folder / "articles" / "hostile.md").write_text(HOSTILE, "utf-8")
    data = review(build_edition(BuildRequest(project=folder)))
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder / "out")
    return folder / "out" / "review-2026-11-12"


def test_every_page_is_there_with_what_it_needs(pages: Path) -> None:
    for name in PAGES:
        html = (pages / name).read_text("utf-8")
        needed = re.findall(r'(?:href|src)="([^"]*)"', html)
        assert [one for one in needed if not (pages / one).is_file()] == []


@pytest.mark.parametrize("name", [*PAGES, "mail/light.html", "mail/dark.html"])
def test_a_page_forbids_scripts_and_other_computers(pages: Path, name: str) -> None:
    html = (pages / name).read_text("utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src &#x27;none&#x27;")
    assert "script-src" not in policy
    assert "http" not in policy
    assert "<script" not in html


def test_the_same_edition_is_the_same_bytes(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "garden")
    first = review(build_edition(BuildRequest(project=folder)))
    os.utime(folder / "articles" / "peas.md", (1, 1))
    assert review(build_edition(BuildRequest(project=folder))) == first


def test_an_archive_does_not_depend_on_the_order_of_its_files() -> None:
    files = {"b": b"2", "a": b"1"}
    assert archive("x", files) == archive("x", dict(sorted(files.items())))


def test_the_command_writes_it_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_project(tmp_path / "garden")
    path = tmp_path / "review.zip"
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(folder), "build", "--share", str(path)])
    assert ended.value.code == 0
    assert f"share     {path}" in capsys.readouterr().out
    assert zipfile.ZipFile(path).testzip() is None


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_it_works_from_a_disk_and_axe_finds_nothing(
    pages: Path, browser: Any, name: str, scheme: str
) -> None:
    from tests.preview.test_preview_axe import violations

    page = browser.new_page(color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((pages / name).as_uri())
    assert page.locator("h1").inner_text().startswith("</title><script>")
    assert page.evaluate("typeof hacked") == "undefined"
    assert said == []
    assert violations(page) == []
    page.close()


@pytest.mark.browser
def test_the_mail_stands_in_its_frame(pages: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((pages / "phone.html").as_uri())
    for number in (0, 1):
        page.frame_locator("iframe").nth(number).get_by_text("1 Bean Lane").wait_for()
    page.close()
