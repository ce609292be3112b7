"""`newsletter pull` and `newsletter articles`, as people and scripts see them."""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli.main import main
from tests.web.wire import Wire, answered, running

TOML = """\
[sources.blog]
kind = "feed"
url = "{blog}"

[sources.down]
kind = "feed"
url = "{down}"
"""
FEED = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>7</id><title>Oats</title>
<published>2026-11-03T08:00:00Z</published><content>Oats came in.</content></entry></feed>"""


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """A server with a feed, and a project that has it as one of two sources."""
    with running() as server:
        server.answers["/feed"] = answered(200, FEED, content_type="application/atom+xml")
        text = TOML.format(blog=server.address("/feed"), down=server.address("/down"))
        (tmp_path / "newsletter.toml").write_text(text, "utf-8")
        yield server


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(["-C", str(folder), *arguments])
    return int(str(ended.value.code)), out.getvalue(), err.getvalue()


def result(folder: Path, *arguments: str) -> dict[str, Any]:
    code, out, _ = run(folder, *arguments, "--json")
    found: dict[str, Any] = json.loads(out)
    assert found["ok"] == (code == 0)
    return found


def test_one_source_that_fails_is_told_and_the_others_are_stored(
    wire: Wire, tmp_path: Path
) -> None:
    found = result(tmp_path, "pull")
    assert found["sources"] == [
        {"name": "blog", "items": 1, "new": 1, "changed": 0, "skipped": 0},
        {"name": "down", "items": 0, "new": 0, "changed": 0, "skipped": 0},
    ]
    assert [problem["code"] for problem in found["problems"]] == ["source-failed"]
    assert len(result(tmp_path, "articles")["articles"]) == 1


def test_people_see_a_line_for_each_source(wire: Wire, tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "pull")
    assert code == 1
    assert out.splitlines() == [
        "blog  feed         1 item   1 new",
        "down  feed    not read, see below",
    ]
    assert "newsletter.toml:7:7 error [source-failed]" in err


def test_a_mended_source_is_read_at_once(wire: Wire, tmp_path: Path) -> None:
    assert run(tmp_path, "pull")[0] == 1
    wire.answers["/down"] = answered(200, FEED, content_type="application/atom+xml")
    assert run(tmp_path, "pull")[0] == 0


def test_a_source_is_pulled_by_name(wire: Wire, tmp_path: Path) -> None:
    assert [one["name"] for one in result(tmp_path, "pull", "blog")["sources"]] == ["blog"]


def test_an_unknown_source_is_wrong_usage(wire: Wire, tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "pull", "blgo")
    assert code == 2
    assert "Did you mean 'blog'?" in err


def test_the_stored_articles_are_shown_as_read(wire: Wire, tmp_path: Path) -> None:
    run(tmp_path, "pull")
    (article,) = result(tmp_path, "articles")["articles"]
    wanted = {
        "ref": "feed:blog/7",
        "source": "blog",
        "edition": None,
        "sent": False,
        "title": "Oats",
        "published": "2026-11-03T08:00:00+00:00",
        "body": [{"kind": "paragraph", "text": "Oats came in."}],
    }
    assert {key: article[key] for key in wanted} == wanted
    assert article["summary"]["digest"] == "Oats came in."


def test_people_see_an_articles_day_its_title_and_its_name(wire: Wire, tmp_path: Path) -> None:
    run(tmp_path, "pull")
    assert run(tmp_path, "articles")[1].splitlines() == [
        "2026-11-03  Oats",
        "            feed:blog/7",
    ]


def test_an_empty_store_says_what_to_do(wire: Wire, tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "articles")
    assert (code, out) == (0, "No articles are stored yet.\n")
    assert err == "Next: newsletter pull\n"


@pytest.mark.parametrize("command", ["pull", "articles"])
def test_outside_of_a_project_there_is_nothing_to_do(command: str, tmp_path: Path) -> None:
    code, _, err = run(tmp_path, command)
    assert code == 1
    assert "[project-missing]" in err
