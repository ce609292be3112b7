"""Marks that people and programs put into plain text: underlines, rules, dates, buttons."""

import pytest

from newsletter.articles import read
from newsletter.articles.reading import Reading

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."


def reading(*passages: str) -> Reading:
    return read("\n\n".join(passages).encode(), name="a.txt")


def kinds(*passages: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reading(*passages).articles[0].body]


def test_an_underlined_title_is_the_title_alone() -> None:
    found = reading("Oats at Noon\n============", PARAGRAPH).articles[0]
    assert found.title == "Oats at Noon"
    assert [block.text for block in found.body] == [PARAGRAPH]


@pytest.mark.parametrize("line", ["-----", "=====", "~~~~~"])
@pytest.mark.parametrize("below", ["\n", "\n\n"])
def test_an_underlined_line_is_a_heading(line: str, below: str) -> None:
    text = f"Which oats are best, and why?\n{line}{below}{PARAGRAPH}"
    assert kinds("Title", PARAGRAPH, text)[1:] == [
        ("heading", "Which oats are best, and why?"),
        ("paragraph", PARAGRAPH),
    ]


@pytest.mark.parametrize("rule", ["---", "***", "* * *", "_____", "————", "• • •", "=====", "⁂"])
def test_a_rule_between_paragraphs_is_no_text(rule: str) -> None:
    assert kinds("Title", PARAGRAPH, rule, PARAGRAPH) == [("paragraph", PARAGRAPH)] * 2


def test_a_rule_right_below_a_paragraph_only_ends_it() -> None:
    text = "Oats are good\nfor nearly everybody.\n---\nMilk is good too."
    assert kinds("Title", text) == [
        ("paragraph", "Oats are good for nearly everybody."),
        ("paragraph", "Milk is good too."),
    ]


@pytest.mark.parametrize("line", ["- -", "--", "…", "-", "***bold***"])
def test_a_few_marks_are_no_rule(line: str) -> None:
    assert len(kinds("Title", PARAGRAPH, line, PARAGRAPH)) == 3


@pytest.mark.parametrize(
    "line",
    [
        "14 May 2026",
        "May 14, 2026",
        "Thursday, 14 May 2026",
        "2026-05-14",
        "14.05.2026",
        "14. Mai 2026",
        "14 de mayo de 2026",
        "2026年5月14日",
        "Published on 14 May 2026 by Ada Lind",
        "Last updated: May 14, 2026",
        "Veröffentlicht am 14. Mai 2026",
        "By Tom Arden | May 14, 2026 | 4 comments",
        "May 14, 2026 · 5 min read",
    ],
)
def test_the_line_with_the_date_is_no_heading(line: str) -> None:
    found = reading("Title", line, PARAGRAPH)
    assert [problem.code for problem in found.problems] == ["text-left-out"]
    assert found.problems[0].place.line == 3
    assert [block.text for block in found.articles[0].body] == [PARAGRAPH]
    assert found.articles[0].published is None


def test_a_date_above_the_title_is_not_the_title() -> None:
    found = reading("14 May 2026", "Oats at Noon", PARAGRAPH).articles[0]
    assert found.title == "Oats at Noon"
    assert [block.text for block in found.body] == [PARAGRAPH]


def test_a_date_above_the_text_alone_is_the_title() -> None:
    assert reading("14 May 2026", PARAGRAPH).articles[0].title == "14 May 2026"


@pytest.mark.parametrize(
    "line",
    ["What Happened on 14 May 2026", "2026", "A Letter of 2026-05-14", "May 2026", "By the Sea"],
)
def test_a_heading_with_a_date_in_it_is_a_heading(line: str) -> None:
    assert kinds("Title", line, PARAGRAPH)[0] == ("heading", line)


def test_the_days_of_a_diary_are_headings() -> None:
    diary = ("14 May 2026", PARAGRAPH, "15 May 2026", PARAGRAPH)
    assert [text for kind, text in kinds("Title", *diary) if kind == "heading"] == [
        "14 May 2026",
        "15 May 2026",
    ]


def test_many_dates_below_each_other_are_the_text() -> None:
    dates = [f"{day} May 2026" for day in range(10, 16)]
    assert len(kinds("Title", *dates)) == 6


@pytest.mark.parametrize("buttons", ["Facebook\nTwitter\nLinkedIn", "Facebook", "X\nE-Mail"])
def test_buttons_below_share_this_are_not_the_title(buttons: str) -> None:
    found = reading(f"Share this:\n{buttons}", "Oats at Noon", PARAGRAPH)
    assert found.articles[0].title == "Oats at Noon"
    assert {problem.code for problem in found.problems} == {"text-left-out"}


def test_buttons_at_the_end_are_left_out() -> None:
    found = reading("Title", PARAGRAPH, "Share this:\nFacebook\nTwitter")
    assert [block.text for block in found.articles[0].body] == [PARAGRAPH]
    assert found.articles[0].related == ()


def test_a_section_about_a_network_is_a_section() -> None:
    assert ("heading", "Facebook") in kinds("Title", PARAGRAPH, "Facebook", PARAGRAPH)


def test_an_address_on_a_line_of_its_own_is_no_heading() -> None:
    address = "https://oats.example/noon"
    assert kinds("Title", address, "14 May 2026", PARAGRAPH) == [
        ("paragraph", address),
        ("paragraph", PARAGRAPH),
    ]


def test_an_address_behind_the_end_is_no_title_of_another_article() -> None:
    assert reading("Title", PARAGRAPH, "#a #b", "https://oats.example/").articles[0].related == ()
