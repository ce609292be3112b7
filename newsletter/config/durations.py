"""Durations as people write them in settings: ``0s 25s 2m 3h 2d``."""

import re
from datetime import timedelta

_FORM = re.compile(r"(\d{1,6})([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """Read one duration.

    Raises:
        ValueError: it is not a whole number of at most six digits followed by s, m, h or d.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"not a duration: {text!r}")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
