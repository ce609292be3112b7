"""The text part's lines: 72 columns, counted as a terminal does, nothing broken that is one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.text import WIDTH, display_width, underline, wrap

JAPANESE = (
    "図書館が古い目録カードの引き出しを片づけたとき、"
    "一週間でまた埋まるとは誰も思わなかった。「種を借りて、秋に返す」。"
)
URL = "https://lantern.example/" + "a-very-long-path/" * 8


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("日本", 4),
        ("ｱ", 1),
        ("e\u0301", 1),
        ("مرحبا", 5),
        ("👍", 2),
        ("\u200b", 0),
        ("", 0),
    ],
)
def test_width_is_counted_in_columns(text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_lines_break_at_spaces() -> None:
    assert wrap("one two three four", 9) == "one two\nthree\nfour"


def test_a_line_may_be_filled_to_its_last_column() -> None:
    assert wrap("1234 678 0", 8) == "1234 678\n0"


def test_paragraphs_stay_apart() -> None:
    assert wrap("one\n \n\ntwo\nthree") == "one\n\ntwo three"


def test_an_indent_stands_before_every_line() -> None:
    assert wrap("one two", 5, indent="> ") == "> one\n> two"


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2060"])
def test_a_no_break_space_does_not_break(space: str) -> None:
    assert wrap(f"aaaa 12{space}kg", 8) == f"aaaa\n12{space}kg"


def test_an_address_stays_whole() -> None:
    assert URL in wrap(f"See {URL} for more.").split("\n")


def test_an_address_in_japanese_stays_whole() -> None:
    assert any(URL in line for line in wrap(f"詳細は{URL}です").split("\n"))


def test_japanese_is_broken_without_spaces() -> None:
    lines = wrap(JAPANESE, 20).split("\n")
    assert "".join(lines) == JAPANESE
    assert max(map(display_width, lines)) <= 20


@pytest.mark.parametrize("width", range(8, 40, 2))
def test_no_japanese_line_begins_with_closing_punctuation(width: int) -> None:
    assert not [line for line in wrap(JAPANESE, width).split("\n") if line[0] in "、。」ッャュョー"]


@pytest.mark.parametrize("width", range(8, 40, 2))
def test_no_japanese_line_ends_with_an_opening_bracket(width: int) -> None:
    assert not [line for line in wrap(JAPANESE, width).split("\n") if line.endswith("「")]


def test_right_to_left_text_gets_no_marks() -> None:
    arabic = "مكتبة تعيرك البذور بدل الكتب"
    assert wrap(arabic, 12).split() == arabic.split()


@given(st.text(alphabet=st.sampled_from("ab 日、「」🙂\u00a0\n-é"), max_size=200))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_wrapping_changes_nothing_but_spaces(text: str) -> None:
    assert "".join(wrap(text, 20).split()) == "".join(text.split())


def test_a_long_text_is_wrapped_in_lines_that_fit() -> None:
    lines = wrap("word " * 40_000).split("\n")
    assert {len(line) for line in lines[:-1]} == {69}


@pytest.mark.parametrize("text", ["", " ", "\n\n\n"])
def test_nothing_wraps_to_nothing(text: str) -> None:
    assert wrap(text) == ""


@pytest.mark.parametrize(("title", "rule"), [("Seeds", "====="), ("種の図書館", "=" * 10)])
def test_a_heading_is_ruled_to_its_width(title: str, rule: str) -> None:
    assert underline(title, "=") == f"{title}\n{rule}"


def test_a_long_heading_stays_in_one_piece_and_its_rule_does_not() -> None:
    title, rule = underline("A title of many words " * 6).split("\n")
    assert title == ("A title of many words " * 6).strip()
    assert rule == "-" * WIDTH


def test_a_heading_of_several_lines_becomes_one() -> None:
    assert underline("A\n\ttitle").split("\n")[0] == "A title"
