"""What mjml-python 1.4.2 does when it is called bare.

Our front exists because of these. When one of them fails after an upgrade, the engine has moved:
see what the front does about it, and whether it still has to.
"""

from collections.abc import Callable
from importlib.metadata import version

import pytest
from mjml import mjml2html

from newsletter.email.mjml.components import COMPONENTS
from newsletter.email.mjml.kinds import Kind

Where = Callable[[str], str]


def head(inner: str) -> str:
    return f"<mjml><mj-head>{inner}</mj-head><mj-body></mj-body></mjml>"


def body(inner: str) -> str:
    return f"<mjml><mj-body>{inner}</mj-body></mjml>"


def column(inner: str) -> str:
    return body(f"<mj-section><mj-column>{inner}</mj-column></mj-section>")


def text(inner: str) -> str:
    return column(f"<mj-text>{inner}</mj-text>")


def alone(inner: str) -> str:
    return inner


def compiled(source: str) -> str:
    html: str = mjml2html(source, fonts={})
    return html


def test_the_probes_are_of_the_version_that_is_installed() -> None:
    assert version("mjml-python").startswith("1.4.")


REFUSED: list[tuple[str, Where, str, str]] = [
    ("nothing", alone, "", "unable to find mjml element"),
    ("a doctype", alone, "<!DOCTYPE html>" + body(""), "position 0:15"),
    ("an XML declaration", alone, '<?xml version="1.0"?>' + body(""), "position 0:21"),
    ("an unquoted attribute", text, "<img src=a>", "unable to parse"),
    ("no space between attributes", text, '<a href="a"title="b">x</a>', "unable to parse"),
    ("a heart", text, "I <3 you", "unable to parse"),
    ("an upper-case void tag", text, "<BR>", "unexpected end of stream"),
    ("an unclosed paragraph", text, "<p>x", "unexpected"),
    ("dashes in a comment", text, "<!-- a -- b -->", "unable to parse"),
    ("a script with a less-than", text, "<script>a<b</script>", "unable to parse"),
    ("CDATA", text, "<![CDATA[x]]>", "unexpected token"),
    ("PHP", text, "<?php x ?>", "unexpected token"),
    ("a control character", text, "\x01", "unable to parse"),
    ("a noncharacter", text, "\uffff", "unable to parse"),
    ("the end of CDATA", text, "]]>", "unable to parse"),
    ("a less-than in CSS", head, '<mj-style>a { content: "<" }</mj-style>', "unable to parse"),
    ("a tag in CSS", head, "<mj-style>/* <b> */</mj-style>", "unexpected token"),
    ("tags in the preview", head, "<mj-preview><b>x</b></mj-preview>", "unexpected token"),
    ("mj-html-attributes", head, "<mj-html-attributes></mj-html-attributes>", "unexpected element"),
    (
        "tags in an mj-class",
        head,
        '<mj-attributes><mj-class name="a"><mj-text /></mj-class></mj-attributes>',
        "unexpected token",
    ),
    ("an include without a loader", body, '<mj-include path="a.mjml" />', "unable to load"),
    ("content in a divider", column, "<mj-divider>x</mj-divider>", "unexpected token"),
    ("a raw beside the body", alone, "<mjml><mj-raw>x</mj-raw></mjml>", "unexpected element"),
    (
        "a raw in a navbar",
        column,
        "<mj-navbar><mj-raw>x</mj-raw></mj-navbar>",
        "unexpected element",
    ),
    ("a conditional comment between sections", body, "<!--[if mso]>x<![endif]-->", "unexpected"),
]


