"""The clock of this computer."""

from datetime import UTC, datetime


class SystemClock:
    """The real time, as a `newsletter.ports.Clock`."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)
