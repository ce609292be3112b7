"""Foreign HTML is made safe: a table of attacks, and a guard that is itself tested."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles.blocks import blocks
from newsletter.articles.sanitise import EMAIL_TAGS, STRUCTURE_TAGS, TooDeep, depth, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<p onclick=alert(1)>x</p>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" \x01java\nscript:alert(1)">x</a>',
    '<a href="&#106;avascript&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<img src="javascript:alert(1)">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><g/onload=alert(1)//<p>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 &gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script><template><img src=x onerror=x></template></template>",
    "<style>@import '//evil.example/x.css';</style>",
    "<iframe src=//evil.example></iframe>",
    "<object data=//evil.example></object><embed src=x>",
    "<form action=//evil.example><input name=a><button formaction=javascript:x>x</button></form>",
    "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<a href="http://a.example/&quot;onmouseover=&quot;alert(1)">x</a>',
    "<p id=top class=x data-x=y>x</p>",
    "<mj-raw><mj-include path='/etc/passwd'/></mj-raw>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
]
_TAG = re.compile(r"<\s*/?\s*([^\s/>]+)([^>]*)>")
_SAFE_ATTRIBUTES = {"a": {"href", "rel"}, "img": {"src", "alt", "width", "height"}}
_SAFE_ADDRESS = re.compile(r"https?://|mailto:|(?![a-z]+:|//)", re.IGNORECASE)


def faults(html: str, tags: frozenset[str]) -> list[str]:
    """Everything in ``html`` that must not be in an email."""
    found = []
    for tag, rest in _TAG.findall(html):
        if tag not in tags:
            found.append(f"<{tag}>")
        for name, value in re.findall(r'([a-z-]+)\s*=\s*"([^"]*)"', rest):
            if name not in _SAFE_ATTRIBUTES.get(tag, set()):
                found.append(f"{tag} {name}")
            elif name in ("href", "src") and not _SAFE_ADDRESS.match(value):
                found.append(f"{tag} {name}={value}")
    return found


def is_near_xml(html: str) -> bool:
    ET.fromstring(f"<root>{html}</root>")
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_is_left(attack: str) -> None:
    assert faults(sanitise(f"<p>Before</p>{attack}<p>After</p>"), EMAIL_TAGS | STRUCTURE_TAGS) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_left_is_near_xml(attack: str) -> None:
    assert is_near_xml(sanitise(f"<p>Before</p>{attack}"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_block_holds_tags_of_email_alone(attack: str) -> None:
    html = "".join(block.html for block in blocks(f"<div>Before</div>{attack}"))
    assert faults(html, EMAIL_TAGS) == []
    assert is_near_xml(html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_to_sanitise_twice_changes_nothing(attack: str) -> None:
    once = sanitise(attack)
    assert sanitise(once) == once


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<img src="data:image/png;base64,x" />',
        '<img src="//evil.example/x.png" />',
        "<div>x</div>",
    ],
)
def test_the_guard_sees_a_planted_violation(planted: str) -> None:
    assert faults(planted, EMAIL_TAGS)


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>", "</p>", "<b>", "</b>", "<i>", "<a href='https://a.example'>", "</a>", "<ul>",
                "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<div>", "</div>", "<br>",
                "<img src=a.png alt='\"<>&'>", "<h1>", "</h1>", "<pre>", "</pre>", "<figure>",
                "</figure>", "<svg>", "<style>", "</style>", "<!--", "-->", "words ", "&amp;",
                "&lt;", "\n", "'", '"', "<blockquote>", "</blockquote>", "<a>", "<hr>", "\u3042",
            ]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_soup_of_tags_gives_safe_near_xml(parts: list[str]) -> None:
    found = blocks("".join(parts))
    html = "".join(block.html for block in found)
    assert faults(html, EMAIL_TAGS) == []
    assert is_near_xml(html)
    assert all(block.text.strip() or block.kind == "image" for block in found)


def test_links_are_resolved_against_the_base() -> None:
    html = sanitise('<a href="/x?a=1&amp;b=2">x</a><img src="y.png">', base="https://a.example/b/c")
    assert 'href="https://a.example/x?a=1&amp;b=2"' in html
    assert '<img src="https://a.example/b/y.png" alt="" />' in html


@pytest.mark.parametrize("base", [None, "", "not a base", "javascript:alert(1)"])
def test_without_a_base_a_relative_link_is_none_and_a_picture_is_a_path(base: str | None) -> None:
    html = sanitise('<a href="/x">x</a><img src="images/y.png">', base=base)
    assert html == '<a>x</a><img src="images/y.png" alt="" />'


def test_good_links_stay_and_get_a_relation() -> None:
    html = sanitise('<a href="HTTPS://a.example/">x</a><a href="mailto:jo@a.example">y</a>')
    assert html.count('rel="noopener noreferrer"') == 2


@pytest.mark.parametrize("size", ['width="1"', 'height="1"', 'width="0"'])
def test_a_picture_of_one_pixel_is_a_tracker(size: str) -> None:
    assert sanitise(f'<img src="https://a.example/t.gif" {size}>') == ""


def test_the_size_of_a_picture_stays_if_it_is_a_number() -> None:
    html = sanitise('<img src="a.png" width="600" height="50%">')
    assert html == '<img src="a.png" alt="" width="600" />'


def test_a_deep_nest_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(TooDeep):
        sanitise("<div>" * 10_000)


@pytest.mark.parametrize(
    ("html", "deep"),
    [
        ("<div>" * 50, 50),
        ("<div></div>" * 50, 1),
        ("<p>" * 50, 0),
        ("<!-- " + "<div>" * 50 + " --><b>", 1),
        ("<!-->" + "<div>" * 50, 50),
        ("<script>" + "'<div>'" * 50 + "</script><b>", 1),
        ("</div>" * 50 + "<DIV>", 1),
        ("<!-- never closed <div>", 0),
    ],
)
def test_depth_counts_open_tags(html: str, deep: int) -> None:
    assert depth(html) == deep
