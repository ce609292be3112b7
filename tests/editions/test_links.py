"""Parameters for statistics: which links get them, once, and nothing else of a link changes."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editions.links import Tagging, for_post, mail_tagging, post_tagging
from newsletter.model import Article, Summary
from newsletter.settings import Identity, LinkSettings, Settings

SETTINGS = Settings(
    newsletter=Identity(url="https://news.pier.example/"), links=LinkSettings(utm_source="pier")
)
SHORT = Tagging((("utm_source", "a b"), ("utm_medium", "m")))
ADDED = "utm_source=a%20b&utm_medium=m"


def parameters(tagging: Tagging | None) -> dict[str, str]:
    assert tagging is not None
    return dict(tagging.parameters)


@pytest.mark.parametrize(
    ("url", "tagged"),
    [
        ("https://a.example", f"https://a.example?{ADDED}"),
        ("https://a.example/x", f"https://a.example/x?{ADDED}"),
        ("HTTPS://A.example/x", f"HTTPS://A.example/x?{ADDED}"),
        ("https://a.example/x?", f"https://a.example/x?{ADDED}"),
        ("https://a.example/x?q=1", f"https://a.example/x?q=1&{ADDED}"),
        ("https://a.example/x?q=1&", f"https://a.example/x?q=1&{ADDED}"),
        ("https://a.example/x#part", f"https://a.example/x?{ADDED}#part"),
        ("https://a.example/x?q=1#a?b#c", f"https://a.example/x?q=1&{ADDED}#a?b#c"),
        ("https://a.example/?q=%2F+ü", f"https://a.example/?q=%2F+ü&{ADDED}"),
        ("https://a.example/?utm_source=x", "https://a.example/?utm_source=x&utm_medium=m"),
        ("https://a.example/?UTM%5FSource=x", "https://a.example/?UTM%5FSource=x&utm_medium=m"),
        ("https://a.example/?a;utm_medium=x", "https://a.example/?a;utm_medium=x&utm_source=a%20b"),
        ("https://a.example/utm_source=x", f"https://a.example/utm_source=x?{ADDED}"),
    ],
)
def test_a_link_gets_what_it_does_not_have(url: str, tagged: str) -> None:
    assert SHORT.tagged(url) == tagged


@pytest.mark.parametrize(
    "url",
    ["mailto:a@b.example", "tel:+351210000", "#part", "", "/relative", "https:///", "javascript:0"],
)
def test_what_is_no_web_address_stays(url: str) -> None:
    assert SHORT.tagged(url) == url


@settings(max_examples=150, derandomize=True, database=None)
@given(st.from_regex(r"\Ahttps://a\.example(/[a-z%/]{0,9})?(\?[a-z=&;%]{0,19})?(#.{0,9})?\Z"))
def test_tagging_twice_is_tagging_once_and_keeps_path_query_and_fragment(url: str) -> None:
    tagged = SHORT.tagged(url)
    before, after = urlsplit(url), urlsplit(tagged)
    assert SHORT.tagged(tagged) == tagged
    assert (after.path, after.fragment) == (before.path, before.fragment)
    assert after.query.startswith(before.query)
    assert dict(parse_qsl(after.query))["utm_source"] == "a b"


def test_without_a_source_nothing_is_added() -> None:
    without = replace(SETTINGS, links=LinkSettings(utm_campaign="x"))
    assert mail_tagging(without, "e") is None
    assert post_tagging(without, "e", "x") is None


def test_the_mail_says_email_and_the_name_of_the_edition() -> None:
    assert parameters(mail_tagging(SETTINGS, "2026-11-26")) == {
        "utm_source": "pier",
        "utm_medium": "email",
        "utm_campaign": "2026-11-26",
    }


def test_a_post_says_social_and_its_network() -> None:
    assert parameters(post_tagging(SETTINGS, "2026-11-26", "bluesky")) == {
        "utm_source": "pier",
        "utm_medium": "social",
        "utm_campaign": "2026-11-26",
        "utm_content": "bluesky",
    }


def test_medium_and_campaign_are_those_of_the_settings_where_they_are_set() -> None:
    links = LinkSettings(utm_source="pier", utm_medium="news", utm_campaign="autumn")
    given_ones = replace(SETTINGS, links=links)
    for tagging in (mail_tagging(given_ones, "e"), post_tagging(given_ones, "e", "x")):
        found = parameters(tagging)
        assert (found["utm_medium"], found["utm_campaign"]) == ("news", "autumn")


@pytest.mark.parametrize("page", ["unsubscribe/t", "preferences/t", "archive/e", "confirm/t"])
def test_the_newsletters_own_pages_stay(page: str) -> None:
    tagging = mail_tagging(SETTINGS, "e")
    assert tagging is not None
    assert (
        tagging.tagged(f"https://news.pier.example/{page}") == f"https://news.pier.example/{page}"
    )


def test_an_article_on_the_newsletters_site_is_tagged() -> None:
    tagging = mail_tagging(SETTINGS, "e")
    assert tagging is not None
    assert "utm_source" in tagging.tagged("https://news.pier.example/boats")


class TestPosts:
    """The link that a post about an article carries."""

    article = Article(ref="a.md", title="Boats", url="https://a.example/x")

    def test_it_is_tagged(self) -> None:
        assert for_post(self.article, "x", SHORT).url == f"https://a.example/x?{ADDED}"

    def test_it_is_not_when_the_article_says_so(self) -> None:
        plain = replace(self.article, utm=False)
        assert for_post(plain, "x", SHORT) == plain

    def test_it_is_not_when_the_summary_holds_it(self) -> None:
        said = replace(self.article, summary=Summary("See https://a.example/x.", "given"))
        assert for_post(said, "x", SHORT) == said

    def test_it_is_not_when_the_author_wrote_the_post(self) -> None:
        own = replace(self.article, posts={"x": "Ahoy"})
        assert for_post(own, "x", SHORT) == own
        assert for_post(own, "bluesky", SHORT) != own

    def test_an_article_without_a_link_stays_without(self) -> None:
        assert for_post(replace(self.article, url=None), "x", SHORT).url is None

    def test_without_settings_it_stays(self) -> None:
        assert for_post(self.article, "x", None) == self.article
