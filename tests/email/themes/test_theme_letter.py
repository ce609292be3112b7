"""The letter theme: one article as a whole, the others in a sentence each."""

from dataclasses import replace
from typing import Any

import pytest

from newsletter.email.words import words_for

PARTS = pytest.mark.parametrize("part", ["seen", "text"])


@PARTS
def test_the_first_article_is_there_as_a_whole(letter: Any, part: str) -> None:
    words = getattr(letter, part)(letter.edition("one"))
    for piece in ["on weekdays", "No due date", "late", "Nobody fines a lettuce.", "412"]:
        assert piece in words
    assert "drawer.open()" in words
    assert "The end of it" in words


def test_the_body_wears_its_styles_on_its_tags(letter: Any) -> None:
    page = letter.tree(letter.edition("one"))
    plain = page.css(".prose p, .prose h3, .prose ul, .prose ol, .prose li, .prose a, .prose th")
    assert [node.html for node in plain if not node.attributes.get("style")] == []


def test_a_quote_has_a_bar_in_the_accent(letter: Any) -> None:
    cell = letter.tree(letter.edition("one")).css_first("td:has(> blockquote)")
    assert "border-left:4px solid #0b6e4f" in cell.attributes["style"]


def test_an_arabic_quote_has_its_bar_on_the_right(letter: Any) -> None:
    cell = letter.tree(letter.edition("arabic")).css_first("td:has(> blockquote)")
    assert "border-right:4px solid" in cell.attributes["style"]


def test_no_picture_bursts_the_column_of_outlook(letter: Any) -> None:
    images = letter.tree(letter.edition("one")).css("img")
    assert [(i.attributes["width"], i.attributes["height"]) for i in images] == [
        ("560", "294"),
        ("560", "280"),
    ]


def test_a_picture_that_the_body_shows_does_not_stand_above_it_too(letter: Any) -> None:
    source = "https://lantern.example/a.png"
    article = letter.pictured("A", body=f'<figure><img src="{source}" alt="A"></figure>')
    data = letter.context([article])
    data["articles"] = [replace(data["articles"][0], image=source)]
    assert letter.html(data).count(source) == 1


@PARTS
@pytest.mark.parametrize(
    ("source", "body", "times"),
    [("given", "<p>Body.</p>", 1), ("extracted", "<p>Body.</p>", 0), ("extracted", "", 1)],
)
def test_a_summary_out_of_the_article_is_not_said_twice(
    letter: Any, part: str, source: str, body: str, times: int
) -> None:
    said = replace(letter.summary("In short."), source=source)
    data = letter.context([letter.article("A", summary=said, body=body)])
    assert getattr(letter, part)(data).count("In short.") == times


@pytest.mark.parametrize(("body", "label"), [("", "read_article"), ("<p>B.</p>", "read_online")])
@PARTS
def test_the_link_says_whether_there_is_more_to_read(
    letter: Any, part: str, body: str, label: str
) -> None:
    words = getattr(letter, part)(letter.context([letter.article("A", body=body)]))
    others = {"read_article", "read_online"} - {label}
    assert getattr(words_for("en"), label) in words
    assert [other for other in others if getattr(words_for("en"), other) in words] == []


@PARTS
def test_the_others_follow_the_signature_with_one_sentence(letter: Any, part: str) -> None:
    second = letter.article("B", summary=letter.summary("One. Two.", social="One. Two."))
    words = getattr(letter, part)(letter.context([letter.article("A"), second]))
    signature = words.index("The Lantern", words.index("A"))
    assert signature < words.index("More in short") < words.index("One.")
    assert "Two." not in words


def test_it_is_set_in_a_serif_face(letter: Any) -> None:
    page = letter.html(letter.edition("one"))
    assert "font-family:Georgia, " in page
    assert "sans-serif" not in page


@pytest.mark.parametrize("name", ["one", "arabic", "long words"])
def test_the_text_column_is_560_pixels_wide(letter: Any, name: str) -> None:
    assert "max-width:624px" in letter.html(letter.edition(name))
