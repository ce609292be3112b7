"""The articles of a dense edition under the days on which they appeared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Generic, Protocol, TypeVar

_FEWEST = 2
"""Articles under a day on the average; with fewer, a heading for each would only cost lines."""


class Dated(Protocol):
    """What has a day, or none."""

    @property
    def published(self) -> date | None:
        """When it appeared."""
        ...


Item = TypeVar("Item", bound=Dated)


@dataclass(frozen=True, slots=True)
class Day(Generic[Item]):
    """Some articles in a row; ``first`` is the number of the first. Without a ``date``: of many."""

    date: date | None
    first: int
    articles: tuple[Item, ...]


def by_day(articles: Sequence[Item]) -> list[Day[Item]]:
    """``articles`` in their order, divided into days if that order allows it.

    An editor's order stays: where a day would come up twice, or one article has no date, or
    hardly any two share one, all of them are in one piece without a date.
    """
    runs = [(day, tuple(run)) for day, run in groupby(articles, key=_day)]
    days = {day for day, _ in runs}
    if None in days or len(days) < len(runs) or len(articles) < _FEWEST * len(days):
        return [Day(None, 1, tuple(articles))] if articles else []
    found: list[Day[Item]] = []
    first = 1
    for day, run in runs:
        found.append(Day(day, first, run))
        first += len(run)
    return found


def _day(article: Dated) -> date | None:
    """The calendar day; `published` may be a datetime, which is a date with an hour."""
    published = article.published
    return date(published.year, published.month, published.day) if published else None
