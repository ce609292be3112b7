"""The daemon's signs of life: in the store for others, in memory for its own status page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from newsletter.daemon.events import Event, Idle
from newsletter.errors import NewsletterError
from newsletter.ports import Clock
from newsletter.problems import Problem
from newsletter.store.presence import Presence
from newsletter.usecases.monitoring import BEAT, SILENT


@dataclass(slots=True)
class Pulse:
    """Beats while the loop turns. ``end`` is called when the daemon must not go on."""

    presence: Presence
    clock: Clock
    end: Callable[[], None]
    problems: tuple[Problem, ...] = ()
    _beaten_at: datetime | None = None
    _turned: float | None = None

    def tell(self, event: Event) -> None:
        """Take note of a look, and pass it on now and then."""
        if not isinstance(event, Idle):
            return
        self._turned = monotonic()
        now = self.clock.now()
        if self._beaten_at and timedelta() <= now - self._beaten_at < BEAT:
            return
        self._beaten_at = now
        try:
            self.presence.beat(now, event.until, event.under_way)
        except NewsletterError as error:
            # What else the store says is told by those who need it for more than this.
            if error.problems[0].code in ("daemon-running", "store-replaced"):
                self.problems = error.problems
                self.end()

    @property
    def is_alive(self) -> bool:
        """Does the loop still turn?"""
        return self._turned is not None and monotonic() - self._turned < SILENT.total_seconds()
