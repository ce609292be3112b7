"""Which days of the calendar count. Weekdays are numbered as ISO does: 1 is Monday, 7 is Sunday."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

EARLIEST = date(1970, 1, 1)
LATEST = date(9990, 12, 31)
LONGEST_WAIT = 41 * 366
"""Days until even a 29 February of a given weekday has come, across a year like 2100."""
ALL_WEEKDAYS = frozenset(range(1, 8))
WORKDAYS = frozenset(range(1, 6))
LAST = -1
_DAY = timedelta(days=1)


class Days(Protocol):
    """A set of days without end."""

    def __contains__(self, day: date, /) -> bool:
        """Does ``day`` count?"""
        ...


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Some days of every week."""

    weekdays: frozenset[int]

    def __contains__(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays


EVERY_DAY = Weekdays(ALL_WEEKDAYS)


@dataclass(frozen=True, slots=True)
class DaysOfMonth:
    """Days by their number. A month that has no such day is left out."""

    numbers: frozenset[int]

    def __contains__(self, day: date) -> bool:
        return day.day in self.numbers


@dataclass(frozen=True, slots=True)
class NthOfMonth:
    """The first, second, ... or ``LAST`` of those days of a month that have these weekdays."""

    nth: int
    weekdays: frozenset[int]

    def __contains__(self, day: date) -> bool:
        if day.isoweekday() not in self.weekdays:
            return False
        if self.nth == LAST:
            days = monthrange(day.year, day.month)[1]
            return self._count(day, range(1, days - day.day + 1)) == 0
        return self._count(day, range(1 - day.day, 1)) == self.nth

    def _count(self, day: date, distances: range) -> int:
        weekday = day.isoweekday() - 1
        return sum((weekday + distance) % 7 + 1 in self.weekdays for distance in distances)


@dataclass(frozen=True, slots=True)
class Months:
    """Every day of some months."""

    numbers: frozenset[int]

    def __contains__(self, day: date) -> bool:
        return day.month in self.numbers


@dataclass(frozen=True, slots=True)
class Either:
    """Days that one of the parts holds."""

    parts: tuple[Days, ...]

    def __contains__(self, day: date) -> bool:
        return any(day in part for part in self.parts)


@dataclass(frozen=True, slots=True)
class Both:
    """Days that all of the parts hold."""

    parts: tuple[Days, ...]

    def __contains__(self, day: date) -> bool:
        return all(day in part for part in self.parts)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days from a first to a last one, both of which count, without exceptions."""

    days: Days
    first: date = EARLIEST
    last: date = LATEST
    exceptions: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last and day in self.days and day not in self.exceptions

    def coming(self, day: date) -> Iterator[date]:
        """The days of this calendar from ``day`` on; ends where none comes for forty years."""
        day = max(day, self.first)
        waited = 0
        while day <= self.last and waited < LONGEST_WAIT:
            waited += 1
            if day in self.days and day not in self.exceptions:
                yield day
                waited = 0
            day += _DAY
