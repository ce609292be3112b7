"""The mail's HTML as other clients, schemes and settings would show it."""

import pytest

from newsletter.checks.compatibility import APPS, Client
from newsletter.preview.mail.edits import Edit, edited
from newsletter.preview.mail.lens import dropped, through
from newsletter.preview.mail.look import Look, seen
from newsletter.preview.mail.pictures import no_address, with_addresses
from newsletter.preview.mail.recolour import recoloured
from newsletter.preview.mail.schemes import as_authored
from newsletter.preview.mail.word import as_word_reads

DARK = "<style>@media (prefers-color-scheme: dark) { p { color: #eee } }</style><p>x</p>"


def test_edits_are_made_by_their_offsets() -> None:
    assert edited("abcdef", [Edit(4, 5, "X"), Edit(0, 2, "Y")]) == "YcdXf"


def test_an_edit_inside_another_one_is_left_out() -> None:
    assert edited("abcdef", [Edit(0, 4, "X"), Edit(2, 3, "Y")]) == "Xef"


@pytest.mark.parametrize(("dark", "condition"), [(True, "(min-width:0)"), (False, "(max-width:0)")])
def test_the_question_for_the_scheme_is_answered(dark: bool, condition: str) -> None:
    assert f"@media {condition} " in as_authored(DARK, dark=dark)


def test_the_question_is_answered_in_a_media_attribute_too() -> None:
    html = '<picture><source media="(prefers-color-scheme:dark)" srcset="d.png"></picture>'
    assert 'media="(min-width:0)"' in as_authored(html, dark=True)


def test_the_question_in_the_text_stays() -> None:
    html = "<p>Write @media (prefers-color-scheme: dark) into it.</p>"
    assert as_authored(html, dark=True) == html


def test_a_mail_with_both_schemes_gets_the_browser_s_own_colours() -> None:
    html = '<head><meta name="color-scheme" content="light dark"></head><p>x</p>'
    assert ":root{color-scheme:dark!important}</style></head>" in as_authored(html, dark=True)


@pytest.mark.parametrize("client", ["gmail", "outlook"])
def test_a_white_sheet_with_black_text_turns_dark(client: str) -> None:
    html = '<html><p style="color:#000;background:white">x</p></html>'
    dark = recoloured(html, "gmail" if client == "gmail" else "outlook")
    assert "color:#ededed;background:#1f1f1f" in dark


def test_gmail_turns_a_dark_surface_light_and_outlook_leaves_it() -> None:
    html = '<html><td bgcolor="#000000">x</td></html>'
    assert 'bgcolor="#ededed"' in recoloured(html, "gmail")
    assert 'bgcolor="#000000"' in recoloured(html, "outlook")


def test_outlook_s_own_marks_make_the_author_s_rules_for_it_count() -> None:
    html = "<html><style>[data-ogsc] p { color: #ffffff }</style><p>x</p></html>"
    dark = recoloured(html, "outlook")
    assert "<html data-ogsc data-ogsb>" in dark
    assert "color: #ffffff" in dark


def test_neither_looks_at_the_author_s_dark_styles() -> None:
    assert "@media (max-width:0)" in recoloured(DARK, "gmail")


def test_what_is_no_colour_is_not_recoloured() -> None:
    html = '<html><p style="font-family:Red Hat;background:url(white.png)">black</p></html>'
    assert 'style="font-family:Red Hat;background:url(white.png)">black' in recoloured(
        html, "gmail"
    )


@pytest.mark.parametrize(
    ("client", "html", "left"),
    [
        ("outlook-windows", '<p style="color:red;border-radius:4px">x</p>', "color:red;"),
        ("outlook-windows", "<style>@media (min-width:1px) {p{color:red}}</style>", "not all"),
        ("gmail", "<style>p::before {color:red}</style>", "never-shown"),
    ],
)
def test_a_client_drops_what_it_does_not_know(client: Client, html: str, left: str) -> None:
    assert left in through(html, client)
    assert "border-radius" not in through(html, client)


def test_what_every_client_knows_stays() -> None:
    html = '<p style="color:red;font-size:16px">x</p>'
    assert all(through(html, client) == html for client in APPS)


def test_what_a_client_drops_is_listed() -> None:
    found = dropped('<p style="border-radius:4px">x</p>', "outlook-windows")
    assert [one.title for one in found] == ["border-radius"]


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<!--[if mso]><b>W</b><![endif]-->", "<b>W</b>"),
        ("<!--[if !mso]><!--><b>O</b><!--<![endif]-->", ""),
        ("<!--[if lt mso 12]><b>old</b><![endif]-->", "<!--[if lt mso 12]><b>old</b><![endif]-->"),
        ("<!--[if mso]><xml>96</xml><![endif]-->", "<!--[if mso]><xml>96</xml><![endif]-->"),
        ("<!--[if mso]><b>never ends", "<!--[if mso]><b>never ends"),
    ],
)
def test_outlook_for_windows_reads_its_comments(html: str, read: str) -> None:
    assert as_word_reads(html) == read


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://a.example/p.png">',
        "<img src=https://a.example/p.png>",
        '<td background="https://a.example/p.png">',
        "<td style=\"background:url('https://a.example/p.png')\">",
        "<td style='background:url(&quot;https://a.example/p.png&quot;)'>",
        "<style>td{background:url(https://a.example/p.png)}</style>",
        '<img srcset="https://a.example/p.png 2x">',
    ],
)
def test_no_picture_is_asked_for_elsewhere(html: str) -> None:
    assert "a.example" not in with_addresses(html, lambda *_: "/picture/1")
    assert "a.example" not in with_addresses(html, no_address)


def test_a_picture_keeps_its_size_for_its_placeholder() -> None:
    asked: list[tuple[str, int | None, int | None]] = []

    def address(source: str, width: int | None, height: int | None) -> str:
        asked.append((source, width, height))
        return ""

    with_addresses('<img src="a&amp;b.png" width="600" height="315px">', address)
    assert asked == [("a&b.png", 600, 315)]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<p",
        "<style>" + "{" * 2000,
        '<p style="' + "url(" * 20_000 + '">',
        '<p style="' + "background:url('" * 9_000 + '">',
        "<!--[if mso]>" * 20_000,
        "<a " * 20_000,
        "\x00\ud800<p style='color:\x00'>",
    ],
    ids=lambda html: f"{html[:12]!r}…",
)
def test_a_hostile_mail_is_looked_at_in_every_way(html: str) -> None:
    for client in (None, *APPS):
        for scheme in ("light", "dark", "gmail", "outlook"):
            look = Look.of({"scheme": scheme, "client": client or "", "pictures": "off"})
            assert isinstance(seen(html, look, no_address), str)


def test_a_look_that_is_unknown_is_the_plain_one() -> None:
    assert Look.of({"scheme": "sepia", "client": "lotus-notes"}) == Look()
