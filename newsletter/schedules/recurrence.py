"""A rule in a time zone, within its dates: when it is due, once for each nominal time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from newsletter.schedules.clock_changes import BEGIN, END, Change, moment, offset_at
from newsletter.schedules.days import Calendar
from newsletter.schedules.rules import Due, Rule
from newsletter.schedules.spoken import clock_time, spoken_day


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One nominal time of a rule. ``fires_at`` is in UTC.

    ``nominal`` is naive for a fixed local time; that of an interval carries its offset.
    """

    nominal: datetime
    fires_at: datetime
    timezone: str
    change: Change = "none"

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
        """A sentence about the clocks, if they are changed at this very time."""
        day, nominal = spoken_day(self.nominal), clock_time(self.nominal)
        if self.change == "gap":
            at = clock_time(self.local)
            return f"The clocks go forward on {day} and skip {nominal}; it runs at {at}, once."
        if self.change == "overlap":
            return f"The clocks go back on {day}; {nominal} comes twice, it runs the first time."
        return ""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a schedule is due.

    Fixed local times come once each: at the first moment after a gap that swallows them, and the
    first time where the clocks are set back over them. Intervals and cron expressions that are
    like intervals run in real time.
    """

    rule: Rule
    calendar: Calendar
    timezone: str
    skipped: frozenset[str] = field(default=frozenset())
    """Nominal times that are left out, as their keys; one without an offset means all of them."""

    def after(self, instant: datetime, *, inclusive: bool = False) -> Iterator[Occurrence]:
        """What fires after ``instant`` (aware), with ``inclusive`` at it as well.

        In the order of firing; of those that fire at one moment, by their nominal times. Nothing
        is due before 1970.
        """
        start = _whole_second(instant.astimezone(UTC))
        if start >= END:
            return
        for due in self.rule.due(self.calendar, ZoneInfo(self.timezone), start):
            is_due = due.instant > instant or (inclusive and due.instant == instant)
            if is_due and not self._skips(due):
                yield Occurrence(due.nominal, due.instant, self.timezone, due.change)

    def instant_of(self, local: datetime) -> datetime:
        """The instant (UTC) of a naive local time, by the rules for gap and overlap."""
        return moment(local, ZoneInfo(self.timezone)).instant

    @property
    def never_fires(self) -> bool:
        """True if no day and no time is left."""
        return next(self.after(BEGIN, inclusive=True), None) is None

    def _skips(self, due: Due) -> bool:
        if not self.skipped:
            return False
        naive = nominal_key(due.nominal.replace(tzinfo=None))
        return not self.skipped.isdisjoint((naive, nominal_key(due.nominal)))


def nominal_key(nominal: datetime) -> str:
    """A nominal time as ISO 8601, without seconds where there are none."""
    return nominal.isoformat(timespec="seconds" if nominal.second else "minutes")


def _whole_second(instant: datetime) -> datetime:
    """The instant, or the first whole second after it."""
    whole = instant.replace(microsecond=0)
    return whole if whole == instant else whole + timedelta(seconds=1)


def offset_note(before: Occurrence | None, occurrence: Occurrence) -> str:
    """The note of an occurrence; if it has none, whether the clocks changed since ``before``."""
    if occurrence.note or before is None:
        return occurrence.note
    zone = ZoneInfo(occurrence.timezone)
    old, new = offset_at(before.fires_at, zone), offset_at(occurrence.fires_at, zone)
    if old == new:
        return ""
    return f"The clocks went {'forward' if new > old else 'back'} since the one before."
