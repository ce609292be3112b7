"""What an email uses, what its readers' clients support, and what follows from both."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.checks.compatibility import APPS, Client, Finding, compatibility, unsupported

PAGE = "<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def findings(html: str, client: Client) -> dict[str, Finding]:
    return {found.feature: found for found in compatibility(html) if found.client == client}


def uses(html: str, client: Client, feature: str) -> bool:
    return feature in findings(html, client)


@pytest.mark.parametrize(
    ("client", "html", "feature"),
    [
        ("gmail", '<p style="position:absolute">', "css-position"),
        ("gmail", "<svg></svg>", "html-svg"),
        ("gmail", '<img src="data:image/png;base64,AAAA">', "image-base64"),
        ("outlook-windows", '<td style="border-radius:4px">', "css-border-radius"),
        ("outlook-windows", '<p style="color:rgba(0,0,0,.5)">', "css-rgba"),
        ("outlook-windows", "<style>.a > .b { color: red }</style>", "css-selector-child"),
        ("outlook-windows", '<img src="photo.webp">', "image-webp"),
        ("outlook-com", '<p style="transform:none">', "css-transform"),
        ("outlook-com", '<meta name="color-scheme" content="light">', "html-meta-color-scheme"),
        ("yahoo", '<p style="font-size:1rem">', "css-unit-rem"),
        ("yahoo", '<p aria-label="x">', "html-aria-label"),
        ("apple-mail", '<p style="text-justify:auto">', "css-text-justify"),
        ("apple-mail", '<img src="sky.hdr">', "image-hdr"),
    ],
)
def test_a_planted_unsupported_feature_is_caught(client: Client, html: str, feature: str) -> None:
    assert feature in unsupported(compatibility(html), client)


@pytest.mark.parametrize("client", APPS)
def test_a_plain_paragraph_is_fine_everywhere(client: Client) -> None:
    assert findings("<p>Bread and soup</p>", client) == {}


def test_a_no_with_a_note_is_a_no() -> None:
    found = findings('<td style="border-radius:4px">', "outlook-windows")["css-border-radius"]
    assert (found.support, "VML" in found.note) == ("no", True)


def test_partial_support_is_not_counted_as_unsupported() -> None:
    found = compatibility('<p style="margin:0">')
    assert unsupported(found, "gmail") == []


def test_partial_support_is_reported_with_its_note() -> None:
    found = findings('<p style="margin:0">', "gmail")["css-margin"]
    assert (found.support, found.note) == ("partial", "Partial. Negative values are not supported.")


def test_the_worst_app_speaks_for_a_client_and_is_named() -> None:
    found = findings('<p style="display:none">', "gmail")["css-display-none"]
    assert (found.support, found.apps) == ("no", ("gmail.mobile-webmail",))


def test_findings_count_every_use_and_say_where() -> None:
    html = '<p style="opacity:1">a</p><p style="color:red;opacity:0">b</p>'
    found = findings(html, "outlook-windows")["css-opacity"]
    assert found.count == 2
    assert [html[at : at + 9] for at in found.offsets] == ["opacity:1", "opacity:0"]


def test_the_worst_come_first_within_a_client() -> None:
    html = '<p style="margin:0;position:fixed">'
    support = [found.support for found in compatibility(html) if found.client == "gmail"]
    assert support == ["no", "partial"]


def test_vml_is_not_html_even_for_outlook() -> None:
    html = '<!--[if mso]><v:rect style="position:absolute;opacity:0"></v:rect><![endif]-->'
    assert compatibility(html) == ()


def test_html_that_only_outlook_reads_counts_for_outlook() -> None:
    html = '<!--[if mso]><p style="opacity:0"></p><![endif]-->'
    assert uses(html, "outlook-windows", "css-opacity")


def test_html_that_only_outlook_reads_counts_for_nobody_else() -> None:
    html = '<!--[if mso | IE]><p style="position:absolute"></p><![endif]-->'
    assert {found.client for found in compatibility(html)} == {"outlook-windows"}


def test_what_is_kept_from_outlook_does_not_count_for_it() -> None:
    html = '<!--[if !mso]><!--><p style="position:absolute"></p><!--<![endif]-->'
    assert not uses(html, "outlook-windows", "css-position")
    assert uses(html, "gmail", "css-position")


def test_outlook_reads_on_after_what_was_kept_from_it() -> None:
    html = '<!--[if !mso]><!--><b></b><!--<![endif]--><p style="opacity:0"></p>'
    assert uses(html, "outlook-windows", "css-opacity")


def test_a_media_query_with_only_is_found() -> None:
    html = "<style>@media only screen and (max-width:480px) { p { color: red } }</style>"
    assert uses(html, "outlook-windows", "css-at-media")


def test_what_stands_in_an_ignored_media_query_does_not_count() -> None:
    html = "<style>@media screen { p { opacity: 0 } }</style>"
    assert unsupported(compatibility(html), "outlook-windows") == ["css-at-media"]


def test_what_stands_in_a_dark_mode_query_counts_for_clients_that_read_it() -> None:
    html = "<style>@media (prefers-color-scheme: dark) { p { transform: none } }</style>"
    assert uses(html, "outlook-com", "css-transform")
    assert not uses(html, "gmail", "css-transform")


def test_an_app_without_style_sheets_misses_only_the_style_sheet() -> None:
    found = findings("<style>.a { opacity: 0 }</style>", "gmail")
    assert [each.feature for each in found.values() if each.support == "no"] == ["html-style"]
    assert found["html-style"].apps == ("gmail.mobile-webmail",)


def test_a_place_in_a_style_sheet_counts_from_the_start_of_the_html() -> None:
    html = PAGE.format(head="<style>\n.a > .b { opacity: 0 }</style>", body="")
    found = findings(html, "outlook-windows")
    assert html[found["css-selector-child"].offsets[0] :].startswith(".a > .b")
    assert html[found["css-opacity"].offsets[0] :].startswith("opacity: 0")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<a",
        '<a href="',
        "<!--",
        "<!--[if mso]>" * 2000,
        "<!--[if mso]>" * 2000 + "-->",
        "<style>" + "a{" * 2000,
        "<style>" + "}" * 2000,
        '<p style="' + "(" * 2000 + '">',
        "\0\x07\ufffe<p\0 style=\0>",
        '<p style="&#xD800;&#0;:&quot;">',
        "<style>@media</style><style>@</style><style>:{}</style>",
    ],
)
def test_hostile_html_is_survived(html: str) -> None:
    assert isinstance(compatibility(html), tuple)


PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            "</",
            "<!--",
            "-->",
            "<![endif]",
            "[if mso]>",
            "[if !mso]>",
            "style",
            "p ",
            "=",
        ),
        *(
            '"',
            "'",
            "/*",
            "*/",
            "{",
            "}",
            "(",
            ")",
            ";",
            ":",
            "@media ",
            "opacity:0",
            "\\",
            "&quot;",
        ),
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_place_lies_within_the_html(html: str) -> None:
    places = [at for found in compatibility(html) for at in found.offsets]
    assert all(0 <= at < len(html) for at in places)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_text_before_the_html_moves_every_place(html: str) -> None:
    before, after = compatibility(html), compatibility("Dear reader, " + html)
    assert [[at + 13 for at in found.offsets] for found in before] == [
        list(found.offsets) for found in after
    ]
