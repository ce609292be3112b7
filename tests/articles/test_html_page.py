"""A saved HTML page."""

from datetime import date, datetime
from pathlib import Path

import pytest

from newsletter.articles import Reading, read
from newsletter.model import Article

SAMPLE = Path(__file__).parent / "samples" / "page.html"
LINKED = '<script type="application/ld+json">'
PARAGRAPH = (
    "<p>Oats are eaten in the morning, and they keep a person going until noon or later.</p>"
)


def reading(html: str) -> Reading:
    return read(html.encode(), name="a.html")


def page(head: str = "", body: str = PARAGRAPH) -> Article:
    html = f"<!doctype html><html><head><title>Oats</title>{head}</head><body>{body}</body></html>"
    return reading(html).articles[0]


@pytest.fixture
def sample() -> Article:
    return read(SAMPLE.read_bytes(), name="page.html").articles[0]


def test_the_page_s_own_words_about_itself_are_read(sample: Article) -> None:
    assert sample.title == "Warum Hafer satt macht"
    assert sample.url == "https://hafenbote.example/hafer"
    assert sample.author == "Jo Tag"
    assert sample.published == datetime.fromisoformat("2026-11-05T09:00:00+01:00")
    assert (sample.lang, sample.dir) == ("de-AT", "ltr")
    assert sample.image == "https://hafenbote.example/bilder/hafer.jpg"
    assert sample.image_alt == "Eine Schale Hafer"
    assert sample.summary is not None
    assert sample.summary.text.startswith("Eine Schale Hafer am Morgen")
    assert sample.hashtags.tags == ("#Hafer", "#GesundesFrühstück")


def test_the_body_is_the_article_alone(sample: Article) -> None:
    kinds = [block.kind for block in sample.body]
    assert kinds == ["paragraph", "heading", "paragraph", "list", "quote", "paragraph"]
    for foreign in ("Cookies", "Startseite", "Leuchttürme", "©", "track", "Warum Hafer satt macht"):
        assert foreign not in sample.html


def test_links_of_the_page_are_complete(sample: Article) -> None:
    assert 'href="https://hafenbote.example/studie"' in sample.html


def test_what_the_page_does_not_say_stays_unknown() -> None:
    found = page(body=f"{PARAGRAPH}<p>Published on 5 November 2026 by Jo Day. © 2024</p>")
    assert (found.url, found.author, found.published, found.lang, found.image) == (None,) * 5
    assert (found.summary, found.hashtags.tags) == (None, ())


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2026-11-05">',
        '<meta name="date" content="2026-11-05">',
        f'{LINKED}{{"@type":"NewsArticle","datePublished":"2026-11-05"}}</script>',
        f'{LINKED}{{"@graph":[1,{{"@type":["BlogPosting"],"datePublished":"2026-11-05"}}]}}</script>',
    ],
)
def test_the_date_is_the_declared_one(head: str) -> None:
    assert page(head).published == date(2026, 11, 5)


def test_a_time_element_in_the_article_is_its_date() -> None:
    found = page(body=f'<article><time datetime="2026-11-05">5 Nov</time>{PARAGRAPH}</article>')
    assert found.published == date(2026, 11, 5)


SITE = '<meta property="og:site_name" content="Site">'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "<h1>Oats at noon</h1>", "Oats at noon"),
        ("", "", "Oats"),
        (f'{SITE}<meta property="og:title" content="Oats – Site">', "", "Oats"),
        ('<meta property="og:title" content="Oats - a story">', "", "Oats - a story"),
        ('<meta property="og:title" content="Rye | Elsewhere">', "<h1>Rye</h1>", "Rye"),
    ],
)
def test_the_title_has_no_site_name(head: str, body: str, title: str) -> None:
    assert page(head, body + PARAGRAPH).title == title


def test_names_in_linked_data_are_the_author() -> None:
    head = f'{LINKED}{{"@type":"Article","author":[{{"name":"Jo"}},{{"name":"Al"}}]}}</script>'
    assert page(head).author == "Jo, Al"


