"""An email's HTML as a tree: what is in it, where it stands, and what hostile HTML does to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.checks.html_tree import Node, Words, parse


def names(html: str) -> list[str]:
    return [node.name for node in parse(html).elements()]


def first(html: str, name: str) -> Node:
    return next(parse(html).elements(name))


def test_elements_come_in_reading_order() -> None:
    assert names("<div><p>a</p><p>b<br></p></div><hr>") == ["div", "p", "p", "br", "hr"]


def test_an_element_knows_where_its_tag_begins() -> None:
    html = "<p>one</p>\n<p id=x>two</p>"
    places = [node.at for node in parse(html).elements("p")]
    assert [html[at : at + 6] for at in places] == ["<p>one", "<p id="]


def test_words_know_where_they_begin() -> None:
    html = "<p>one &amp; <b>two</b></p>"
    words = [piece for piece in parse(html).pieces() if isinstance(piece, Words)]
    assert [(each.text, html[each.at : each.at + 3]) for each in words] == [
        ("one & ", "one"),
        ("two", "two"),
    ]


def test_the_text_of_an_element_has_single_spaces() -> None:
    assert first("<p> one\n <b>two</b>  three</p>", "p").text == "one two three"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('<a href="x y">', "x y"),
        ("<a href='x\"y'>", 'x"y'),
        ("<a href=xy>", "xy"),
        ("<a HREF = 'x'>", "x"),
        ("<a href>", ""),
        ('<a href="">', ""),
        ('<a href="x&amp;y">', "x&y"),
        ('<a class="b"href="x">', "x"),
        ('<a href="x" href="y">', "x"),
        ('<a href="a>b">', "a>b"),
        ('<a href="x"/>', "x"),
    ],
)
def test_an_attribute_is_read_as_browsers_do(written: str, value: str) -> None:
    assert first(written, "a").attributes["href"] == value


def test_comments_and_conditional_comments_hold_nothing() -> None:
    html = "<!-- <i> --><!--[if mso]><table><![endif]--><!--[if !mso]><!--><b></b><!--<![endif]-->"
    assert names(html) == ["b"]


def test_a_style_element_knows_no_tags() -> None:
    style = first("<style>a > b { } <i></style><p>", "style")
    assert [piece.text for piece in style.children if isinstance(piece, Words)] == ["a > b { } <i>"]


def test_void_elements_hold_nothing() -> None:
    assert first('<p><img src="x">after</p>', "img").children == []


def test_an_end_tag_closes_what_was_left_open() -> None:
    assert first("<div><p>one<b></div>two", "div").text == "one"


def test_a_stray_end_tag_is_nothing() -> None:
    assert first("<p>one</b> two</p>", "p").text == "one two"


def test_a_less_than_sign_in_text_is_text() -> None:
    assert first("<p>1 < 2</p>", "p").text == "1 < 2"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<a",
        '<a href="',
        "<!--",
        "<style>",
        "<p>" * 20_000,
        "</p>" * 20_000,
        "<p>" * 20_000 + "</b>" * 20_000,
        '<a "' * 20_000,
        '<a x="' * 20_000,
        "<!--" * 20_000,
        "<a =" * 20_000,
        "&" * 20_000,
        "\0<p\0>\ud800",
    ],
    ids=lambda html: html[:10],
)
def test_hostile_html_is_survived(html: str) -> None:
    assert parse(html).name == ""


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b", ">", "'", '"', "=", " x", "<!--", "-->", "<br/>", "<style>", "&lt;", "<"]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_place_is_where_its_piece_is(html: str) -> None:
    for piece in parse(html).pieces():
        if isinstance(piece, Node):
            assert html[piece.at + 1 : piece.at + 1 + len(piece.name)].lower() == piece.name
        else:
            assert 0 <= piece.at < len(html)
