"""When to come again: the many ways in which servers say that there was too much.

Retry-After (RFC 9110, section 10.2.3) in seconds, whole or not, or as a date; the time of a reset
as an epoch (X, Bluesky), as ISO 8601 (Mastodon) or in seconds from now; and Discord's and
Telegram's ``retry_after`` in the body.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsletter.senders.http.client import Answer

EPOCH_FROM = 1_000_000_000
"""A number from here on is an instant of this age, below it is a stretch of seconds."""

LONGEST = timedelta(days=7)
_SOONEST = timedelta(seconds=1)
_HEADERS = (
    "retry-after",
    "x-ratelimit-reset-after",
    "x-rate-limit-reset",
    "ratelimit-reset",
    "x-ratelimit-reset",
)


def retry_at(answer: Answer, now: datetime) -> datetime | None:
    """The instant that an answer names, within reason; None if it names none.

    Of several the first that can be read counts; never in the past, never more than a week away.
    """
    for value in _said(answer):
        instant = _instant(value, now)
        if instant is not None:
            return min(max(instant, now + _SOONEST), now + LONGEST)
    return None


def _said(answer: Answer) -> Iterator[str]:
    for path in (("retry_after",), ("parameters", "retry_after")):
        value = answer.get(*path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield str(value)
    for name in _HEADERS:
        if value := answer.headers.get(name):
            yield value.partition(",")[0] if name != "retry-after" else value


def _instant(value: str, now: datetime) -> datetime | None:
    try:
        number = float(value)
    except ValueError:
        return _date(value.strip())
    if not math.isfinite(number) or number < 0:
        return None
    try:
        if number >= EPOCH_FROM:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (OverflowError, ValueError, OSError):
        return None


def _date(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
