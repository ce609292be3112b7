"""Days and intervals as people write them: "Thursday", "last day of month", "15 minutes"."""

import re
from collections.abc import Iterable, Mapping
from datetime import time, timedelta

from newsletter.printable import printable
from newsletter.problems import Problem, did_you_mean
from newsletter.schedules.days import (
    ALL_WEEKDAYS,
    LAST,
    WORKDAYS,
    Days,
    DaysOfMonth,
    Either,
    NthOfMonth,
    Weekdays,
)
from newsletter.schedules.rules import Interval
from newsletter.schedules.spoken import WEEKDAYS
from newsletter.schedules.unreadable import Unreadable

LONGEST = 100
LONGEST_STEP = timedelta(days=366)
_SHOWN = 40
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_UNITS = {"second": "seconds", "minute": "minutes", "hour": "hours"}
_INTERVAL = re.compile(r"(?:(\d{1,6}) ?)?(second|minute|hour)s?", re.ASCII)
_OTHER_INTERVAL = re.compile(r"\d+ ?(?:day|week|month|year)s?", re.ASCII)
_NTH = re.compile(r"([a-z0-9]{3,6})(?: ([a-z]+))?(?: of (?:the )?month)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


def _named() -> Mapping[str, frozenset[int]]:
    days = {name.lower(): frozenset({number}) for number, name in enumerate(WEEKDAYS, 1)}
    short = {name[:3]: numbers for name, numbers in days.items()}
    return days | short | {"day": ALL_WEEKDAYS, "weekday": WORKDAYS}


def _numbered() -> Mapping[str, int]:
    teens = (11, 12, 13)
    endings = {n: "th" if n in teens else _ENDINGS.get(n % 10, "th") for n in range(1, 32)}
    return {f"{number}{ending}": number for number, ending in endings.items()}


_NAMED = _named()
_NUMBERED = _numbered()


def interval_or_days(text: str) -> Interval | Days:
    """What "every" may hold as one text.

    Raises:
        Unreadable: unknown-day or interval-invalid.
    """
    words = _normal(text)
    interval = _INTERVAL.fullmatch(words)
    if interval is None:
        return _days(words, text)
    step = timedelta(**{_UNITS[interval[2]]: int(interval[1] or 1)})
    if not timedelta() < step <= LONGEST_STEP:
        hint = 'Write a number of 1 or more, like "15 minutes", that makes at most a year.'
        raise Unreadable(Problem("interval-invalid", f"{_quoted(text)} cannot be used.", hint))
    return Interval(step)


def several_days(texts: Iterable[str]) -> Days:
    """What "every" may hold as a list: each a day, or a day of the month.

    Raises:
        Unreadable: unknown-day or interval-invalid.
    """
    found = tuple(dict.fromkeys(map(_one_of_several, texts)))
    if all(isinstance(one, Weekdays) for one in found):
        weekdays = (one.weekdays for one in found if isinstance(one, Weekdays))
        return Weekdays(frozenset().union(*weekdays))
    return Either(found)


def time_of_day(text: str) -> time:
    """A time as hours and minutes of 24 hours.

    Raises:
        Unreadable: time-invalid.
    """
    found = _TIME.fullmatch(text.strip()) if len(text) < LONGEST else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        hint = 'Use 24-hour hours and minutes, like "09:15".'
        raise Unreadable(Problem("time-invalid", f"{_quoted(text)} is not a time.", hint))
    return time(int(found[1]), int(found[2]))


def _one_of_several(text: str) -> Days:
    found = interval_or_days(text)
    if isinstance(found, Interval):
        hint = "Write an interval alone, not in a list."
        problem = Problem("interval-invalid", f"{_quoted(text)} stands among days.", hint)
        raise Unreadable(problem)
    return found


def _days(words: str, text: str) -> Days:
    if words in _NAMED:
        return Weekdays(_NAMED[words])
    nth = _NTH.fullmatch(words)
    found = _nth(nth[1], nth[2]) if nth else None
    if found is None:
        raise Unreadable(_unknown(words, text))
    return found


def _nth(ordinal: str, day: str | None) -> Days | None:
    """``1st Monday``, ``last day``, ``15th``; None for what does not exist."""
    number = _NUMBERED.get(ordinal)
    if number and day in (None, "day"):
        return DaysOfMonth(frozenset({number}))
    number = _ORDINALS.get(ordinal, number)
    highest = 23 if day == "weekday" else 5
    if number is None or number > highest or day is None or day not in _NAMED:
        return None
    if day == "day" and number != LAST:
        return DaysOfMonth(frozenset({number}))
    return NthOfMonth(number, _NAMED[day])


def _unknown(words: str, text: str) -> Problem:
    if _OTHER_INTERVAL.fullmatch(words):
        hint = 'Name the days, like "Monday" or "1st Monday", or write hours, like "72 hours".'
        problem = f"{_quoted(text)}: intervals are of seconds, minutes or hours."
        return Problem("interval-invalid", problem, hint)
    return Problem("unknown-day", f"{_quoted(text)} is not a day that we know.", _advice(words))


def _advice(words: str) -> str:
    several = re.split(r" ?, ?| and ", words)
    if len(several) > 1 and all(one in _NAMED for one in several):
        listed = ", ".join(f'"{one.capitalize()}"' for one in several)
        return f"Write a list: [{listed}]"
    nths = [f"{nth} {name}" for nth in ("1st", "2nd", "3rd", "4th", "last") for name in WEEKDAYS]
    known = [*WEEKDAYS, "day", "weekday", "last day of month", *nths, "15 minutes", "2 hours"]
    meant = did_you_mean(words, [one.lower() for one in known])
    if meant:
        return re.sub("|".join(map(str.lower, WEEKDAYS)), lambda day: day[0].capitalize(), meant)
    return 'Write a day like "Thursday", "weekday" or "1st Monday", or an interval: "15 minutes".'


def _normal(text: str) -> str:
    return " ".join(text.lower().split()) if len(text) <= LONGEST else ""


def _quoted(text: str) -> str:
    return f'"{printable(text[:_SHOWN])}{"…" if len(text) > _SHOWN else ""}"'