@pytest.mark.parametrize("data", ["{", "[1, null]", "[" * 20_000, '{"@type": 3, "author": 4}'])
def test_broken_linked_data_is_passed_over(data: str) -> None:
    assert page(f"{LINKED}{data}</script>").title == "Oats"


@pytest.mark.parametrize(
    "description",
    [
        "Too short.",
        "A long description that somebody's system has cut off at some length or oth...",
        "Oats are eaten in the morning, and they keep a person going until noon",
    ],
)
def test_a_description_that_says_nothing_new_is_no_summary(description: str) -> None:
    assert page(f'<meta name="description" content="{description}">').summary is None


def test_a_long_list_of_keywords_is_no_list_of_tags() -> None:
    words = ", ".join(f"word{number}" for number in range(11))
    assert page(f'<meta name="keywords" content="{words}">').hashtags.tags == ()


def test_a_picture_s_address_that_could_run_is_none() -> None:
    assert page('<meta property="og:image" content="javascript:alert(1)">').image is None


def test_a_page_in_arabic_declares_its_direction() -> None:
    html = f'<html dir="rtl"><head><title>Oats</title></head><body>{PARAGRAPH}</body></html>'
    assert reading(html).articles[0].dir == "rtl"


@pytest.mark.parametrize("body", ["<p>Short.</p>", "<main><div>Short.</div></main>", "Short."])
def test_a_page_that_is_too_short_to_be_recognised_is_read_all_the_same(body: str) -> None:
    assert [block.text for block in page(body=body).body] == ["Short."]


def test_a_page_without_a_title_is_an_error() -> None:
    assert [problem.code for problem in reading(PARAGRAPH).problems] == ["article-no-title"]


def test_ten_thousand_nested_tags_give_the_text_and_a_warning() -> None:
    found = reading("<title>Oats</title>" + "<div>" * 10_000 + "Deep down.")
    assert [problem.code for problem in found.problems] == ["html-too-deep"]
    assert found.articles[0].title == "Oats"
    assert found.articles[0].prose == "Deep down."


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("images/oven.png", "images/oven.png"),
        ("/images/oven.png", "https://a.example/images/oven.png"),
        ("https://cdn.example/oven.png", "https://cdn.example/oven.png"),
    ],
)
def test_a_relative_picture_of_a_saved_page_lies_beside_it(written: str, understood: str) -> None:
    page = (
        f'<html><head><title>Oven</title><meta property="og:image" content="{written}">'
        '<link rel="canonical" href="https://a.example/2026/oven"></head>'
        "<body><article><h1>Oven</h1><p>The oven is warm again, and bread is baked.</p></article>"
    )
    (article,) = read(page.encode(), name="oven.html").articles
    assert article.image == understood


@pytest.mark.parametrize("headline", ['{"@value": "Rye"}', '["Rye", "Barley"]', "7", "null"])
def test_a_headline_that_is_no_text_is_no_title(headline: str) -> None:
    data = f'{{"@type": "Article", "headline": {headline}, "datePublished": {headline}}}'
    article = page(f'<script type="application/ld+json">{data}</script>')
    assert (article.title, article.published) == ("Oats", None)


def test_a_short_page_keeps_its_headings_and_lists() -> None:
    html = (
        "<html><head><title>Oats</title></head><body><h1>Oats</h1><p>Oats are good.</p>"
        "<h2>Why</h2><p>They fill.</p><ul><li>cheap</li><li>warm</li></ul></body></html>"
    )
    found = read(html.encode(), name="a.html").articles[0]
    assert [(block.kind, block.text) for block in found.body] == [
        ("paragraph", "Oats are good."),
        ("heading", "Why"),
        ("paragraph", "They fill."),
        ("list", "cheap\nwarm"),
    ]


def test_a_short_page_keeps_no_menu() -> None:
    menu = "".join(f'<li><a href="/{n}">Page number {n}</a></li>' for n in range(5))
    html = (
        "<html><head><title>Oats</title></head><body><h1>Oats</h1>"
        f"<ul class='menu'>{menu}</ul><p>Oats are good for nearly everybody.</p></body></html>"
    )
    found = read(html.encode(), name="a.html").articles[0]
    assert [block.text for block in found.body] == ["Oats are good for nearly everybody."]
