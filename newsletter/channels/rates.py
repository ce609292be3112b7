"""Rates as people write them in settings: ``100 per second``."""

import re
from dataclasses import dataclass

_FORM = re.compile(r"(\d{1,7}) per (second|minute|hour)", re.ASCII)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` in any ``seconds``."""

    count: int
    seconds: int


def rate(text: str) -> Rate:
    """Read one rate.

    Raises:
        ValueError: it is not ``N per second``, ``minute`` or ``hour`` with N of 1 or more.
    """
    found = _FORM.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"not a rate: {text!r}")
    return Rate(int(found[1]), _SECONDS[found[2]])
