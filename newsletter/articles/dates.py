"""Dates as files write them: ISO 8601 in front matter, Atom and JSON, RFC 2822 in RSS."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3,9},? )? *\d{1,2} +[A-Za-z]{3} +\d{4} +\d{1,2}:\d{2}")
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(\S*)", re.IGNORECASE
)


def published(text: str) -> date | None:
    """A datetime where ``text`` names the hour, else a date; None if it is no date.

    A datetime without an offset stays naive: it means the newsletter's own zone.
    """
    text = text.strip()
    try:
        found = _read(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # The first and the last year have instants that other zones cannot name.
    return found if found and date.min.year < found.year < date.max.year else None


def _read(text: str) -> date | None:
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    if found := _INSTANT.fullmatch(text):
        day, time, zone = found.groups()
        return datetime.fromisoformat(f"{day}T{_microseconds(time)}{zone.upper()}")
    return parsedate_to_datetime(text) if _RFC_2822.match(text) else None


def _microseconds(time: str) -> str:
    whole, dot, fraction = time.partition(".")
    return f"{whole}.{fraction[:6]:0<6}" if dot else whole
