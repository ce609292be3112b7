"""The clock of this computer."""

from datetime import UTC, datetime


class SystemClock:
    """The real time, which everything that works with a `newsletter.ports.Clock` gets outside tests."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)
