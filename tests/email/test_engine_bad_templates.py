"""Every folder of bad_templates holds one mistake and, in expected.txt, what is said about it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.email.render import render_html
from newsletter.email.templates import DictTemplates

FOLDER = Path(__file__).parent / "bad_templates"
CASES = sorted(path.name for path in FOLDER.iterdir())

ARTICLES = [
    {
        "title": title,
        "url": "https://acme.example/a",
        "author": None,
        "summary": {"text": "All of it.", "digest": "Of it."},
        "html": "<p>Text</p>",
    }
    for title in ("A walk", "A swim")
]
CONTEXT = {
    "articles": ARTICLES,
    "edition": {
        "name": "2026-11-24",
        "subject": "Three studies",
        "date": datetime(2026, 11, 24, 9, tzinfo=UTC),
    },
    "newsletter": {"name": "Acme Weekly"},
}


def templates(folder: Path) -> DictTemplates:
    files = (path for path in folder.rglob("*.mjml"))
    return DictTemplates(
        {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}
    )


@pytest.mark.parametrize("case", CASES)
def test_a_bad_template_is_reported_word_for_word(case: str) -> None:
    rendered = render_html("digest.mjml", CONTEXT, templates(FOLDER / case))
    said = [str(problem) for problem in rendered.problems]
    assert said == (FOLDER / case / "expected.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("case", CASES)
def test_each_message_says_what_to_do_next(case: str) -> None:
    rendered = render_html("digest.mjml", CONTEXT, templates(FOLDER / case))
    assert all(problem.hint for problem in rendered.problems)


@pytest.mark.parametrize("case", sorted(set(CASES) - {"missing_template"}))
def test_each_message_names_a_file_of_the_template(case: str) -> None:
    files = {f"templates/{name}" for name in templates(FOLDER / case).names()}
    rendered = render_html("digest.mjml", CONTEXT, templates(FOLDER / case))
    assert {problem.place.file for problem in rendered.problems} <= files
