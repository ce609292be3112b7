"""Stored articles are planned like files: edits make a plan stale, and none goes out twice."""

from newsletter.model import Article, Block
from newsletter.store.articles import put_articles
from newsletter.store.editions import mark_sent
from newsletter.usecases.building import BuildRequest, build_edition
from newsletter.usecases.planning import Planned, check_fresh
from newsletter.usecases.projects import open_project
from newsletter.usecases.stored import all_stored
from tests.planning.conftest import NOW, Desk

SOURCE = '\n[sources.blog]\nkind = "feed"\nurl = "https://pier.example/feed"\n'
OATS = "feed:blog/oats"


def put(desk: Desk, *titles: str, text: str = "It came in by the feed.") -> None:
    articles = [
        Article(
            ref=f"feed:blog/{title.lower()}",
            title=title,
            url=f"https://pier.example/{title.lower()}-1",
            body=(Block("paragraph", text, f"<p>{text}</p>"),),
        )
        for title in titles
    ]
    with desk.store.writing() as transaction:
        put_articles(transaction, "blog", articles, NOW)


def with_feed(desk: Desk) -> Desk:
    desk.edit("newsletter.toml", "\n[channels.outbox]", f"{SOURCE}\n[channels.outbox]")
    put(desk, "Oats")
    return desk


def titles(planned: Planned) -> list[str]:
    return [article.title for article in planned.contents.build.edition.articles]


def stale(desk: Desk, planned: Planned) -> str:
    found = check_fresh(open_project(desk.root), desk.store, planned.plan.id)
    return "\n".join(problem.text for problem in found)


def test_a_plan_holds_stored_articles(desk: Desk) -> None:
    assert titles(with_feed(desk).plan()) == ["Gull", "Boat", "Oats"]


def test_a_stored_article_that_is_pulled_again_leaves_the_plan_fresh(desk: Desk) -> None:
    planned = with_feed(desk).plan()
    put(desk, "Oats")
    assert stale(desk, planned) == ""


def test_an_edit_in_the_feed_makes_the_plan_stale(desk: Desk) -> None:
    planned = with_feed(desk).plan()
    put(desk, "Oats", text="It came in by the feed, and was edited.")
    assert f"is stale: {OATS} changed" in stale(desk, planned)


def test_a_new_item_makes_a_plan_stale_that_holds_whatever_is_new(desk: Desk) -> None:
    planned = with_feed(desk).plan()
    put(desk, "Rye")
    assert "is stale: feed:blog/rye was added" in stale(desk, planned)


def test_a_new_item_changes_nothing_of_an_edition_that_names_its_articles(desk: Desk) -> None:
    desk = with_feed(desk)
    desk.write("editions/2026-11-24.toml", f'articles = ["{OATS}"]\n')
    planned = desk.plan()
    put(desk, "Rye")
    assert titles(planned) == ["Oats"]
    assert stale(desk, planned) == ""


def test_an_article_that_was_sent_stands_in_no_later_edition(desk: Desk) -> None:
    with_feed(desk).plan()
    with desk.store.writing() as transaction:
        mark_sent(transaction, "2026-11-24", NOW)
    put(desk, "Oats", "Rye", text="Both were edited.")
    assert titles(desk.plan(edition="2026-12-01")) == ["Rye"]


def test_a_sent_article_may_be_named_again(desk: Desk) -> None:
    with_feed(desk).plan()
    with desk.store.writing() as transaction:
        mark_sent(transaction, "2026-11-24", NOW)
    desk.write("editions/2026-12-01.toml", f'articles = ["{OATS}"]\n')
    assert titles(desk.plan(edition="2026-12-01")) == ["Oats"]


def test_the_edition_that_holds_an_article_is_shown(desk: Desk) -> None:
    with_feed(desk).plan()
    put(desk, "Rye")
    held = {one.article.ref: (one.edition, one.is_sent) for one in all_stored(desk.store)}
    assert held == {OATS: ("2026-11-24", False), "feed:blog/rye": (None, False)}


def test_a_problem_with_a_stored_article_is_placed_by_its_name(desk: Desk) -> None:
    desk = with_feed(desk)
    desk.write(
        "editions/2026-11-24.toml", f'articles = ["{OATS}"]\n[overrides."{OATS}"]\npost.x = "A"\n'
    )
    build = build_edition(BuildRequest(edition="2026-11-24", project=desk.root))
    assert str(build.edition.articles[0].place()) == OATS


def test_hashtags_that_were_taken_away_stay_away(desk: Desk) -> None:
    desk = with_feed(desk)
    desk.write("editions/2026-11-24.toml", f'[overrides."{OATS}"]\ntags = []\n')
    build = build_edition(BuildRequest(edition="2026-11-24", project=desk.root))
    tags = {one.ref: one.hashtags.tags for one in build.edition.articles}
    assert tags[OATS] == ()


def test_a_stored_article_gets_hashtags_of_its_own_words(desk: Desk) -> None:
    text = "The harbour master keeps oats. Oats feed the harbour. The harbour likes oats."
    put(with_feed(desk), "Oats", text=text)
    build = build_edition(BuildRequest(edition="2026-11-24", project=desk.root))
    assert {one.ref: bool(one.hashtags.tags) for one in build.edition.articles}[OATS]


def sent(desk: Desk, *articles: str) -> None:
    listed = ", ".join(f'"{ref}"' for ref in articles)
    desk.write("editions/2026-11-24.toml", f"articles = [{listed}]\n")
    desk.plan()
    with desk.store.writing() as transaction:
        mark_sent(transaction, "2026-11-24", NOW)


def test_a_page_that_was_sent_from_a_feed_is_not_sent_again_from_a_file(desk: Desk) -> None:
    sent(with_feed(desk), OATS)
    desk.edit("articles/a.md", "https://pier.example/Boat", "http://www.pier.example/oats-1/")
    assert titles(desk.plan(edition="2026-12-01")) == ["Gull"]


def test_a_page_that_was_sent_from_a_file_is_not_sent_again_from_a_feed(desk: Desk) -> None:
    desk = with_feed(desk)
    desk.edit("articles/a.md", "https://pier.example/Boat", "http://www.pier.example/oats-1/")
    sent(desk, "articles/a.md")
    assert titles(desk.plan(edition="2026-12-01")) == ["Gull"]
