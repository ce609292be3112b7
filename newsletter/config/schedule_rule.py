"""The keys of a schedule that say when it is due -> Recurrence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from functools import partial
from typing import TypeVar

import newsletter.config.rules as rules
from newsletter.config.nominals import day, no_date, nominal
from newsletter.config.schedule_moves import KEY, moves
from newsletter.config.table import Entry, Table
from newsletter.problems import Place, Problem
from newsletter.schedules.cron import cron
from newsletter.schedules.days import EARLIEST, EVERY_DAY, LATEST, Calendar, Days
from newsletter.schedules.occurrence import nominal_key
from newsletter.schedules.recurrence import Recurrence
from newsletter.schedules.rules import FixedTimes, Interval, Rule
from newsletter.schedules.unreadable import Unreadable
from newsletter.schedules.words import interval_or_days, several_days, time_of_day

KEYS = ("every", "cron", "at", "timezone", "starts", "ends", "except", KEY)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class When:
    """A recurrence, and its rule in words."""

    recurrence: Recurrence
    said: str


def when(table: Table, zone: str) -> When | None:
    """When a schedule is due, in ``zone`` if it names none; None if anything in it is wrong."""
    before = len(table.problems)
    timezone = _timezone(table) or zone
    found = _days_and_rule(table)
    first = _date(table, "starts") or EARLIEST
    last = _date(table, "ends") or LATEST
    dates, nominals = _exceptions(table)
    moved = moves(table)
    if found is None or len(table.problems) > before:
        return None
    days, rule = found
    calendar = Calendar(days, first, last)
    if Recurrence(rule, calendar, timezone).never_fires:
        table.refuse(_never(table, calendar))
        return None
    calendar = replace(calendar, exceptions=dates)
    return When(Recurrence(rule, calendar, timezone, nominals, moved), _said(table))


def _days_and_rule(table: Table) -> tuple[Days, Rule] | None:
    if "every" in table.data and "cron" in table.data:
        hint = "Keep one of the two."
        _wrong_rule(table, "cron", "A schedule has 'every' or 'cron', not both.", hint)
        return None
    if "cron" in table.data:
        return _cron(table)
    if "every" in table.data:
        return _every(table)
    hint = 'Add a line like: every = "Thursday"'
    text = "The schedule does not say when: 'every' is missing."
    table.refuse(Problem("setting-missing", text, hint, table.places.key(())))
    return None


def _cron(table: Table) -> tuple[Days, Rule] | None:
    if "at" in table.data:
        text = "A cron expression says its time itself, so 'at' has no place beside it."
        _wrong_rule(table, "at", text, "Remove the line.")
    expression = table.text("cron")
    return _read(table, partial(cron, expression), table.place("cron")) if expression else None


def _every(table: Table) -> tuple[Days, Rule] | None:
    entries = table.texts("every")
    times = _times(table)
    if not entries:
        return None
    if len(entries) == 1 and not isinstance(table.data["every"], list):
        found = _read(table, partial(interval_or_days, entries[0].text), entries[0].place)
    else:
        read = [_read(table, partial(several_days, [one.text]), one.place) for one in entries]
        found = None if None in read else several_days(one.text for one in entries)
    if isinstance(found, Interval):
        return _without_times(table, found)
    if found is None:
        return None
    if times is None and "at" not in table.data:
        text = "The time is missing: 'at'."
        place = table.places.key(("every",))
        table.refuse(Problem("setting-missing", text, 'Add a line like: at = "09:00"', place))
    return (found, FixedTimes(times)) if times else None


def _without_times(table: Table, interval: Interval) -> tuple[Days, Rule] | None:
    if "at" not in table.data:
        return EVERY_DAY, interval
    text = "An interval runs at no time of the day, so 'at' has no place beside it."
    _wrong_rule(table, "at", text, 'Remove the line, or name days in "every".')
    return None


def _times(table: Table) -> tuple[time, ...] | None:
    entries = table.texts("at")
    if entries is None:
        return None
    found = [_read(table, partial(time_of_day, one.text), one.place) for one in entries]
    return tuple(sorted({one for one in found if one is not None}))


def _read(table: Table, read: Callable[[], _Read], place: Place) -> _Read | None:
    try:
        return read()
    except Unreadable as error:
        table.refuse(replace(error.problem, place=place))
        return None


def _timezone(table: Table) -> str | None:
    name = table.text("timezone")
    wrong = rules.timezone(name, "'timezone'", table.place("timezone")) if name else None
    table.refuse(wrong)
    return None if wrong else name


def _date(table: Table, key: str) -> date | None:
    value = table.data.get(key)
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else value
    found = day(text) if isinstance(text, str) else None
    if found is None:
        hint = 'Write a day like "2026-12-24".'
        table.refuse(no_date(str(text), hint, table.place(key)))
    return found


def _exceptions(table: Table) -> tuple[frozenset[date], frozenset[str]]:
    """The days and the nominal times that are left out."""
    days_out: set[date] = set()
    nominals: set[str] = set()
    for entry in _texts_or_dates(table):
        whole_day, time_of_it = day(entry.text), nominal(entry.text)
        if whole_day:
            days_out.add(whole_day)
        elif time_of_it:
            nominals.add(nominal_key(time_of_it))
        else:
            hint = 'Write days like "2026-12-24", or single times like "2026-12-24T09:00".'
            table.refuse(no_date(entry.text, hint, entry.place))
    return frozenset(days_out), frozenset(nominals)


def _texts_or_dates(table: Table) -> Iterable[Entry]:
    """The entries of "except", whether their dates are in quotes or TOML's own."""
    value = table.data.get("except")
    if value == []:
        return ()
    many = value if isinstance(value, list) else [value]
    as_text = [one.isoformat() if isinstance(one, date) else one for one in many]
    data = {"except": as_text if isinstance(value, list) else as_text[0]}
    return replace(table, data=data).texts("except") or ()


def _never(table: Table, calendar: Calendar) -> Problem:
    if calendar.first > calendar.last:
        text = "It ends before it starts, so it never runs."
        return Problem("never-fires", text, "Exchange the two dates.", table.place("ends"))
    text = "None of its days lies between 'starts' and 'ends', so it never runs."
    hint = "Give it more time, or other days."
    return Problem("never-fires", text, hint, table.place("ends"))


def _wrong_rule(table: Table, key: str, text: str, hint: str) -> None:
    place = table.places.key((key,))
    table.refuse(Problem("schedule-rule", text, hint, place))


def _said(table: Table) -> str:
    """The rule as the file has it, on one line."""
    if "cron" in table.data:
        return f"cron {' '.join(table.data['cron'].split())}"
    every, at = table.data["every"], table.data.get("at")
    said = f"every {', '.join(every) if isinstance(every, list) else every}"
    return f"{said} at {', '.join(at) if isinstance(at, list) else at}" if at else said
