"""Local time and instants: what becomes of a local time when the clocks are changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from newsletter.schedules.days import EARLIEST, LATEST, Calendar

Change = Literal["none", "gap", "overlap"]
DAY = timedelta(days=1)
MIDNIGHT = datetime.min.time()
_WINDOW = timedelta(hours=6)
"""No zone changes its clocks twice within so little time."""
_SECOND = timedelta(seconds=1)
BEGIN = datetime.combine(EARLIEST, MIDNIGHT, UTC)
END = datetime.combine(LATEST, MIDNIGHT, UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant (UTC) at which a local time is due, and whether the clocks change around it."""

    instant: datetime
    change: Change = "none"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time, ``begin`` <= t < ``end`` in UTC, on one local day with one offset."""

    begin: datetime
    end: datetime
    offset: timedelta
    day: date


def offset_at(instant: datetime, zone: ZoneInfo) -> timedelta:
    """What local time is ahead of UTC at an instant."""
    return instant.astimezone(zone).utcoffset() or timedelta()


def moment(local: datetime, zone: ZoneInfo) -> Moment:
    """When the clocks of a zone first show or pass ``local``, which is naive.

    A time that they jump over is due at the first moment after the gap; one that they show twice
    is due the first time.
    """
    earlier = local.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    later = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    utc = local.replace(tzinfo=UTC)
    if earlier < later:
        return Moment(_change_between(utc - later, utc - earlier, zone), "gap")
    return Moment(utc - earlier, "none" if earlier == later else "overlap")


def pieces(calendar: Calendar, zone: ZoneInfo, start: datetime) -> Iterator[Piece]:
    """All time from ``start`` on whose local day is in ``calendar``, in the order of real time.

    A day may come back after the next one has begun: clocks are set back across midnight, too.
    """
    at = max(start, BEGIN)
    while at < END:
        coming = next(calendar.coming(at.astimezone(zone).date() - DAY), None)
        if coming is None:
            return
        at = max(at, moment(datetime.combine(coming, MIDNIGHT), zone).instant - DAY)
        for begin, end in _steady(at, at + _WINDOW, zone):
            yield from _days(begin, end, offset_at(begin, zone), calendar)
        at += _WINDOW


def _steady(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The time between two instants, cut where the offset changes."""
    if offset_at(begin, zone) == offset_at(end - _SECOND, zone):
        yield begin, end
        return
    change = _change_between(begin, end - _SECOND, zone)
    yield from ((begin, change), (change, end))


def _days(begin: datetime, end: datetime, offset: timedelta, calendar: Calendar) -> Iterator[Piece]:
    """Time of one offset, cut at local midnights; only the days of ``calendar``."""
    first = (begin + offset).date()
    midnight = datetime.combine(first + DAY, MIDNIGHT, UTC) - offset
    cuts = (begin, midnight, end) if midnight < end else (begin, end)
    for number, (one, other) in enumerate(pairwise(cuts)):
        day = first + number * DAY
        if day in calendar:
            yield Piece(one, other, offset, day)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second with another offset than ``before`` has, which ``after`` has."""
    old = offset_at(before, zone)
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if offset_at(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after
