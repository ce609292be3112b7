"""Plans that people sent by hand, and whose deferred recipients are due again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from newsletter.daemon.dispatcher import Job
from newsletter.daemon.editions import BY_HAND
from newsletter.errors import NewsletterError
from newsletter.store.opening import Store
from newsletter.store.plans import plans_left

EVERY = timedelta(seconds=30)


@dataclass(slots=True)
class HandPlans:
    """Finds them now and then. ``send`` goes on with the plan of an id."""

    store: Store
    send: Callable[[str], None]
    _looks_at: datetime | None = None
    _busy: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def look(self, now: datetime) -> Iterator[Job]:
        """The plans to go on with now."""
        if self._looks_at and self._looks_at > now > self._looks_at - 2 * EVERY:
            return
        self._looks_at = now + EVERY
        with self.store.reading() as connection:
            found = plans_left(connection, now)
        for plan in found:
            with self._lock:
                is_free = plan not in self._busy
                self._busy.add(plan)
            if is_free:
                yield Job((BY_HAND, plan), self._sending(plan))

    def _sending(self, plan: str) -> Callable[[], None]:
        def work() -> None:
            try:
                self.send(plan)
            except NewsletterError as error:
                if error.problems[0].code != "run-owned":
                    raise
            finally:
                with self._lock:
                    self._busy.discard(plan)

        return work
