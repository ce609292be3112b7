"""Links on Mastodon, and on the networks that publish no rule."""

import pytest

from newsletter.social.links import web_links
from newsletter.social.urls import mastodon_urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://paper.org/tea now", ["https://paper.org/tea"]),
        ("paper.org and www.paper.org/tea", []),
        ("https://paper.org/wiki/Tea_(drink).", ["https://paper.org/wiki/Tea_(drink)"]),
        ("(https://paper.org/tea)", ["https://paper.org/tea"]),
        ("https://paper.org/お茶とカップ", ["https://paper.org/お茶とカップ"]),
        ("「https://paper.org/tea」", ["https://paper.org/tea"]),
        ("https://paper.org/?q=お茶&x=1.", ["https://paper.org/?q=お茶&x=1"]),
        ("https://paper.org/@anna/123, then", ["https://paper.org/@anna/123"]),
        ("https://localhost/tea", []),
    ],
)
def test_mastodon_counts_links_with_a_protocol(text: str, urls: list[str]) -> None:
    assert [url.text for url in mastodon_urls(text)] == urls


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://paper.org/tea now", ["https://paper.org/tea"]),
        ("paper.org is no link", []),
        ("https://paper.org/tea.", ["https://paper.org/tea"]),
        ("https://paper.org/tea?!…", ["https://paper.org/tea"]),
        ("(https://paper.org/tea)", ["https://paper.org/tea"]),
        ("(https://paper.org/wiki/Tea_(drink))", ["https://paper.org/wiki/Tea_(drink)"]),
        ("[https://paper.org/tea]", ["https://paper.org/tea"]),
        ("https://paper.org/a[1]", ["https://paper.org/a[1]"]),
        ("<https://paper.org/tea>", ["https://paper.org/tea"]),
        ("“https://paper.org/tea”", ["https://paper.org/tea"]),
        ("https://paper.org/tea。次は", ["https://paper.org/tea"]),
        ("https://paper.org/tea、https://tea.com", ["https://paper.org/tea", "https://tea.com"]),
        ("https://paper.org/tea\u3000次", ["https://paper.org/tea"]),
        ("https://localhost:8000/tea", ["https://localhost:8000/tea"]),
        ("HTTP://PAPER.ORG", ["HTTP://PAPER.ORG"]),
        ("xhttps://paper.org", []),
        ("https:// https://... http://)", []),
        ("https://a.org\r\nhttps://b.org", ["https://a.org", "https://b.org"]),
    ],
)
def test_elsewhere_a_link_begins_with_a_protocol_and_ends_with_the_address(
    text: str, urls: list[str]
) -> None:
    assert [url.text for url in web_links(text)] == urls
