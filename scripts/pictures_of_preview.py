"""Take the pictures of the preview studio for docs/pictures, from the project of this repository.

Run it after a change to the page:

    .venv/bin/python scripts/pictures_of_preview.py [NAME...]

It needs the development dependencies, a Chromium and pngquant (Debian: apt-get install chromium
pngquant).
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from newsletter.usecases.starting import start_project

ROOT = Path(__file__).resolve().parent.parent
EDITION = "2026-11-17"
PICTURES = ROOT / "docs" / "pictures"
SETTLED = 3000
"""Milliseconds until the checks are there too."""


@dataclass(frozen=True, slots=True)
class Picture:
    """``wishes`` stands behind # in the address; ``fault`` is put into a template.

    ``typed`` is what is written where, by selector; with ``is_planned`` there is a plan to approve.
    """

    wishes: str
    scheme: str = "light"
    height: int = 900
    fault: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    is_planned: bool = False


SHOWN = {
    "preview-mail": Picture("view=mail"),
    "preview-dark": Picture("scheme=gmail&client=outlook-windows&width=600", "dark"),
    "preview-posts": Picture("view=posts&networks=bluesky+mastodon&drawer=closed", height=820),
    "preview-inbox": Picture("view=inbox&drawer=closed", height=780),
    "preview-article": Picture("panel=article&article=articles/2026-11-17-cargo-bike.md"),
    "preview-edit": Picture(
        "panel=edition&width=600",
        height=1180,
        typed={"#field-subject": "Sixty drawers of seeds", "#look-accent": "#e0a800"},
    ),
    "preview-wording": Picture(
        "view=posts&networks=bluesky+mastodon&drawer=closed",
        "dark",
        typed={".wording textarea": "Sixty drawers, 143 varieties. " * 12},
    ),
    "preview-samples": Picture("width=600&recipient=long", typed={"sample": "Arabic"}),
    "preview-compare": Picture(
        "view=compare&panel=plan", typed={"[name=name]": "Jonas"}, is_planned=True, height=780
    ),
    "preview-error": Picture("width=600", fault='<mj-body colour="x" '),
}


def main(names: list[str]) -> None:
    """Take the named pictures, or all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=tool("chromium"), args=["--no-sandbox"]
        )
        for name in names or SHOWN:
            data = shrink(take(browser, SHOWN[name]))
            (PICTURES / f"{name}.png").write_bytes(data)
            print(f"{name}.png  {len(data) // 1024} KB")
        browser.close()


def tool(name: str) -> str:
    """The path of a program of the system."""
    return shutil.which(name) or sys.exit(f"{name} is not installed: apt-get install {name}")


def take(browser: Browser, picture: Picture) -> bytes:
    """One picture, of a studio of its own."""
    with TemporaryDirectory() as folder:
        project = Path(folder) / "footbridge"
        list(start_project(project))
        if picture.is_planned:
            plan(project)
        with served(project) as url:
            page = browser.new_page(
                viewport={"width": 1440, "height": picture.height},
                color_scheme="dark" if picture.scheme == "dark" else "light",
            )
            page.goto(f"{url}#{picture.wishes}")
            page.wait_for_timeout(SETTLED)
            write(page, picture.typed)
            if picture.fault:
                spoil(project / "templates" / "digest.mjml", picture.fault, page)
            shot = page.screenshot()
            page.close()
            return shot


def write(page: Page, typed: Mapping[str, str]) -> None:
    """Type into the page, or choose sample data."""
    for selector, words in typed.items():
        if selector == "sample":
            page.get_by_text("Sample data").click()
            page.get_by_text(words).click()
        else:
            if selector.startswith(".wording"):
                page.locator(".wording summary").first.click()
            page.locator(selector).first.fill(words)
    page.wait_for_timeout(SETTLED // 2 if typed else 0)


def plan(project: Path) -> None:
    """Plan the edition, approve that, change it, and plan it again."""
    people = project.parent / "people.csv"
    rows = "\n".join(f"reader{number}@footbridge.example" for number in range(1173))
    people.write_text(f"email\n{rows}\n", "utf-8")
    run(project, "audience", "import", str(people), "--audience", "readers")
    first = run(project, "plan", EDITION)
    run(project, "approve", "--as=Mara", first["plan"])
    (project / "editions").mkdir()
    decided = 'subject = "Sixty drawers of seeds"\n'
    (project / "editions" / f"{EDITION}.toml").write_text(decided, "utf-8")
    article = project / "articles" / "2026-11-12-seed-library.md"
    article.write_text(article.read_text("utf-8").replace("143", "151"), "utf-8")
    run(project, "plan", EDITION)


def run(project: Path, *words: str) -> Any:
    """What a command prints as JSON."""
    line = [sys.executable, "-m", "newsletter", "-C", str(project), "--json", "--yes", *words]
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout)


def spoil(template: Path, fault: str, page: Page) -> None:
    """Put an error into a template, and wait until the page says so."""
    template.write_text(template.read_text("utf-8").replace("<mj-body ", fault, 1), "utf-8")
    page.wait_for_selector(".faults")


@contextmanager
def served(project: Path) -> Iterator[str]:
    """The address of the project's studio."""
    line = [sys.executable, "-m", "newsletter", "-q", "-C", str(project), "preview", "--port", "0"]
    line.append("--allow-approve")
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def shrink(shot: bytes) -> bytes:
    """The picture with a palette of its own."""
    line = [tool("pngquant"), "--speed", "1", "--strip", "256", "-"]
    return subprocess.run(line, input=shot, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
