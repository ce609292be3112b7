"""How large the mail is, where Gmail cuts it, and what each article takes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from newsletter.checks.size import CLIP, NEARLY, clip_offset, shares, size
from newsletter.editions.pictures import Pictures
from newsletter.model import Article

Make = Callable[..., Any]
Codes = Callable[..., list[str]]
LATE = "<p>Both were late.</p>"


def filled(html: str, length: int) -> str:
    """``html`` with so many bytes more that it has ``length``."""
    missing = length - len(html.encode())
    return html.replace("Both were late.", "Both were late." + "x" * missing)


def test_a_small_mail_is_left_alone(checkup: Make) -> None:
    assert list(size(checkup())) == []


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (NEARLY, []),
        (NEARLY + 1, ["size-nearly-clipped"]),
        (CLIP, ["size-nearly-clipped"]),
        (CLIP + 1, ["size-clipped"]),
    ],
)
def test_the_size_is_counted_in_bytes(
    length: int, expected: list[str], checkup: Make, good: str, codes: Codes
) -> None:
    assert codes(size(checkup(filled(good, length)))) == expected


def test_the_article_that_is_cut_is_named(checkup: Make, good: str) -> None:
    found = list(size(checkup(filled(good, CLIP + 500))))
    assert "in 'Two boats came in', article 2 of 2." in found[0].text
    assert "The largest is 'Two boats came in'" in (found[0].hint or "")
    assert str(found[0].place) == "articles/boats.md:2:8"


def test_a_cut_in_the_middle_of_a_character_comes_before_it() -> None:
    assert clip_offset("ä" * CLIP) == CLIP // 2
    assert clip_offset("x" + "ä" * CLIP) == CLIP // 2


def test_each_article_begins_at_its_first_link(checkup: Make, good: str) -> None:
    found = shares(checkup())
    assert [share.article.title for share in found] == ["Seeds for all", "Two boats came in"]
    assert [good[share.at :].partition('"')[2].partition('"')[0] for share in found] == [
        "https://pier.example/seeds",
        "https://pier.example/boats",
    ]


def test_the_articles_take_what_lies_between_them(checkup: Make, good: str) -> None:
    seeds, boats = shares(checkup())
    assert seeds.size == boats.at - seeds.at
    assert good[boats.at + boats.size :].startswith('<a href="https://news.pier.example/unsub')


def test_an_article_without_a_link_begins_at_its_title(
    checkup: Make, articles: tuple[Article, Article]
) -> None:
    plain = tuple(replace(article, url=None, image=None) for article in articles)
    html = "<title>Seeds for all</title><body><h2>Seeds for all</h2>a<h2>Two boats came in</h2>b"
    found = shares(checkup(html, edition={"articles": plain}, pictures=Pictures()))
    assert [html[share.at :][:5] for share in found] == ["Seeds", "Two b"]


def test_tags_for_statistics_do_not_hide_an_article(checkup: Make, good: str) -> None:
    html = good.replace("pier.example/boats", "pier.example/boats?utm_source=pier")
    assert len(shares(checkup(html))) == 2


def test_an_article_that_the_mail_does_not_show_has_no_share(
    checkup: Make, articles: tuple[Article, Article]
) -> None:
    other = replace(articles[0], title="Not shown", url="https://pier.example/no", ref="x.md")
    found = shares(checkup(edition={"articles": (*articles, other)}))
    assert [share.article.title for share in found] == ["Seeds for all", "Two boats came in"]


def test_an_edition_without_articles_has_no_shares(checkup: Make) -> None:
    assert shares(checkup("", edition={"articles": ()})) == ()
