"""Cron expressions of five fields, as Debian's cron reads them (crontab(5)).

Sunday is 0 and 7. Where both kinds of days are restricted, either is enough; a field that begins
with ``*`` is not restricted. A job whose minute or hour begins with ``*`` is like an interval and
runs whenever the clock shows its time; all others run once for each nominal time.
Besides: ``L`` is the last day of the month, ``5L`` its last Friday, ``1#2`` its second Monday.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time

from newsletter.printable import printable
from newsletter.problems import Problem, did_you_mean
from newsletter.schedules.days import (
    ALL_WEEKDAYS,
    EARLIEST,
    LAST,
    Both,
    Calendar,
    Days,
    DaysOfMonth,
    Either,
    Months,
    NthOfMonth,
    Weekdays,
)
from newsletter.schedules.rules import EveryMatch, FixedTimes
from newsletter.schedules.spoken import MONTHS, WEEKDAYS
from newsletter.schedules.unreadable import Unreadable

LONGEST = 1000
_SHOWN = 40
_SUNDAY = 7
_EXAMPLE = "Write five fields: minute hour day month weekday, like 0 9 * * THU."
_PART = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\w+))?", re.ASCII)
_LAST_WEEKDAY = re.compile(r"(\w+)L", re.ASCII)
_NTH_WEEKDAY = re.compile(r"(\w+)#([1-5])", re.ASCII)
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five: what it is called, its range, and the names of its numbers."""

    name: str
    low: int
    high: int
    names: Mapping[str, int] = field(default_factory=dict)

    @property
    def article(self) -> str:
        """``a`` or ``an``."""
        return "an" if self.name.startswith("h") else "a"


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day", 1, 31)
_MONTH = _Field("month", 1, 12, {name[:3].upper(): n for n, name in enumerate(MONTHS, 1)})
_WEEKDAY = _Field("weekday", 0, 7, {name[:3].upper(): n for n, name in enumerate(WEEKDAYS, 1)})


def cron(text: str) -> tuple[Days, FixedTimes | EveryMatch]:
    """Read an expression: its days, and its times.

    Raises:
        Unreadable: cron-invalid, or never-fires when no month has such a day.
    """
    minute, hour, day, month, weekday = _fields(text)
    hours, minutes = _numbers(hour, _HOUR), _numbers(minute, _MINUTE)
    times = tuple(time(one, other) for one in sorted(hours) for other in sorted(minutes))
    days = _days(day, month, weekday)
    if next(Calendar(days).coming(EARLIEST), None) is None:
        raise Unreadable(_impossible(day, month))
    is_like_interval = minute.startswith("*") or hour.startswith("*")
    return days, EveryMatch(times) if is_like_interval else FixedTimes(times)


def _fields(text: str) -> list[str]:
    fields = text.upper().split() if len(text) <= LONGEST else []
    if len(fields) == 5:
        return fields
    hint = _EXAMPLE
    if text.startswith("@"):
        hint = 'Write it in words, like every = "day" and at = "09:00".'
    elif len(fields) == 6:
        hint = 'Cron knows no seconds. For those, write every = "30 seconds".'
    many = str(len(fields)) if len(text) <= LONGEST else "far too many"
    raise Unreadable(Problem("cron-invalid", f"A cron expression has 5 fields, not {many}.", hint))


def _days(day: str, month: str, weekday: str) -> Days:
    """Where both are restricted, either is enough; a field with a star in front is not."""
    of_month, of_week = _days_of_month(day), _days_of_week(weekday)
    is_free = day.startswith("*") or weekday.startswith("*")
    both: Days = Both((of_month, of_week)) if is_free else Either((of_month, of_week))
    return Both((Months(_numbers(month, _MONTH)), both))


def _impossible(day: str, month: str) -> Problem:
    names = " and ".join(MONTHS[number - 1] for number in sorted(_numbers(month, _MONTH)))
    has = "have" if " and " in names else "has"
    text = f"{names} {has} no day {printable(day[:_SHOWN])}, so this never runs."
    return Problem("never-fires", text, "For the last day of a month write L.")


def _days_of_month(text: str) -> Days:
    parts = text.split(",")
    numbered = [part for part in parts if part != "L"]
    found = [DaysOfMonth(_numbers(",".join(numbered), _DAY))] if numbered else []
    last = [NthOfMonth(LAST, ALL_WEEKDAYS)] if "L" in parts else []
    return Either((*found, *last))


def _days_of_week(text: str) -> Days:
    return Either(tuple(_weekdays(part) for part in text.split(",")))


def _weekdays(part: str) -> Days:
    nth, last = _NTH_WEEKDAY.fullmatch(part), _LAST_WEEKDAY.fullmatch(part)
    if nth:
        return NthOfMonth(int(nth[2]), _iso({_number(nth[1], _WEEKDAY)}))
    if last:
        return NthOfMonth(LAST, _iso({_number(last[1], _WEEKDAY)}))
    return Weekdays(_iso(_numbers(part, _WEEKDAY)))


def _iso(numbers: frozenset[int] | set[int]) -> frozenset[int]:
    return frozenset(number or _SUNDAY for number in numbers)


def _numbers(text: str, of: _Field) -> frozenset[int]:
    return frozenset(number for part in text.split(",") for number in _part(part, of))


def _part(part: str, of: _Field) -> Iterator[int]:
    found = _PART.fullmatch(part)
    if found is None:
        raise Unreadable(_invalid(part, of, _unusual(part)))
    first, last, step = found.groups()
    if step and last is None and first != "*":
        hint = f"Write {first}-{of.high}/{step}, or */{step}."
        raise Unreadable(_invalid(part, of, hint))
    low, high = (of.low, of.high) if first == "*" else _range(first, last or first, of)
    if first == "*" and last is not None:
        raise Unreadable(_invalid(part, of, "Write * alone, or a range like 1-5."))
    if low > high:
        hint = f"A range begins with the smaller one; or write {low}-{of.high},{of.low}-{high}."
        raise Unreadable(_invalid(part, of, hint))
    yield from range(low, high + 1, _step(step, part, of))


def _range(first: str, last: str, of: _Field) -> tuple[int, int]:
    low, high = _number(first, of), _number(last, of)
    if of is _WEEKDAY and first != last:
        # Sunday begins a week as 0 and ends it as 7, whichever was written.
        low = 0 if low == _SUNDAY else low
        high = high or _SUNDAY
    return low, high


def _step(text: str | None, part: str, of: _Field) -> int:
    if text is None:
        return 1
    if not _NUMBER.fullmatch(text) or int(text) == 0:
        raise Unreadable(_invalid(part, of, "Write a number of 1 or more behind the /."))
    return int(text)


def _number(text: str, of: _Field) -> int:
    if text in of.names:
        return of.names[text]
    if _NUMBER.fullmatch(text) and of.low <= int(text) <= of.high:
        return int(text)
    raise Unreadable(_invalid(text, of, did_you_mean(text, of.names)))


def _unusual(part: str) -> str | None:
    if "?" in part:
        return "Write * for it."
    return "For the last day of the month write L." if "L" in part else None


def _invalid(part: str, of: _Field, hint: str | None) -> Problem:
    named = f", or {', '.join(of.names)}" if of.names else ""
    allowed = f"{of.article.capitalize()} {of.name} is a number from {of.low} to {of.high}{named}."
    shown = f"'{printable(part[:_SHOWN])}'"
    return Problem("cron-invalid", f"{shown} is not {of.article} {of.name}.", hint or allowed)
