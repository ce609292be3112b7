"""The alarm clock. APScheduler rings; what is due is never its decision.

See https://apscheduler.readthedocs.io/en/3.x/modules/triggers/date.html
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

_ID = "alarm"


class Alarm:
    """Rings once, at the time that was set last."""

    def __init__(self, scheduler: "BackgroundScheduler", ring: Callable[[], object]) -> None:
        self._scheduler = scheduler
        self._ring = ring
        self._set_for: datetime | None = None

    def set(self, when: datetime | None) -> None:
        """Ring at ``when``, at once if that is past; None takes the alarm off."""
        if when == self._set_for:
            return
        self._set_for = when
        if when is None:
            self._scheduler.remove_all_jobs()
            return
        self._scheduler.add_job(
            self._go_off,
            "date",
            run_date=when,
            id=_ID,
            replace_existing=True,
            misfire_grace_time=None,
        )

    def _go_off(self) -> None:
        self._set_for = None
        self._ring()


@contextmanager
def alarm(ring: Callable[[], object]) -> Iterator[Alarm]:
    """An alarm clock that runs in a thread of its own until the end."""
    import logging

    from apscheduler.schedulers.background import BackgroundScheduler

    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.start()
    try:
        yield Alarm(scheduler, ring)
    finally:
        scheduler.shutdown(wait=False)
