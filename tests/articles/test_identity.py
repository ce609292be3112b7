"""Which addresses are of the same page."""

import pytest

from newsletter.articles.identity import page_key

PAGE = "https://acme.example/oats?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/oats?id=7",
        "https://www.acme.example/oats/?id=7",
        "https://ACME.example:443/oats?id=7#comments",
        "https://acme.example/oats?utm_source=feed&id=7&UTM_Medium=rss&fbclid=x",
    ],
)
def test_these_are_the_same_page(url: str) -> None:
    assert page_key(url) == page_key(PAGE)


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.example/oats?id=8",
        "https://acme.example/Oats?id=7",
        "https://acme.example/oats",
        "https://news.acme.example/oats?id=7",
        "https://acme.example:8080/oats?id=7",
    ],
)
def test_these_are_other_pages(url: str) -> None:
    assert page_key(url) != page_key(PAGE)


def test_the_order_of_the_query_makes_no_difference() -> None:
    assert page_key("https://a.example/?b=2&a=1") == page_key("https://a.example/?a=1&b=2")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://acme.example",
        "https://acme.example/?utm_source=x",
        "http://[::1",
        "http://a.example/\ud800",
    ],
)
def test_there_is_no_telling_by_an_address_that_is_nobodys_own(url: str | None) -> None:
    assert page_key(url) is None


def test_a_query_of_a_thousand_parts_is_survived() -> None:
    assert page_key("https://a.example/?" + "a=1&" * 1000) is None
