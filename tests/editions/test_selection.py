"""Which articles stand in an edition, and in which order."""

from datetime import UTC, date, datetime

from newsletter.editions.selection import newest_first, select, without_repeats
from newsletter.model import Article, Block


def titles(articles: object) -> list[str]:
    return [article.title for article in articles]  # type: ignore[attr-defined]


def test_the_given_order_is_kept() -> None:
    articles = [Article(ref=name, title=name) for name in "cab"]
    assert titles(select(articles).articles) == ["c", "a", "b"]


def test_a_pinned_article_comes_first() -> None:
    articles = [Article(ref="a", title="a"), Article(ref="b", title="b", pinned=True)]
    assert titles(select(articles).articles) == ["b", "a"]


def test_an_excluded_article_is_left_out() -> None:
    articles = [Article(ref="a", title="a", exclude=True), Article(ref="b", title="b")]
    assert titles(select(articles).articles) == ["b"]


def test_newest_first_compares_days_with_hours_in_any_zone() -> None:
    articles = [
        Article(ref="none", title="none"),
        Article(ref="day", title="day", published=date(2026, 11, 3)),
        Article(ref="hour", title="hour", published=datetime(2026, 11, 3, 8, tzinfo=UTC)),
        Article(ref="old", title="old", published=datetime(2025, 1, 1, 8)),  # noqa: DTZ001
    ]
    assert titles(newest_first(articles)) == ["hour", "day", "old", "none"]


def test_the_same_address_twice_is_used_once_and_said() -> None:
    articles = [Article(ref=name, title=name, url="https://a.example/x") for name in "ab"]
    selection = without_repeats(articles)
    assert titles(selection.articles) == ["a"]
    assert [problem.code for problem in selection.problems] == ["article-duplicate"]
    assert selection.problems[0].place.file == "b"


def test_the_same_title_with_other_text_is_another_article() -> None:
    body = [(Block("paragraph", text, f"<p>{text}</p>"),) for text in ("one", "two")]
    articles = [Article(ref=str(n), title="News", body=body[n]) for n in range(2)]
    assert len(without_repeats(articles).articles) == 2
