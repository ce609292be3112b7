"""Articles of sources: each is kept once, as its source has it now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newsletter.model import Article, Block, Hashtags, Summary
from newsletter.problems import Place
from newsletter.store.articles import (
    Put,
    articles_called,
    drop_articles,
    put_articles,
    refs_of,
    stored_articles,
    unsent_articles,
)
from newsletter.store.editions import mark_sent, record_edition
from newsletter.store.opening import Store
from newsletter.store.sources import (
    FileState,
    SourceState,
    files_of,
    remember_files,
    remember_source,
    state_of,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FULL = Article(
    ref="feed:blog/1",
    title="Oats \ud800 𝄞",
    url="https://acme.example/oats",
    author="Jo",
    published=datetime(2026, 11, 3, 8, tzinfo=UTC),
    lang="en",
    dir="rtl",
    image="https://acme.example/oats.png",
    image_alt="A bowl",
    summary=Summary("Oats are good.", "given", "s", "d"),
    hashtags=Hashtags(("#Oats",), "given"),
    body=(Block("heading", "Why", "<h2>Why</h2>"), Block("paragraph", "So.\x00", "<p>So.</p>")),
    related=("Rye",),
    thread=True,
    pinned=True,
    exclude=True,
    utm=False,
    posts={"x": "Oats!"},
    places={"title": Place("feed:blog/1")},
)


def item(name: str, url: str | None = None, title: str = "Oats", source: str = "blog") -> Article:
    return Article(ref=f"feed:{source}/{name}", title=title, url=url)


def put(store: Store, *articles: Article, source: str = "blog") -> Put:
    with store.writing() as connection:
        return put_articles(connection, source, articles, NOW)


def unsent(store: Store, sources: Iterable[str] = ("blog",), but: str | None = None) -> list[str]:
    with store.reading() as connection:
        return [one.ref for one in unsent_articles(connection, sources, but=but)]


def titles(store: Store, *refs: str) -> list[str]:
    with store.reading() as connection:
        return [one.title for one in articles_called(connection, refs)]


@pytest.mark.parametrize(
    "article",
    [
        FULL,
        item("2"),
        replace(item("3"), published=date(2026, 11, 3)),
        replace(item("4"), published=datetime(2026, 11, 3, 8)),  # noqa: DTZ001 - as feeds have it
    ],
)
def test_an_article_comes_back_as_it_was(store: Store, article: Article) -> None:
    article = replace(article, places={"title": Place(article.ref)})
    put(store, article)
    with store.reading() as connection:
        assert articles_called(connection, [article.ref]) == (article,)


def test_new_edited_and_known_articles_are_counted(store: Store) -> None:
    assert put(store, item("1"), item("2")) == Put(new=2)
    assert put(store, item("1"), item("2", title="Rye"), item("3")) == Put(1, 1, 1)
    assert titles(store, "feed:blog/2") == ["Rye"]


def test_what_a_source_no_longer_has_stays(store: Store) -> None:
    put(store, item("1"))
    put(store, item("2"))
    assert unsent(store) == ["feed:blog/1", "feed:blog/2"]


def test_a_page_with_a_new_id_is_the_article_that_it_was(store: Store) -> None:
    put(store, item("1", "https://acme.example/oats"))
    edited = item("new", "http://www.acme.example/oats/?utm_source=rss", "Oats, again")
    assert put(store, edited) == Put(changed=1)
    assert titles(store, "feed:blog/1", "feed:blog/new") == ["Oats, again"]


def test_two_items_about_one_page_do_not_take_turns(store: Store) -> None:
    both = (
        item("1", "https://acme.example/oats"),
        item("2", "https://acme.example/oats?utm_source=x", "Oats, again"),
    )
    assert put(store, *both) == Put(new=1, skipped=1)
    assert put(store, *both) == Put(skipped=2)
    assert titles(store, "feed:blog/1") == ["Oats"]


def test_items_that_link_to_the_home_page_are_articles_of_their_own(store: Store) -> None:
    home = "https://acme.example/"
    assert put(store, item("1", home), item("2", home)) == Put(new=2)


def test_what_another_source_brought_first_is_not_taken_twice(store: Store) -> None:
    put(store, item("1", "https://acme.example/oats"))
    other = item("1", "https://acme.example/oats#top", "Copied", source="mirror")
    assert put(store, other, source="mirror") == Put(skipped=1)
    assert titles(store, "feed:blog/1", "feed:mirror/1") == ["Oats"]


def test_many_articles_are_put_at_once(store: Store) -> None:
    many = [item(str(number), f"https://acme.example/{number}") for number in range(1200)]
    assert put(store, *many) == Put(new=1200)
    assert put(store, *many) == Put(skipped=1200)


def test_articles_of_a_sent_edition_are_left_out_but_for_that_edition_itself(store: Store) -> None:
    put(store, item("1"), item("2"))
    with store.writing() as connection:
        record_edition(connection, "first", ["feed:blog/1"], NOW)
        mark_sent(connection, "first", NOW)
    assert unsent(store) == ["feed:blog/2"]
    assert unsent(store, but="first") == ["feed:blog/1", "feed:blog/2"]


def test_articles_of_an_edition_that_was_only_planned_are_still_there(store: Store) -> None:
    put(store, item("1"))
    with store.writing() as connection:
        record_edition(connection, "first", ["feed:blog/1"], NOW)
    assert unsent(store) == ["feed:blog/1"]


def test_only_the_sources_asked_for_are_looked_at(store: Store) -> None:
    put(store, item("1"))
    put(store, item("1", source="news"), source="news")
    assert unsent(store, ["news"]) == ["feed:news/1"]
    assert unsent(store, []) == []


def test_the_newest_come_first_and_undated_ones_last(store: Store) -> None:
    dated = [replace(item(str(day)), published=date(2026, 11, day)) for day in (1, 3, 2)]
    put(store, item("undated"), *dated)
    with store.reading() as connection:
        refs = [one.article.ref for one in stored_articles(connection)]
    assert refs == ["feed:blog/3", "feed:blog/2", "feed:blog/1", "feed:blog/undated"]


def test_a_sent_edition_holds_an_article_before_a_newer_one_that_was_not(store: Store) -> None:
    put(store, item("1"), item("2"))
    with store.writing() as connection:
        record_edition(connection, "sent", ["feed:blog/1"], NOW)
        mark_sent(connection, "sent", NOW)
        record_edition(connection, "newer", ["feed:blog/1"], NOW + timedelta(days=1))
    with store.reading() as connection:
        held = {one.article.ref: (one.edition, one.is_sent) for one in stored_articles(connection)}
    assert held == {"feed:blog/1": ("sent", True), "feed:blog/2": (None, False)}


def test_what_an_edition_holds_is_not_dropped(store: Store) -> None:
    put(store, item("1"), item("2"))
    with store.writing() as connection:
        record_edition(connection, "first", ["feed:blog/1"], NOW)
        drop_articles(connection, ["feed:blog/1", "feed:blog/2"])
    with store.reading() as connection:
        assert refs_of(connection, "blog") == {"feed:blog/1"}


STATE = SourceState(
    address="https://acme.example/feed",
    moved_to="https://acme.example/feed2",
    etag='"7"',
    last_modified="Tue, 24 Nov 2026 09:00:00 GMT",
    items=12,
    failures=2,
    failure="answered 500",
    read_at=NOW,
    retry_at=NOW,
    not_before=NOW,
)


def test_the_state_of_a_source_is_remembered(store: Store) -> None:
    with store.writing() as connection:
        remember_source(connection, "blog", SourceState(address=STATE.address))
        remember_source(connection, "blog", STATE)
        assert state_of(connection, "blog", STATE.address) == STATE


def test_a_source_with_another_address_begins_anew(store: Store) -> None:
    with store.writing() as connection:
        remember_source(connection, "blog", STATE)
        other = state_of(connection, "blog", "https://other.example/")
    assert other == SourceState(address="https://other.example/")


def test_the_files_of_a_folder_are_remembered_and_no_others(store: Store) -> None:
    kept = {"a.md": FileState("abc", 1)}
    with store.writing() as connection:
        remember_source(connection, "drafts", SourceState(address="drafts"))
        remember_files(connection, "drafts", {**kept, "b.md": FileState("def", 1)})
        remember_files(connection, "drafts", kept)
        assert files_of(connection, "drafts") == kept
