"""Occurrences as a person and as a script see them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from newsletter.instants import as_utc

if TYPE_CHECKING:
    from newsletter.schedules.occurrence import Occurrence
    from newsletter.usecases.schedules import Coming

WIDTH = 80
NARROWEST = 30


def occurrence_json(one: "Coming") -> Mapping[str, Any]:
    """An occurrence as the contract has it."""
    found = one.occurrence
    return {
        "schedule": one.schedule,
        "nominal": found.key,
        "zone": found.timezone,
        "fires_at": as_utc(found.fires_at),
        "note": one.note,
    }


def lines(found: Iterable["Coming"]) -> Iterator[str]:
    """Occurrences with their notes, below the name of their schedule."""
    for one in found:
        yield f"    {shown(one.occurrence)}"
        yield from wrapped(one.note, 6)


def shown(occurrence: "Occurrence") -> str:
    """When it fires, as the clocks there show it."""
    from newsletter.schedules.spoken import clock_time, spoken_day, spoken_offset

    local = occurrence.local
    offset = spoken_offset(local.utcoffset() or timedelta())
    return f"{spoken_day(local)} {clock_time(local)} ({offset})"


def wrapped(text: str, indent: int) -> list[str]:
    """``text`` on lines as wide as the terminal, or as a page."""
    margin = " " * indent
    width = max(NARROWEST, min(WIDTH, get_terminal_size((WIDTH, 0)).columns))
    return wrap(text, width, initial_indent=margin, subsequent_indent=margin)
