"""Where the thread that sends leaves outcomes for the thread that asks."""

from collections.abc import Sequence
from threading import Condition

from newsletter.outcome import Outcome


class Board:
    """Outcomes by number, and how it all ended. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._outcomes: list[tuple[int, Outcome]] = []
        self._closed = False
        self._error: Exception | None = None

    def post(self, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        """Add outcomes."""
        with self._changed:
            self._outcomes.extend(outcomes)
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        """Something went wrong, the first of which is raised; outcomes may come nevertheless."""
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def close(self, error: Exception | None) -> None:
        """There will be no more; ``error`` says why when that was not asked for."""
        with self._changed:
            self._closed, self._error = True, self._error or error
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether there will be no more."""
        return self._closed

    def wait_closed(self, timeout: float) -> bool:
        """Wait for the end."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed, timeout)

    def take(self, timeout: float = 0.0) -> list[tuple[int, Outcome]]:
        """All outcomes not taken yet, after waiting for the first.

        Raises:
            Exception: the one that everything ended with, once all outcomes are taken.
        """
        with self._changed:
            self._changed.wait_for(self._news, timeout)
            taken = self.take_rest()
            if not taken and self._error:
                raise self._error
            return taken

    def take_rest(self) -> list[tuple[int, Outcome]]:
        """All outcomes not taken yet; never waits or raises."""
        with self._changed:
            taken, self._outcomes = self._outcomes, []
            return taken

    def _news(self) -> bool:
        return bool(self._outcomes or self._closed or self._error)
