"""Markdown that is nested deeper than its parser goes: nothing is lost in silence."""

import pytest

from newsletter.articles import read
from newsletter.articles.reading import Reading


def reading(body: str) -> Reading:
    return read(f"---\ntitle: Oats\n---\n\n{body}\n".encode(), name="a.md")


def texts(found: Reading) -> str:
    return "\n".join(block.text for block in found.articles[0].body)


@pytest.mark.parametrize(
    "body",
    [
        "> " * 10_000 + "porridge",
        "- " * 3_000 + "porridge",
        "1. " * 3_000 + "porridge",
        "".join(f"{'  ' * level}- oat{level}\n" for level in range(300)) + "\nporridge",
        "> " * 120 + "**porridge** & milk",
    ],
)
def test_the_text_of_a_deep_nest_is_kept_with_a_warning(body: str) -> None:
    found = reading(body)
    assert [problem.code for problem in found.problems] == ["html-too-deep"]
    assert found.problems[0].place.line == 4
    assert "porridge" in texts(found)


def test_every_line_of_a_deep_nest_is_kept() -> None:
    found = reading("".join(f"{'  ' * level}- oat{level}\n" for level in range(300)))
    assert all(f"oat{level}" in texts(found).split() for level in range(300))


def test_a_nest_that_somebody_may_write_stays_a_nest() -> None:
    found = reading("".join(f"{'  ' * level}- oat{level}\n" for level in range(12)))
    assert found.problems == ()
    assert all(f"oat{level}" in texts(found).split() for level in range(12))


def test_what_stands_around_a_deep_nest_is_kept() -> None:
    found = reading("Milk first.\n\n" + "> " * 10_000 + "porridge\n\nThen honey.")
    assert texts(found).split("\n") == ["Milk first.", "porridge", "Then honey."]
