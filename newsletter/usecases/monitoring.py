"""How the whole thing is at the moment, out of the store: for metrics, and for readiness."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import get_args

from newsletter.ports import Clock
from newsletter.store.occurrences import OccurrenceState, counts_by_state
from newsletter.store.opening import Store
from newsletter.store.plans import recent_plans
from newsletter.store.presence import Running, daemons
from newsletter.store.status import ChannelCounts, DeliveryState, counts

BEAT = timedelta(seconds=10)
"""How often a daemon gives a sign of life."""

SILENT = 4 * BEAT
"""After so long without one a daemon counts as gone, or as stuck."""

RECENT = timedelta(days=30)
"""Deliveries of plans that are older are not counted any more."""

FRESH = timedelta(seconds=15)
"""How long the counts are kept, so that looking often costs little."""

STATES = get_args(DeliveryState)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen at one moment; ``deliveries`` by channel and state, those of recent plans."""

    at: datetime
    occurrences: dict[OccurrenceState, int]
    deliveries: dict[tuple[str, str], int]
    daemons: tuple[Running, ...]

    @property
    def alive(self) -> tuple[Running, ...]:
        """The daemons that gave a sign of life lately."""
        return tuple(one for one in self.daemons if self.at - one.seen_at < SILENT)

    @property
    def next_at(self) -> datetime | None:
        """When something is due next."""
        return min((one.looks_at for one in self.alive if one.looks_at), default=None)


@dataclass(slots=True)
class Monitor:
    """Looks, at most every now and then; safe to use from several threads."""

    store: Store
    clock: Clock
    _last: Observed | None = None
    _lock: Lock = field(default_factory=Lock)

    def look(self) -> Observed:
        """How it is now, or was a few seconds ago.

        Raises:
            NewsletterError: the store failed.
        """
        with self._lock:
            now = self.clock.now()
            if self._last is None or not timedelta() <= now - self._last.at < FRESH:
                self._last = observed(self.store, now)
            return self._last

    def is_ready(self) -> bool:
        """Can the store be read, and does a daemon work on it?

        Raises:
            NewsletterError: the store failed.
        """
        now = self.clock.now()
        with self.store.reading() as connection:
            found = daemons(connection)
        return any(now - one.seen_at < SILENT for one in found)


def observed(store: Store, now: datetime) -> Observed:
    """Look now.

    Raises:
        NewsletterError: the store failed.
    """
    with store.reading() as connection:
        recent = counts(connection, recent_plans(connection, now - RECENT))
        return Observed(now, counts_by_state(connection), _added(recent), daemons(connection))


def _added(found: tuple[ChannelCounts, ...]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for one in found:
        for state in STATES:
            key = (one.channel, state)
            sums[key] = sums.get(key, 0) + getattr(one, state)
    return sums