@pytest.mark.parametrize(
    ("where", "inner", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_the_engine_refuses(where: Where, inner: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compiled(where(inner))


GIVES: list[tuple[str, Where, str, str]] = [
    (
        "a no-break space in an alt as Rust",
        column,
        '<mj-image src="a" alt="a\u00a0b" />',
        r"\u{a0}",
    ),
    ("a soft hyphen in an alt as Rust", column, '<mj-image src="a" alt="a\u00adb" />', r"\u{ad}"),
    ("a joiner in an alt as Rust", column, '<mj-image src="a" alt="a\u200db" />', r"\u{200d}"),
    ("a backslash in an alt twice", column, '<mj-image src="a" alt="a\\b" />', r"a\\b"),
    ("a quote in an alt bare", column, "<mj-image src='a' alt='a\"b' />", r'alt="a\"b"'),
    ("a line break in a style as Rust", text, '<b style="a\nb">x</b>', r"a\nb"),
    ("a reference in an alt as it is", column, '<mj-image src="a" alt="a&#160;b" />', "a&#160;b"),
    ("an accent in a text as it is", text, "é\u00a0ü", "é\u00a0ü"),
    ("an unknown tag as it is", column, "<mj-colum>x</mj-colum>", "<mj-colum>x</mj-colum>"),
    ("a component in a text as it is", text, "<mj-button>x</mj-button>", "<mj-button>"),
    ("text in a section as it is", body, "<mj-section>stray</mj-section>", "stray"),
    (
        "the last of two equal attributes",
        column,
        '<mj-text color="red" color="blue">x</mj-text>',
        "color:blue",
    ),
    (
        "sections between two halves of HTML as they are",
        body,
        "<mj-raw><div></mj-raw><mj-section></mj-section><mj-raw></div></mj-raw>",
        "<mj-section>",
    ),
    ("an unknown language", body, "", 'lang="und"'),
    ("bare ampersands as they are", text, "a & b &foo;", "a & b &foo;"),
    (
        "conditional comments as they are",
        text,
        "<!--[if mso]><b>x</b><![endif]-->",
        "<!--[if mso]><b>x</b><![endif]-->",
    ),
    (
        "icons from elsewhere",
        column,
        '<mj-social><mj-social-element name="facebook">x</mj-social-element></mj-social>',
        "mailjet",
    ),
]


@pytest.mark.parametrize(
    ("where", "inner", "words"), [row[1:] for row in GIVES], ids=[row[0] for row in GIVES]
)
def test_the_engine_gives(where: Where, inner: str, words: str) -> None:
    assert words in compiled(where(inner))


SILENT = [
    ("no body", "<mjml></mjml>"),
    ("two bodies", "<mjml><mj-body></mj-body><mj-body></mj-body></mjml>"),
    ("an unknown attribute", column('<mj-text colour="red">x</mj-text>')),
    ("a value of the wrong kind", column('<mj-text font-size="big">x</mj-text>')),
    ("an unknown class", column('<mj-text mj-class="nope">x</mj-text>')),
    ("a picture without src", column("<mj-image />")),
]


@pytest.mark.parametrize("source", [row[1] for row in SILENT], ids=[row[0] for row in SILENT])
def test_the_engine_says_nothing_about(source: str) -> None:
    assert "<body" in compiled(source)


def test_the_engine_leaves_alt_out_when_it_is_missing() -> None:
    assert "alt=" not in compiled(column('<mj-image src="a" />'))


def test_the_engine_leaks_sections_between_the_halves_of_a_ghost_table() -> None:
    source = body(
        "<mj-raw><!--[if mso]><table><tr><td><![endif]--></mj-raw><mj-section></mj-section>"
        "<mj-raw><!--[if mso]></td></tr></table><![endif]--></mj-raw>"
    )
    assert "<mj-section" in compiled(source)


def test_the_engine_loads_a_font_from_elsewhere_unless_it_is_told_not_to() -> None:
    assert "googleapis" in mjml2html(text("x"))
    assert "googleapis" not in compiled(text("x"))


def test_an_exception_of_the_loader_is_swallowed() -> None:
    def loader(path: str) -> str:
        raise LookupError(path)

    with pytest.raises(ValueError, match="unable to load included template"):
        mjml2html(body('<mj-include path="a.mjml" />'), include_loader=loader)


AROUND = {
    "mj-raw": ("<mjml><mj-head>", "</mj-head><mj-body></mj-body></mjml>", "x"),
    "mj-body": ("<mjml>", "</mjml>", '<mj-section background-url="a"></mj-section>'),
    "mj-wrapper": ("<mjml><mj-body>", "</mj-body></mjml>", "<mj-section></mj-section>" * 2),
    "mj-section": ("<mjml><mj-body>", "</mj-body></mjml>", "<mj-column></mj-column>"),
    "mj-button": (*column("|").split("|"), "x"),
    "mj-image": (*column("|").split("|"), ""),
    "mj-text": (*column("|").split("|"), "x"),
    "mj-table": (*column("|").split("|"), "<tr></tr>"),
    "mj-social": (
        *column("|").split("|"),
        '<mj-social-element name="facebook">x</mj-social-element>',
    ),
    "mj-social-element": (*column("<mj-social>|</mj-social>").split("|"), "x"),
    "mj-accordion-title": (
        *column(
            "<mj-accordion><mj-accordion-element>|</mj-accordion-element></mj-accordion>"
        ).split("|"),
        "x",
    ),
    "mj-carousel-image": (*column("<mj-carousel>|</mj-carousel>").split("|"), ""),
}
IGNORED = [
    (name, attribute)
    for name, component in COMPONENTS.items()
    for attribute in sorted(component.ignored)
]


def sample(kind: Kind) -> str:
    return kind.choices[0] if kind.choices else "17px"


@pytest.mark.parametrize(("name", "attribute"), IGNORED)
def test_the_engine_does_nothing_with(name: str, attribute: str) -> None:
    before, after, inner = AROUND[name]
    required = ' src="a"' if "src" in COMPONENTS[name].required else ""
    value = sample(COMPONENTS[name].attributes[attribute])
    without = compiled(f"{before}<{name}{required}>{inner}</{name}>{after}")
    assert (
        compiled(f'{before}<{name}{required} {attribute}="{value}">{inner}</{name}>{after}')
        == without
    )
