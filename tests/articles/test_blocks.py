"""HTML to blocks."""

import pytest

from newsletter.articles.blocks import blocks
from newsletter.articles.bodies import body
from newsletter.problems import Place


def kinds(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks(html)]


@pytest.mark.parametrize(
    ("html", "kind", "text"),
    [
        ("<p>Tom &amp; Jo &lt;3 &copy;</p>", "paragraph", "Tom & Jo <3 ©"),
        ("<p>one<br>two</p>", "paragraph", "one\ntwo"),
        ("<p>a <b>b</b>\n <i>c</i></p>", "paragraph", "a b c"),
        ("<p>a&nbsp;b&#8203;c&shy;d</p>", "paragraph", "a bc\u00add"),
        ("<h1>One</h1>", "heading", "One"),
        ("<h6>Six</h6>", "heading", "Six"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "list", "a\nb"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "list", "a\nb"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "quote", "a\nb"),
        ("<pre><code>if x:\n    y &lt; 1\n</code></pre>", "code", "if x:\n    y < 1"),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "table",
            "A | B\n1 | 2",
        ),
        ("<figure><img src=a.png alt=x><figcaption>Cap</figcaption></figure>", "image", "Cap"),
        ("<p><a href='https://a.example'><img src=a.png alt='An oat'></a></p>", "image", "An oat"),
        ("<figure><pre>x = 1</pre></figure>", "code", "x = 1"),
        ("<p>燕麦は\n体に良い</p>", "paragraph", "燕麦は体に良い"),
    ],
)
def test_a_piece_of_html_is_a_block(html: str, kind: str, text: str) -> None:
    assert kinds(html) == [(kind, text)]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<div>One</div><div>Two</div>", ["One", "Two"]),
        ("One<p>Two</p>Three", ["One", "Two", "Three"]),
        ("<article><section>One</section>Two</article>", ["One", "Two"]),
        ("One<br><br>Two<br> <br>Three", ["One", "Two", "Three"]),
        ("One<hr>Two", ["One", "Two"]),
        ("<dl><dt>One</dt><dd>Two</dd></dl>", ["One", "Two"]),
        ("<a href='https://a.example'><h2>One</h2><p>Two</p></a>", ["One", "Two"]),
        ("<li>One<li>Two", ["One", "Two"]),
        ("<p></p><h2> </h2><ul></ul>One<div></div>", ["One"]),
        ("", []),
    ],
)
def test_blocks_end_where_the_page_breaks(html: str, texts: list[str]) -> None:
    assert [text for _, text in kinds(html)] == texts


def test_blocks_inside_an_item_do_not_run_together() -> None:
    assert (
        blocks("<ul><li><div>a</div><div>b</div></li></ul>")[0].html == "<ul><li>a<br />b</li></ul>"
    )


def test_a_link_that_leads_nowhere_is_no_link() -> None:
    assert blocks('<p><a name="x">a</a> <a href="/y">b</a></p>')[0].html == "<p>a b</p>"


def test_what_is_nested_too_deep_is_kept_as_text_with_a_warning() -> None:
    found = body(
        "<div>" * 10_000 + "Deep &amp; well<script>x</script>", place=Place("a.html", 3, 1)
    )
    assert [block.html for block in found.blocks] == ["<p>Deep &amp; well</p>"]
    assert [(problem.code, problem.place.line) for problem in found.problems] == [
        ("html-too-deep", 3)
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<ul><li>a{'<br>' * 100_000}b</li></ul>", "a"),
        (f"<b>a</b>{' ' * 200_000}b", "a b"),
    ],
    ids=["breaks", "spaces"],
)
def test_a_run_without_end_costs_no_more_than_its_length(html: str, text: str) -> None:
    assert blocks(html)[0].text.startswith(text)
