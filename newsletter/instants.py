"""Instants as text for programs."""

from datetime import UTC, datetime


def as_utc(instant: datetime) -> str:
    """An aware instant in UTC, like ``2026-10-25T00:30:00Z`` (RFC 3339)."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
