"""Markdown bodies."""

import pytest

from newsletter.articles import Reading, read
from newsletter.model import Article


def reading(source: str) -> Reading:
    return read(source.encode(), name="a.md")


def article(source: str) -> Article:
    return reading(source).articles[0]


@pytest.mark.parametrize(
    ("source", "title", "line"),
    [
        ("# Oats *at* `noon` &amp; <b>later</b>\n\nText.", "Oats at noon & later", 1),
        ("Oats\n====\n\nText.", "Oats", 1),
        ("Intro.\n\n# Oats #\n\nText.", "Oats", 3),
        ("\n\n## Oats\n\nText.", "Oats", 3),
        ("---\nurl: https://a.example\n---\n\n# Oats\n\nText.", "Oats", 5),
    ],
)
def test_the_first_heading_is_the_title(source: str, title: str, line: int) -> None:
    found = article(source)
    assert (found.title, found.place().line) == (title, line)
    assert title not in [block.text for block in found.body]


def test_a_heading_that_repeats_the_given_title_goes() -> None:
    found = article("---\ntitle: Oats – at noon\n---\n# Oats - At Noon\n\nText.")
    assert [block.text for block in found.body] == ["Text."]


@pytest.mark.parametrize(
    "source", ["Text alone.", "Text.\n\n## Late heading\n\nMore.", "> # Quoted"]
)
def test_without_a_heading_of_its_own_there_is_no_title(source: str) -> None:
    found = reading(source)
    assert found.articles == ()
    assert [problem.code for problem in found.problems] == ["article-no-title"]


@pytest.mark.parametrize(
    ("source", "kind", "html"),
    [
        ("A *b* **c** `d`", "paragraph", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("## Sub", "heading", "<h2>Sub</h2>"),
        ("~~old~~", "paragraph", "<p><s>old</s></p>"),
        ("> so", "quote", "<blockquote>\n<p>so</p>\n</blockquote>"),
        ("```py\nx < 1\n```", "code", "<pre><code>x &lt; 1\n</code></pre>"),
        ("![A bowl](images/a.png)", "image", '<p><img src="images/a.png" alt="A bowl" /></p>'),
    ],
)
def test_markdown_becomes_blocks(source: str, kind: str, html: str) -> None:
    block = article(f"# T\n\n{source}").body[0]
    assert (block.kind, block.html) == (kind, html)


def test_tables_are_read() -> None:
    block = article("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |").body[0]
    assert (block.kind, block.text) == ("table", "a | b\n1 | 2")


def test_html_in_markdown_is_sanitised() -> None:
    found = article(
        "# T\n\n<div onclick=x>One</div><script>alert(1)</script>\n\n[x](javascript:alert(1)) Two"
    )
    assert "alert" not in found.html.replace("(javascript:alert(1))", "")
    assert "<div" not in found.html
    assert 'href="javascript' not in found.html


def test_the_first_picture_is_the_article_s() -> None:
    found = article("# T\n\n![A bowl](images/a.png)\n\n![B](images/b.png)")
    assert (found.image, found.image_alt) == ("images/a.png", "A bowl")


def test_the_given_picture_wins() -> None:
    found = article("---\nimage: images/z.png\n---\n# T\n\n![A bowl](images/a.png)")
    assert (found.image, found.image_alt) == ("images/z.png", None)


@pytest.mark.parametrize(
    "end",
    [
        "#oats #milk\n\nSummary: Oats are *good*.",
        "**Summary:** Oats are *good*.\n\n#oats #milk",
        "Summary: Oats are *good*.\n#oats #milk\n\n",
        "TL;DR:\nOats are\n*good*.\n\n#oats #milk",
    ],
)
def test_hashtags_and_summary_at_the_end_count(end: str) -> None:
    found = article(f"# T\n\nText.\n\n{end}")
    assert found.hashtags.tags == ("#oats", "#milk")
    assert found.summary is not None
    assert found.summary.text == "Oats are good."
    assert [block.text for block in found.body] == ["Text."]
    assert {"tags", "summary"} <= set(found.places)


def test_front_matter_wins_over_the_end() -> None:
    found = article("---\ntags: [rye]\nsummary: Given.\n---\n# T\n\nText.\n\n#oats #milk")
    assert found.hashtags.tags == ("#rye",)
    assert found.summary is not None
    assert found.summary.text == "Given."


def test_a_summary_in_mid_article_stays_in_the_body() -> None:
    found = article("# T\n\nSummary: first.\n\nText.")
    assert found.summary is None
    assert found.body[0].text == "Summary: first."


@pytest.mark.parametrize(
    "code",
    ["{{ page.title }}", "{% include x.html %}", "{{< youtube abc >}}", "{{% note %}}", "{# no #}"],
)
def test_a_site_generator_s_tags_are_dropped_with_a_note(code: str) -> None:
    found = reading(f"# T\n\nOne {code}two.")
    assert found.articles[0].body[0].text == "One two."
    assert [
        (problem.code, problem.place.line, problem.place.column) for problem in found.problems
    ] == [("shortcode-dropped", 3, 5)]


@pytest.mark.parametrize(
    "source",
    ["```\n{{ x }}\n```", "~~~~\n```\n{{ x }}\n~~~~", "Write `{{ x }}` there.", "A { brace }"],
)
def test_code_may_show_such_tags(source: str) -> None:
    found = reading(f"# T\n\n{source}")
    assert found.problems == ()
    assert "{" in found.articles[0].body[0].text


def test_a_title_alone_is_an_article_with_a_warning() -> None:
    found = reading("# Only a title")
    assert [problem.code for problem in found.problems] == ["article-no-text"]
    assert found.articles[0].body == ()
