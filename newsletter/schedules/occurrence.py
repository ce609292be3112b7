"""One nominal time of a rule, and when it fires."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from newsletter.schedules.clock_changes import Change, offset_at
from newsletter.schedules.spoken import clock_time, spoken_day


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One nominal time of a rule. ``fires_at`` is in UTC.

    ``nominal`` is naive for a fixed local time; that of an interval carries its offset. It stays
    what it is when the occurrence was moved to another time.
    """

    nominal: datetime
    fires_at: datetime
    timezone: str
    change: Change = "none"
    is_moved: bool = False

    @property
    def key(self) -> str:
        """The nominal time as text, which no other occurrence of the rule has."""
        return nominal_key(self.nominal)

    @property
    def local(self) -> datetime:
        """What the clocks show when it fires, with their offset."""
        return self.fires_at.astimezone(ZoneInfo(self.timezone))

    @property
    def note(self) -> str:
        """A sentence about its time: that it was moved, or that the clocks are changed then."""
        day, nominal = spoken_day(self.nominal), clock_time(self.nominal)
        if self.is_moved:
            return f"Moved from {day} {nominal}."
        if self.change == "gap":
            at = clock_time(self.local)
            return f"The clocks go forward on {day} and skip {nominal}; it runs at {at}, once."
        if self.change == "overlap":
            return f"The clocks go back on {day}; {nominal} comes twice, it runs the first time."
        return ""


def nominal_key(nominal: datetime) -> str:
    """A nominal time as ISO 8601, without seconds where there are none."""
    return nominal.isoformat(timespec="seconds" if nominal.second else "minutes")


def offset_note(before: Occurrence | None, occurrence: Occurrence) -> str:
    """The note of an occurrence; if it has none, whether the clocks changed since ``before``."""
    if occurrence.note or before is None:
        return occurrence.note
    zone = ZoneInfo(occurrence.timezone)
    old, new = offset_at(before.fires_at, zone), offset_at(occurrence.fires_at, zone)
    if old == new:
        return ""
    return f"The clocks went {'forward' if new > old else 'back'} since the one before."
