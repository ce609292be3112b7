"""Shapes of pasted text that a careful reader understands at once."""

from textwrap import fill

import pytest

from newsletter.articles import read
from newsletter.model import Article

PARAGRAPH = "Oats are eaten in the morning, and they keep a person going until noon."


def article(*passages: str) -> Article:
    return read("\n\n".join(passages).encode(), name="a.txt").articles[0]


def kinds(*passages: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in article(*passages).body]


@pytest.mark.parametrize(
    "line", ["FOR IMMEDIATE RELEASE", "For immediate release:", "Pressemitteilung"]
)
def test_the_first_line_of_a_press_release_is_not_its_title(line: str) -> None:
    assert article(line, "Oats at Noon", PARAGRAPH).title == "Oats at Noon"


@pytest.mark.parametrize("label", ["TL;DR", "Summary", "Key takeaways"])
@pytest.mark.parametrize(
    "text", ["\n- Oats are cheap\n- They are good", "\n\nOats are cheap. They are good."]
)
def test_a_summary_that_opens_the_article_needs_no_colon(label: str, text: str) -> None:
    found = article("Title", label + text, "The Long Story", PARAGRAPH)
    assert found.summary is not None
    assert found.summary.text == "Oats are cheap. They are good."
    assert [block.text for block in found.body] == ["The Long Story", PARAGRAPH]


@pytest.mark.parametrize(
    "paragraph", ["छत हरी हो गई।", "ဤသည်ကောင်းသည်။", "ይህ ጥሩ ነው።", "Սա լավ է։", "នេះល្អ។"]
)
def test_the_full_stops_of_other_scripts_end_a_paragraph(paragraph: str) -> None:
    assert kinds("Title", "Heading", paragraph) == [
        ("heading", "Heading"),
        ("paragraph", paragraph),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "Özet:",
        "Podsumowanie:",
        "Shrnutí:",
        "Sammendrag:",
        "Rezumat:",
        "Tóm tắt:",
        "สรุป:",
        "सारांश:",
        "Περίληψη:",
    ],
)
def test_a_summary_is_known_in_more_languages(label: str) -> None:
    found = article("Title", PARAGRAPH, f"{label} Oats keep you going.")
    assert found.summary is not None
    assert found.summary.text == "Oats keep you going."


def test_a_heading_right_above_its_paragraph_is_a_heading() -> None:
    text = "What to look for\nFlour, water and salt. Nothing else should be on the list."
    assert kinds("Title", PARAGRAPH, text)[1:] == [
        ("heading", "What to look for"),
        ("paragraph", "Flour, water and salt. Nothing else should be on the list."),
    ]


def test_a_heading_among_lines_is_a_heading() -> None:
    lines = (
        "Oats are good for nearly everybody, they say.",
        "More of Them",
        "Milk is good too, and it is white.",
    )
    assert kinds("Title", "\n".join(lines)) == [
        ("paragraph", lines[0]),
        ("heading", lines[1]),
        ("paragraph", lines[2]),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "Oats are good for the\nHeart, and for nearly everybody.",
        "Oats are good\nfor nearly everybody who eats them in the morning.",
        "Jo Day\nHarbour Press Limited\nLong Street 5",
        "Der Hafer schmeckt\nKindern, Müttern und Vätern.",
    ],
)
def test_wrapped_lines_are_still_one_paragraph(lines: str) -> None:
    assert len(kinds("Title", PARAGRAPH, lines, PARAGRAPH)) == 3


def test_a_loose_label_above_the_titles_of_others_opens_the_summary() -> None:
    others = "Nine Lighthouses You Must See\nVelvet Moss on Damp Walls"
    found = article("Title", PARAGRAPH, "In short – oats are good.", others)
    assert found.summary is not None
    assert found.summary.text == "oats are good."
    assert found.related == tuple(others.split("\n"))


@pytest.mark.parametrize("frame", ["{}", "<article>{}</article>", "<div class='post'>{}</div>"])
def test_the_source_of_a_page_is_read_as_one(frame: str) -> None:
    source = f"<h1>Oats at Noon</h1>\n<p>{PARAGRAPH}</p>\n<h2>More</h2>\n<p>And <b>milk</b>.</p>"
    found = article(frame.format(source))
    assert found.title == "Oats at Noon"
    assert [block.text for block in found.body] == [PARAGRAPH, "More", "And milk."]


def test_a_title_about_a_tag_is_text() -> None:
    assert article("<p> or <br>, that is the question", PARAGRAPH).title.startswith("<p> or <br>")


def test_a_heading_that_shares_words_with_the_title_is_not_lost_without_blank_lines() -> None:
    long = "Oats are eaten in the morning, " * 5 + "and at noon."
    text = f"Why Oats Are Eaten at Noon\n{long}\nHow oats are eaten\n{long}"
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "heading", "paragraph"]


LONG_TITLE = "Small Trial Suggests That the Fibre of Oats May Help in Lowering Stubborn Cholesterol"
LONG_HEADING = "What the People Who Ate Them Said About the Taste of Oats Without Any Sugar"
LONG_OTHER = "Nine Lighthouses You Must See Before They Are Automated, as Told by a Keeper"


@pytest.mark.parametrize("width", [55, 66, 72])
def test_titles_and_headings_that_were_wrapped_are_whole_again(width: int) -> None:
    parts = (LONG_TITLE, PARAGRAPH * 3, LONG_HEADING, PARAGRAPH * 3, "#oats #trial", LONG_OTHER)
    found = article(*(fill(part, width) for part in parts), "Velvet Moss")
    assert found.title == LONG_TITLE
    assert [block.text for block in found.body if block.kind == "heading"] == [LONG_HEADING]
    assert found.related == (LONG_OTHER, "Velvet Moss")


def test_a_subtitle_below_a_title_is_not_joined_to_it() -> None:
    assert article("Oats at Noon and in the Evening\nA guide", PARAGRAPH).title == (
        "Oats at Noon and in the Evening"
    )
