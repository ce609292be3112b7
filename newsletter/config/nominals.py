"""Days and nominal times in a schedule's file: ``2026-12-24``, ``2026-12-24T09:00``."""

import re
from datetime import date, datetime

from newsletter.config.names import clipped
from newsletter.problems import Place, Problem
from newsletter.schedules.days import EARLIEST

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOMINAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?", re.ASCII)
_LAST_YEAR = 2999


def day(text: str) -> date | None:
    """A day, if ``text`` is one from 1970 to 2999."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return _in_time(date.fromisoformat(text))
    except ValueError:
        return None


def nominal(text: str) -> datetime | None:
    """A time of a day from 1970 to 2999; aware if and only if it has an offset."""
    if not _NOMINAL.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if _in_time(found.date()) else None


def no_date(text: str, hint: str, place: Place) -> Problem:
    """What is told of anything else."""
    return Problem("schedule-date", f"'{clipped(text)}' is not a date.", hint, place)


def _in_time(found: date) -> date | None:
    return found if EARLIEST.year <= found.year <= _LAST_YEAR else None
