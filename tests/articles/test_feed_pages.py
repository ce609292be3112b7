"""Feeds of several pages name the next one; links that are not complete count from the feed."""

import json

import pytest

from newsletter.articles.feed_pages import next_page
from newsletter.articles.feeds import read_feed
from newsletter.articles.html_page import read_page

URL = "https://acme.example/blog/feed"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}<entry><title>A</title>{}</entry></feed>'
RSS = '<rss version="2.0"><channel>{}<item><title>A</title>{}</item></channel></rss>'


@pytest.mark.parametrize(
    "text",
    [
        ATOM.format('<link rel="self" href="x"/><link rel="next" href="?a=1&amp;page=2"/>', ""),
        ATOM.format("<link href='?a=1&amp;page=2' rel='prev-archive'/>", ""),
        RSS.format('<atom:link rel="next" href="feed?a=1&#38;page=2"/>', ""),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "next_url": "?a=1&page=2"}),
    ],
)
def test_the_next_page_is_found(text: str) -> None:
    assert next_page(text, URL) == f"{URL}?a=1&page=2"


@pytest.mark.parametrize(
    "text",
    [
        ATOM.format("", ""),
        ATOM.format('<link rel="next"/>', ""),
        ATOM.format('<link rel="next" href="javascript:x"/>', ""),
        ATOM.format("", '<link rel="next" href="?page=2"/>'),
        RSS.format("<link>https://acme.example/next</link>", ""),
        '{"next_url": 7}',
        '{"next_url": ' + "[" * 100_000,
        "<link " * 10_000,
        "",
    ],
)
def test_there_is_no_next_page(text: str) -> None:
    assert next_page(text, URL) is None


@pytest.mark.parametrize(
    "text",
    [
        ATOM.format("", '<link href="oats"/><content type="html">&lt;img src="o.png"></content>'),
        RSS.format("", '<link>oats</link><description>&lt;img src="o.png"></description>'),
        RSS.format("", '<link>oats</link><description>&lt;img src="o.png">&nbsp;</description>'),
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {"id": 1, "title": "A", "url": "oats", "content_html": '<img src="o.png">'}
                ],
            }
        ),
    ],
)
def test_links_of_a_feed_that_does_not_say_where_it_is_count_from_its_address(text: str) -> None:
    (article,) = read_feed(text, name="x", url=URL).articles
    assert article.url == "https://acme.example/blog/oats"
    assert article.image == "https://acme.example/blog/o.png"


def test_links_of_a_page_count_from_its_address() -> None:
    text = "<html><title>Oats</title><body><p>All about <a href='b'>oats</a>.</p></body></html>"
    (article,) = read_page(text, name="x", url="https://acme.example/a").articles
    assert article.url == "https://acme.example/a"
    assert 'href="https://acme.example/b"' in article.html


def test_items_that_all_link_to_the_home_page_are_all_read() -> None:
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>{n}</title><link>https://a.example/</link></item>"
        for n in range(3)
    )
    feed = f'<rss version="2.0"><channel>{items}</channel></rss>'
    assert [one.title for one in read_feed(feed, name="x").articles] == ["0", "1", "2"]
