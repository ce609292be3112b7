"""Instants as the store keeps them: microseconds since 1970 in UTC, which sort."""

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(instant: datetime) -> int:
    """An aware datetime as the store keeps it, exactly."""
    return (instant - _START) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant, aware and in UTC."""
    return _START + timedelta(microseconds=micros)


def maybe_micros(instant: datetime | None) -> int | None:
    """As `to_micros`, and None stays None."""
    return None if instant is None else to_micros(instant)


def maybe_instant(micros: int | None) -> datetime | None:
    """As `from_micros`, and None stays None."""
    return None if micros is None else from_micros(micros)
