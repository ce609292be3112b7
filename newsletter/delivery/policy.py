"""How patient a run is: when it tries again, when it leaves a domain alone, when it stops."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newsletter.outcome import Outcome
from newsletter.settings import Doubt

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
BACK_OFF = (
    _MINUTE,
    5 * _MINUTE,
    15 * _MINUTE,
    _HOUR,
    2 * _HOUR,
    4 * _HOUR,
    8 * _HOUR,
    12 * _HOUR,
    24 * _HOUR,
    24 * _HOUR,
)
"""Waits before the second, third, ... try: three days in all (RFC 5321, section 4.5.4.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``back_off`` before each further try; after the last one a refusal counts for good.

    ``stop_after`` refusals in a row a channel stops, ``throttle_after`` a domain is left alone
    for a while. ``drain`` are the seconds that messages under way may take when a run ends,
    ``look_again`` the pauses in seconds before each look at what became of an unknown post.
    """

    back_off: tuple[timedelta, ...] = BACK_OFF
    stop_after: int = 20
    throttle_after: int = 10
    throttle_for: timedelta = _MINUTE
    throttle_at_most: timedelta = _HOUR
    drain: float = 30.0
    look_again: tuple[float, ...] = (1.0, 5.0)
    doubt: Doubt = "hold"

    def judged(self, attempt: int, outcome: Outcome, now: datetime) -> Outcome:
        """A deferred outcome with the time of the next try, or a rejection when there is none.

        A time that the other side named is kept.
        """
        if outcome.state != "deferred":
            return outcome
        if attempt >= len(self.back_off):
            text = f"given up after {attempt + 1} tries: {outcome.text}"
            return Outcome("rejected", outcome.receipt, text)
        return replace(outcome, retry_at=outcome.retry_at or now + self.back_off[attempt])
