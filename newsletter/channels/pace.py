"""A rate limit at the point of sending."""

from newsletter.channels.rates import Rate

CATCH_UP = 0.02
"""Seconds of lateness that are made up for; timers are never exactly on time."""


class Pace:
    """Messages at even distances, so that no stretch of time sees more than the rate.

    Times are seconds of any clock that never goes back. Without a rate nothing ever waits.
    """

    def __init__(self, rate: Rate | None) -> None:
        self._distance = rate.seconds / rate.count if rate else 0.0
        self._next = float("-inf")

    def free(self, now: float) -> bool:
        """True if a message may start right now."""
        return self._next <= now

    def book(self, now: float) -> float:
        """Take the next turn; the seconds to wait until it comes."""
        turn = max(now - CATCH_UP, self._next)
        self._next = turn + self._distance
        return max(0.0, turn - now)
