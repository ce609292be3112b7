"""A rule in a time zone, within its dates: when it is due, once for each nominal time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import takewhile
from zoneinfo import ZoneInfo

from newsletter.schedules.clock_changes import BEGIN, END, moment
from newsletter.schedules.days import Calendar
from newsletter.schedules.occurrence import Occurrence, nominal_key
from newsletter.schedules.rules import Due, Rule


@dataclass(frozen=True, slots=True)
class Move:
    """An occurrence, by its key, that fires at another time: ``to``, naive ones in the zone."""

    nominal: str
    to: datetime


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
    moved: tuple[Move, ...] = ()
    """Those that fire at another time than they are named after; one that is left out does not."""

    def after(self, instant: datetime, *, inclusive: bool = False) -> Iterator[Occurrence]:
        """What fires after ``instant`` (aware), with ``inclusive`` at it as well.

        In the order of firing; of those that fire at one moment, by their nominal times. Nothing
        is due before 1970.
        """
        moved = self.moved_ones()
        keys = frozenset(one.key for one in moved)
        regular = (one for one in self._by_rule(instant) if one.key not in keys)
        found = merge(regular, sorted(moved, key=_order), key=_order) if moved else regular
        for one in found:
            if one.fires_at > instant or (inclusive and one.fires_at == instant):
                yield one

    def named(self, key: str) -> Occurrence | None:
        """The occurrence of that key, wherever it was moved to; None if there is none."""
        for one in self.moved_ones():
            if one.key == key:
                return one
        return self._of_rule(key)

    def moved_ones(self) -> tuple[Occurrence, ...]:
        """The occurrences that were moved; a move of what is not there is none."""
        found = ((self._of_rule(move.nominal), move.to) for move in self.moved)
        by_key = {
            one.key: replace(one, fires_at=self._instant(to), change="none", is_moved=True)
            for one, to in found
            if one
        }
        return tuple(by_key.values())

    @property
    def unmoved(self) -> "Recurrence":
        """The same where nothing is moved."""
        return replace(self, moved=())

    @property
    def as_ruled(self) -> "Recurrence":
        """The same without its exceptions: nothing is left out or moved."""
        calendar = replace(self.calendar, exceptions=frozenset())
        return replace(self, calendar=calendar, skipped=frozenset(), moved=())

    def instant_of(self, local: datetime) -> datetime:
        """The instant (UTC) of a naive local time, by the rules for gap and overlap."""
        return moment(local, ZoneInfo(self.timezone)).instant

    @property
    def never_fires(self) -> bool:
        """True if no day and no time is left."""
        return next(self.after(BEGIN, inclusive=True), None) is None

    def _by_rule(self, instant: datetime) -> Iterator[Occurrence]:
        """What the rule has from ``instant`` on, without what is left out."""
        start = _whole_second(instant.astimezone(UTC))
        if start >= END:
            return
        for due in self.rule.due(self.calendar, ZoneInfo(self.timezone), start):
            if not self._skips(due):
                yield Occurrence(due.nominal, due.instant, self.timezone, due.change)

    def _of_rule(self, key: str) -> Occurrence | None:
        """The occurrence that the rule has under a key, with or without its offset."""
        instant = self._instant(datetime.fromisoformat(key))
        together = takewhile(lambda one: one.fires_at <= instant, self._by_rule(instant))
        return next((one for one in together if key in (one.key, _naive_key(one.nominal))), None)

    def _instant(self, when: datetime) -> datetime:
        return when.astimezone(UTC) if when.tzinfo else self.instant_of(when)

    def _skips(self, due: Due) -> bool:
        if not self.skipped:
            return False
        return not self.skipped.isdisjoint((_naive_key(due.nominal), nominal_key(due.nominal)))


def _naive_key(nominal: datetime) -> str:
    return nominal_key(nominal.replace(tzinfo=None))


def _order(one: Occurrence) -> tuple[datetime, str]:
    return one.fires_at, _naive_key(one.nominal)


def _whole_second(instant: datetime) -> datetime:
    """The instant, or the first whole second after it."""
    whole = instant.replace(microsecond=0)
    return whole if whole == instant else whole + timedelta(seconds=1)
