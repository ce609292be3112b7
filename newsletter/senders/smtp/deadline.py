"""The time limit of whatever one connection waits for."""

import asyncio
from collections.abc import Callable

NEVER = float("inf")


class Deadline:
    """A time limit that is set and lifted for each wait, over a timer that is not.

    Replies come fast and limits are long, so the timer mostly rings for a limit that was lifted
    long ago; then it is started again for the one of that moment, if there is one. ``end`` is
    told what the server failed to do.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, end: Callable[[str], None]) -> None:
        self._loop, self._end = loop, end
        self._timer: asyncio.TimerHandle | None = None
        self._at, self._seconds, self._what = NEVER, 0.0, ""

    def set(self, seconds: float, what: str) -> None:
        """From now on, ``seconds`` until the server counts as one that ``what``."""
        self._at, self._seconds, self._what = self._loop.time() + seconds, seconds, what
        if self._timer is None or self._timer.when() > self._at:
            self.cancel()
            self._timer = self._loop.call_at(self._at, self._ring)

    def lift(self) -> None:
        """No limit for now."""
        self._at = NEVER

    def cancel(self) -> None:
        """No limit any more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        if self._at <= self._loop.time():
            self._end(f"the server {self._what} within {self._seconds:g} s")
        elif self._at < NEVER:
            self._timer = self._loop.call_at(self._at, self._ring)
