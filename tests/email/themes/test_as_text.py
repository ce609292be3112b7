"""A body as plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.as_text import as_text
from newsletter.email.fragment import BLOCKS, INLINE
from newsletter.email.text import display_width

WEB = "https://lantern.example/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<p>a\nb</p><p>c</p>", "a b\n\nc"),
        ("<p>a<br />b</p>", "a\nb"),
        ("<p>a &amp; &lt;b&gt; <strong>c</strong></p>", "a & <b> c"),
        ("<h2>Head</h2><p>a</p>", "Head\n~~~~\n\na"),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", "- a\n- b\n\nc"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n- b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n  b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ol>" + "<li>a</li>" * 10 + "</ol>", "\n".join(f"{n}. a" for n in range(1, 11))),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc"),
        ("<blockquote><ul><li>a</li></ul></blockquote>", "> - a"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<pre><code>if a:\n    b\n</code></pre>", "    if a:\n        b"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table>", "a | b\n1"),
        ("<table><tr><td><p>a</p></td><td></td><td>b</td></tr></table>", "a | | b"),
        ("<p>a</p><hr /><p>b</p>", "a\n\n* * *\n\nb"),
        ('<figure><img src="x" alt="A" /><figcaption>b</figcaption></figure>', "[A]\n\nb"),
        ('<p>a<img src="x" alt="" /></p>', "a"),
        ('<p><a href="/relative">a</a></p>', "a"),
        ("loose<p>a</p>", "loose\n\na"),
    ],
)  # fmt: skip
def test_each_kind_of_block(html: str, expected: str) -> None:
    assert as_text(html) == expected


def test_links_are_numbered_and_stand_at_the_end() -> None:
    html = f'<p><a href="{WEB}a?b&amp;c">One</a> and <a href="{WEB}d">two</a>.</p><p>End.</p>'
    assert as_text(html) == f"One [1] and two [2].\n\nEnd.\n\n[1] {WEB}a?b&c\n[2] {WEB}d"


def test_an_address_that_is_its_own_words_needs_no_number() -> None:
    assert as_text(f'<p>See <a href="{WEB}">{WEB}</a>.</p>') == f"See {WEB}."


def test_a_mailto_link_shows_its_address() -> None:
    assert as_text('<p><a href="mailto:a@b.example">Write</a></p>').endswith(
        "[1] mailto:a@b.example"
    )


@pytest.mark.parametrize("frame", ["{}", "<blockquote>{}</blockquote>", "<ul><li>{}</li></ul>"])
def test_lines_keep_to_the_columns(frame: str) -> None:
    lines = as_text(frame.format("<p>" + "word " * 100 + "</p>"), 40).split("\n")
    assert max(map(display_width, lines)) <= 40
    assert len(lines) > 10


def test_an_item_that_wraps_hangs_under_its_words() -> None:
    assert as_text("<ol><li>" + "word " * 12 + "</li></ol>", 40).split("\n")[1].startswith("   w")


NAMES = st.sampled_from(sorted(BLOCKS | INLINE))
TAGS = NAMES.map("<{}>".format) | NAMES.map("</{}>".format)
SOUP = st.lists(TAGS | st.sampled_from(["word", f'<a href="{WEB}">', "\n", "&lt;"])).map("".join)


@given(SOUP)
@settings(max_examples=100, derandomize=True, database=None)
def test_no_soup_of_tags_loses_a_word(soup: str) -> None:
    assert as_text(soup).count("word") == soup.count("word")


@pytest.mark.parametrize("tag", ["<blockquote>", "<ul><li>", "<a>"])
def test_a_mountain_of_open_tags_is_no_hill_to_climb(tag: str) -> None:
    assert as_text(f"{tag}a" * 20_000).count("a") == 20_000
