"""How long a source that failed is left alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsletter.store.sources import SourceState
from newsletter.web.failures import FetchFailed

GONE = 410
FIRST = timedelta(minutes=5)
LONGEST = timedelta(days=1)
AFTER_GONE = timedelta(days=7)
_MOST_DOUBLINGS = 16


def failed(state: SourceState, reason: str, now: datetime) -> SourceState:
    """The state after one more failure: the time until the next try doubles each time."""
    failures = state.failures + 1
    pause = min(FIRST * 2 ** min(failures - 1, _MOST_DOUBLINGS), LONGEST)
    # A server that moved a source may have been wrong: the next try begins where the file says.
    return replace(
        state,
        failures=failures,
        failure=reason,
        retry_at=now + pause,
        not_before=None,
        moved_to=None,
    )


def failed_to_fetch(state: SourceState, error: FetchFailed, now: datetime) -> SourceState:
    """As `failed`; a server may name a time, and what is gone is asked for once a week."""
    after = failed(state, error.reason, now)
    if error.status == GONE:
        return replace(after, retry_at=now + AFTER_GONE)
    return replace(after, not_before=_named_time(error.headers, now))


def waits_until(state: SourceState, now: datetime, *, insist: bool) -> datetime | None:
    """When the source may be read again, None if it may be now.

    With ``insist`` only what its server asked for counts, as for somebody who has mended it.
    """
    times = [state.not_before, None if insist else state.retry_at]
    # A time that lies further ahead was set by a clock that has been put back since.
    return max((time for time in times if time and now < time <= now + AFTER_GONE), default=None)


def _named_time(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Retry-After (RFC 9110, 10.2.3): seconds or a date, of which a week is believed."""
    value = headers.get("retry-after", "").strip()
    try:
        named = now + timedelta(seconds=int(value)) if value.isdecimal() else _date(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(named, now + AFTER_GONE) if named > now else None


def _date(value: str) -> datetime:
    named = parsedate_to_datetime(value)
    return named if named.tzinfo else named.replace(tzinfo=UTC)
