"""Lengths of time in schedules: as durations, or in words."""

import re
from datetime import timedelta

from newsletter.config.durations import duration

_WORDS = re.compile(r"(\d{1,6}) (second|minute|hour|day|week)s?", re.ASCII)
LONGEST = timedelta(days=366)


def span(text: str) -> timedelta:
    """Read ``3h`` or ``3 days``.

    Raises:
        ValueError: it is neither, or more than a year.
    """
    found = _WORDS.fullmatch(" ".join(text.lower().split()))
    length = timedelta(**{f"{found[2]}s": int(found[1])}) if found else duration(text.strip())
    if length > LONGEST:
        raise ValueError(f"more than a year: {text!r}")
    return length
