"""LinkedIn's API versions: each is named for a month, and lives for a year.

https://learn.microsoft.com/en-us/linkedin/marketing/versioning
"""

import re
from datetime import date, timedelta

from newsletter.printable import printable
from newsletter.problems import Problem, warning

DEFAULT = "202607"
"""It is spoken until 1 July 2027."""

WARN = timedelta(days=60)
_FORM = re.compile(r"(20\d\d)(0[1-9]|1[0-2])", re.ASCII)


def sunset(version: str) -> date | None:
    """The first day on which a version may be gone; None for what is no version."""
    found = _FORM.fullmatch(version)
    return date(int(found[1]) + 1, int(found[2]), 1) if found else None


def version_problem(channel: str, version: str, today: date) -> Problem | None:
    """What is wrong with a channel's version, if anything is."""
    name, told = printable(channel), printable(version)
    until = sunset(version)
    if until is None:
        text = f"Channel '{name}': '{told}' is no version of LinkedIn's API."
        return Problem("api-version", text, f"Write a month such as version = '{DEFAULT}'.")
    if today < until - WARN:
        return None
    ends = "ended" if today >= until else "ends"
    text = f"Channel '{name}': LinkedIn's API version {told} {ends} on {until:%-d %B %Y}."
    hint = "Set a newer month as version in the channel, or update this program."
    return warning("api-version-ending", text, hint)
