"""The three kinds of rules: fixed local times, every matching minute, and intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from newsletter.schedules.clock_changes import BEGIN, DAY, MIDNIGHT, Change, moment, pieces
from newsletter.schedules.days import Calendar

_LONGEST_GAP = 2 * DAY
"""Clocks have jumped over a whole day: Samoa's, at the end of 2011."""


@dataclass(frozen=True, slots=True)
class Due:
    """A nominal time with the instant (UTC) at which it is due.

    ``nominal`` is naive for a fixed local time; else it carries its offset.
    """

    nominal: datetime
    instant: datetime
    change: Change = "none"


@dataclass(frozen=True, slots=True)
class FixedTimes:
    """Local times. Each comes once a day, whatever the clocks do."""

    times: tuple[time, ...]

    def due(self, calendar: Calendar, zone: ZoneInfo, start: datetime) -> Iterator[Due]:
        """What is due from ``start`` on, on the days of ``calendar``, in the order of time."""
        first = max(start, BEGIN)
        for day in calendar.coming((first.astimezone(zone) - _LONGEST_GAP).date()):
            for at in self.times:
                nominal = datetime.combine(day, at)
                found = moment(nominal, zone)
                if found.instant >= first:
                    yield Due(nominal, found.instant, found.change)


@dataclass(frozen=True, slots=True)
class EveryMatch:
    """Whenever the clock shows one of these times: twice where it is set back, never in a gap."""

    times: tuple[time, ...]

    def due(self, calendar: Calendar, zone: ZoneInfo, start: datetime) -> Iterator[Due]:
        """What is due from ``start`` on, on the days of ``calendar``, in the order of time."""
        for piece in pieces(calendar, zone, start):
            for at in self.times:
                instant = datetime.combine(piece.day, at, UTC) - piece.offset
                if piece.begin <= instant < piece.end:
                    yield Due(_with_offset(instant, piece.offset), instant)


@dataclass(frozen=True, slots=True)
class Interval:
    """Every so many seconds of real time.

    They are counted from the midnight with which a calendar begins, or from the beginning of 1970
    in UTC where it has no first day.
    """

    step: timedelta

    def due(self, calendar: Calendar, zone: ZoneInfo, start: datetime) -> Iterator[Due]:
        """What is due from ``start`` on, on the days of ``calendar``, in the order of time."""
        anchor = self._anchor(calendar, zone)
        for piece in pieces(calendar, zone, start):
            steps = -((anchor - piece.begin) // self.step)
            instant = anchor + steps * self.step
            while instant < piece.end:
                yield Due(_with_offset(instant, piece.offset), instant)
                instant += self.step

    def _anchor(self, calendar: Calendar, zone: ZoneInfo) -> datetime:
        if calendar.first == BEGIN.date():
            return BEGIN
        return moment(datetime.combine(calendar.first, MIDNIGHT), zone).instant


Rule = FixedTimes | EveryMatch | Interval


def _with_offset(instant: datetime, offset: timedelta) -> datetime:
    return instant.astimezone(timezone(offset))
