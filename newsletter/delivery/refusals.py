"""Refusals that come in a row: a domain is left alone for a while, a channel stops."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsletter.delivery.policy import Policy
from newsletter.outcome import Outcome
from newsletter.store.outcomes import NotTried

REFUSED = ("deferred", "rejected", "failed")
MOST_DOMAINS = 10_000


def domain_of(address: str) -> str:
    """The domain of an address, as domains compare."""
    return address.rpartition("@")[2].lower()


@dataclass(slots=True)
class _Throttle:
    """What a domain said lately. It is left alone until ``until``."""

    in_a_row: int = 0
    until: datetime | None = None
    wait: timedelta | None = None
    text: str = ""


@dataclass(slots=True)
class Refusals:
    """Counts the refusals of one channel, in a row and for each domain."""

    policy: Policy
    in_a_row: int = 0
    last: str = ""
    _domains: dict[str, _Throttle] = field(default_factory=dict)

    @property
    def too_many(self) -> bool:
        """Whether the channel should stop."""
        return self.in_a_row >= self.policy.stop_after

    def hear(self, address: str, outcome: Outcome, now: datetime) -> None:
        """Take one outcome into account."""
        if outcome.state == "accepted":
            self.in_a_row = 0
            self._domains.pop(domain_of(address), None)
        elif outcome.state in REFUSED:
            self.in_a_row += 1
            self.last = outcome.text
            if outcome.state == "deferred":
                self._hear_not_now(domain_of(address), outcome, now)

    def not_before(self, address: str, now: datetime) -> NotTried | None:
        """A deferral in place of a try, for a domain that wants to be left alone."""
        throttle = self._domains.get(domain_of(address))
        if throttle is None or throttle.until is None or throttle.until <= now:
            return None
        text = f"not tried, since {domain_of(address)} refuses at present: {throttle.text}"
        return NotTried("deferred", text=text, retry_at=throttle.until)

    def _hear_not_now(self, domain: str, outcome: Outcome, now: datetime) -> None:
        if len(self._domains) > MOST_DOMAINS:
            self._domains.clear()
        throttle = self._domains.setdefault(domain, _Throttle())
        throttle.in_a_row += 1
        throttle.text = outcome.text
        resting = throttle.until is not None and throttle.until > now
        if throttle.in_a_row >= self.policy.throttle_after and not resting:
            wait = throttle.wait * 2 if throttle.wait else self.policy.throttle_for
            throttle.wait = min(wait, self.policy.throttle_at_most)
            throttle.until = now + throttle.wait
