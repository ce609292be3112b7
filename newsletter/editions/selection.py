"""Which articles stand in an edition, and in which order."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from newsletter.articles.identity import page_key
from newsletter.model import Article
from newsletter.problems import Problem, warning


class Selection(NamedTuple):
    """The chosen articles in order, and what was found on the way."""

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]


def instant_of(published: date | None) -> datetime:
    """A value to sort by; an article without a date is older than all others."""
    if published is None:
        return datetime.min.replace(tzinfo=UTC)
    if not isinstance(published, datetime):
        return datetime.combine(published, time.min, UTC)
    return published if published.tzinfo else published.replace(tzinfo=UTC)


def newest_first(articles: Iterable[Article]) -> list[Article]:
    """``articles`` by date, the newest first; those of one moment keep their order."""
    return sorted(articles, key=lambda article: instant_of(article.published), reverse=True)


def without_repeats(articles: Iterable[Article]) -> Selection:
    """The first of each: a repeat is on the same page, or has the same title and body."""
    first: dict[tuple[str, ...], Article] = {}
    problems = []
    for article in articles:
        page = page_key(article.url)
        key = ("page", page) if page else ("text", article.title, article.prose)
        if key in first:
            problems.append(_repeat(article, first[key]))
        else:
            first[key] = article
    return Selection(tuple(first.values()), tuple(problems))


def _repeat(article: Article, kept: Article) -> Problem:
    return warning(
        "article-duplicate",
        f"'{article.title}' is the same article as {kept.ref}, so it is used once.",
        "Remove one of the two, or give each its own url.",
        article.place(),
    )


def select(articles: Sequence[Article], *, newest: bool = False) -> Selection:
    """What an edition holds: no excluded articles, no repeats, the pinned ones first.

    With ``newest`` the rest is sorted by date, else it keeps the order that it was given in.
    """
    kept = without_repeats(article for article in articles if not article.exclude)
    ordered = newest_first(kept.articles) if newest else list(kept.articles)
    ordered.sort(key=lambda article: not article.pinned)
    return Selection(tuple(ordered), kept.problems)
