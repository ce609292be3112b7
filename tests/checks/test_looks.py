"""How text looks: which rules reach it, what is behind it, and whether it shows at all."""

from collections.abc import Mapping

import pytest

from newsletter.checks.cascade import has_dark_rules, style_sheet
from newsletter.checks.css_colors import css_color
from newsletter.checks.html_tree import parse
from newsletter.checks.looks import Look, shown_words


def looks(html: str, *, dark: bool = False) -> Mapping[str, Look]:
    root = parse(html)
    sheet = style_sheet(root, dark=dark)
    return {words.text.strip(): look for words, _, look in shown_words(root, sheet)}


RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


@pytest.mark.parametrize(
    ("value", "color"),
    [
        ("#f00", RED),
        ("#FF0000", RED),
        ("#ff0000ff", RED),
        ("#ff000080", None),
        ("red", RED),
        ("rgb(255, 0, 0)", RED),
        ("rgb(255 0 0)", RED),
        ("rgba(255,0,0,1)", RED),
        ("rgba(255,0,0,.5)", None),
        ("rgb(999,0,0)", RED),
        ("rgba(0,0,0,1.2.3)", None),
        ("#12345", None),
        ("var(--ink)", None),
        ("", None),
    ],
)
def test_a_colour_is_read(value: str, color: tuple[int, int, int] | None) -> None:
    assert css_color(value) == color


@pytest.mark.parametrize(
    ("css", "html"),
    [
        ("p { color: red }", "<p>x</p>"),
        (".a { color: red }", '<p class="b a">x</p>'),
        ("#a { color: red }", '<p id="a">x</p>'),
        ("p.a.b { color: red }", '<p class="a b">x</p>'),
        ("* { color: red }", "<p>x</p>"),
        ("div p { color: red }", "<div><i><p>x</p></i></div>"),
        ("div > p { color: red }", "<div><p>x</p></div>"),
        ("h1, p { color: red }", "<p>x</p>"),
        ("div { color: red }", "<div><p>x</p></div>"),
        ("p { color: blue } p { color: red }", "<p>x</p>"),
        (".a { color: red } p { color: blue }", '<p class="a">x</p>'),
        ("p { color: red !important }", '<p style="color:blue">x</p>'),
    ],
)
def test_a_rule_reaches_the_text_it_is_for(css: str, html: str) -> None:
    assert looks(f"<style>{css}</style>{html}")["x"].color == RED


@pytest.mark.parametrize(
    ("css", "html"),
    [
        (".a { color: red }", '<p class="ab">x</p>'),
        ("div > p { color: red }", "<div><i><p>x</p></i></div>"),
        ("p p { color: red }", "<p>x</p>"),
        ("[data-ogsc] p { color: red }", "<p>x</p>"),
        ("p:hover { color: red }", "<p>x</p>"),
        ("h1 + p { color: red }", "<h1>y</h1><p>x</p>"),
        ("@media print { p { color: red } }", "<p>x</p>"),
        ("@media (prefers-color-scheme: dark) { p { color: red } }", "<p>x</p>"),
        ("p { color: red }", '<p style="color:blue">x</p>'),
        ("p { color: red", '<p style="color:blue !important">x</p>'),
    ],
)
def test_a_rule_for_something_else_does_not_reach_it(css: str, html: str) -> None:
    assert looks(f"<style>{css}</style>{html}")["x"].color != RED


DARK = "<style>@media (prefers-color-scheme:dark) {{ {} }}</style>"


def test_dark_rules_hold_in_dark_mode() -> None:
    html = DARK.format("p { color: red !important }") + '<p style="color:blue">x</p>'
    assert looks(html, dark=True)["x"].color == RED
    assert looks(html)["x"].color == BLUE


def test_dark_rules_without_important_lose_against_the_style_attribute() -> None:
    html = DARK.format("p { color: red }") + '<p style="color:blue">x</p>'
    assert looks(html, dark=True)["x"].color == BLUE


def test_a_mail_says_whether_it_has_dark_rules() -> None:
    assert has_dark_rules(parse(DARK.format("p { color: red }")))
    assert not has_dark_rules(parse("<style>p { color: red }</style>"))


@pytest.mark.parametrize(
    "html",
    [
        '<p style="background:red">x</p>',
        '<p style="background-color:red">x</p>',
        '<td bgcolor="red">x</td>',
        '<p style="background:none red">x</p>',
        '<div style="background:red"><p style="background:none">x</p></div>',
        '<div style="background:red"><p style="background-color:transparent">x</p></div>',
        '<p style="background-color:blue;background:red">x</p>',
        DARK.format("p { background: red !important }") + '<p style="background-color:blue">x</p>',
    ],
)
def test_what_is_behind_text_is_known(html: str) -> None:
    assert looks(html, dark=True)["x"].background == RED


def test_a_picture_behind_text_makes_the_background_unknown() -> None:
    assert looks('<p style="background:url(a.png) red">x</p>')["x"].background is None


def test_text_is_black_on_white_where_nothing_is_said() -> None:
    assert looks("x")["x"] == Look((0, 0, 0), WHITE, 16.0)


def test_a_link_is_blue_where_nothing_is_said() -> None:
    assert looks('<p style="color:red"><a href="x">y</a></p>')["y"].color == (0, 0, 238)


def test_size_and_weight_are_inherited() -> None:
    look = looks('<td style="font-size:28px;font-weight:700"><p>x</p></td>')["x"]
    assert (look.size, look.is_bold) == (28.0, True)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="display:none">x</p>',
        '<div style="display:none"><p style="display:block">x</p></div>',
        '<p style="visibility:hidden">x</p>',
        '<p style="opacity:0">x</p>',
        '<p style="font-size:0px">x</p>',
        '<p style="font-size:0">x</p>',
        "<title>x</title>",
        "<head>x</head>",
        "<style>x</style>",
    ],
)
def test_hidden_text_does_not_show(html: str) -> None:
    assert looks(html) == {}


def test_a_size_in_text_without_a_size_shows() -> None:
    """The engine writes font-size:0 around columns, and each text in them has its own size."""
    assert list(looks('<td style="font-size:0px"><p style="font-size:16px">x</p></td>')) == ["x"]
