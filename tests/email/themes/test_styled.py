"""Styles written on the tags of a body."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.fragment import BLOCKS, INLINE
from newsletter.email.styled import styled

WEB = "https://lantern.example/"


@pytest.mark.parametrize(
    ("html", "styles", "expected"),
    [
        ("<p>a</p>", {}, "<p>a</p>"),
        ("<p>a</p>", {"p": "margin:0"}, '<p style="margin:0">a</p>'),
        ("<p>a<br />b</p>", {"br": "x:y"}, '<p>a<br style="x:y" />b</p>'),
        ("<ul><li>a</li></ul>", {"li": "m:0", "ul li": "m:1"}, '<ul><li style="m:1">a</li></ul>'),
        (
            "<blockquote><p>a</p></blockquote><p>b</p>",
            {"p": "m:0", "blockquote p": "m:1"},
            '<blockquote><p style="m:1">a</p></blockquote><p style="m:0">b</p>',
        ),
        ("<p>a</p>", {"p": "font-family:'A', \"B\""}, None),
        ("<figure>a</figure>", {"figure": "m:0"}, '<div class="figure" style="m:0">a</div>'),
        ("<figcaption>a</figcaption>", {}, '<p class="figcaption">a</p>'),
    ],
)
def test_a_tag_wears_its_style(html: str, styles: dict[str, str], expected: str | None) -> None:
    quoted = '<p style="font-family:&#x27;A&#x27;, &quot;B&quot;">a</p>'
    assert styled(html, styles) == (expected or quoted)


def test_a_frame_around_a_table_can_scroll() -> None:
    page = styled("<table><tr></tr></table>", {"around table": "overflow-x:auto"})
    assert page == (
        '<div class="around-table" style="overflow-x:auto"><table><tr></tr></table></div>'
    )


def test_a_cell_around_a_quote_has_air_below() -> None:
    page = styled("<blockquote>a</blockquote>", {"around blockquote": "border:1px"})
    cell = '<td class="around-blockquote" style="border:1px"><blockquote>a</blockquote></td>'
    assert cell in page
    assert 'height="24"' in page.partition(cell)[2]
    assert page.count("<table") == page.count("</table>") == 1


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("h2 h3 h4", "h3 h4 h5"),
        ("h4 h4", "h3 h4"),
        ("h2 h4 h2", "h3 h4 h3"),
        ("h3", "h3"),
    ],
)
def test_headings_go_below_the_title_and_leave_no_level_out(written: str, levels: str) -> None:
    html = "".join(f"<{name}>a</{name}>" for name in written.split())
    assert styled(html, {}) == "".join(f"<{name}>a</{name}>" for name in levels.split())


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('width="1120" height="400"', 'width="560" height="200"'),
        ('width="100" height="50"', 'width="100" height="50"'),
        ('width="1120"', 'width="560"'),
        ('height="50"', 'width="560"'),
        ('width="0" height="0"', 'width="560"'),
        ('width="99999" height="1"', 'width="560" height="1"'),
        ("", 'width="560"'),
    ],
)
def test_a_picture_fits_the_column(size: str, expected: str) -> None:
    page = styled(f'<img src="{WEB}a.png" alt="A"{" " * bool(size)}{size} />', {})
    assert page == f'<img src="{WEB}a.png" alt="A" {expected} />'


@pytest.mark.parametrize("source", ["images/a.png", "data:image/png;base64,x", "", "//a.example/b"])
def test_a_picture_that_no_mail_can_show_is_its_words(source: str) -> None:
    assert styled(f'<p><img src="{source}" alt="A &amp; B" /></p>', {}) == "<p>A &amp; B</p>"


def test_a_picture_in_the_mail_itself_stays() -> None:
    assert 'src="cid:seeds@newsletter"' in styled('<img src="cid:seeds@newsletter" />', {})


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "data:text/html,x", ""])
def test_a_link_that_runs_or_leads_nowhere_is_none(address: str) -> None:
    assert "href" not in styled(f'<a href="{address}">a</a>', {})


def test_a_link_keeps_its_address_and_nothing_else() -> None:
    page = styled(f'<a href="{WEB}?a=1&amp;b=2" rel="noopener" onclick="x">a</a>', {"a": "c:d"})
    assert page == f'<a href="{WEB}?a=1&amp;b=2" style="c:d">a</a>'


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("<script>a</script>", "&lt;script&gt;a&lt;/script&gt;"),
        ("<P>a", "&lt;P&gt;a"),
        ("a < b & c &amp; d", "a &lt; b &amp; c &amp; d"),
        ("<p onclick='x'>a", "&lt;p onclick='x'&gt;a"),
    ],
)
def test_foreign_html_is_text(foreign: str, shown: str) -> None:
    assert styled(foreign, {"p": "m:0"}) == shown


def test_code_keeps_its_lines_and_spaces() -> None:
    code = "<pre><code>if a:\n    b\n\n    c</code></pre>"
    assert styled(code, {}) == code


NAMES = st.sampled_from(sorted(BLOCKS | INLINE))
TAGS = NAMES.map("<{}>".format) | NAMES.map("</{}>".format)
SOUP = st.lists(TAGS | st.text(max_size=5) | st.just('<a href="')).map("".join)


@given(SOUP)
@settings(max_examples=100, derandomize=True, database=None)
def test_no_soup_of_tags_breaks_it(soup: str) -> None:
    page = styled(soup, {"p": "m:0", "blockquote p": "m:1", "around pre": "p:0"})
    assert "<" not in page.replace("<", "", page.count(">"))


def test_a_mountain_of_open_tags_is_no_hill_to_climb() -> None:
    deep = "<blockquote><p>" * 50_000
    assert styled(deep, {"blockquote p": "m:1"}).count('style="m:1"') == 50_000
