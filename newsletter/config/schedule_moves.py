"""The table ``[moved]`` of a schedule: single occurrences that fire at another time."""

from collections.abc import Iterator
from datetime import datetime

from newsletter.config.nominals import no_date, nominal
from newsletter.config.table import Table
from newsletter.schedules.occurrence import nominal_key
from newsletter.schedules.recurrence import Move

KEY = "moved"
_EXAMPLE = '{ "2026-12-24T09:00" = "2026-12-23T09:00" }'
_HINT = 'Write times like "2026-12-24T09:00", in quotes.'


def moves(table: Table) -> tuple[Move, ...]:
    """What a schedule's file moves. What cannot be read becomes a problem."""
    moved = table.table(KEY, _EXAMPLE)
    return tuple({move.nominal: move for move in _moves(moved)}.values())


def _moves(moved: Table) -> Iterator[Move]:
    for key, value in moved.data.items():
        named, to = nominal(key), _target(moved, key, value)
        if named is None:
            moved.refuse(no_date(key, _HINT, moved.places.key((*moved.path, key))))
        elif to is not None:
            yield Move(nominal_key(named), to)


def _target(moved: Table, key: str, value: object) -> datetime | None:
    """When it fires; TOML's own times will do as well."""
    of_toml = value.isoformat(timespec="seconds") if isinstance(value, datetime) else None
    text = of_toml or moved.text(key)
    to = nominal(text) if text else None
    if text and to is None:
        moved.refuse(no_date(text, _HINT, moved.place(key)))
    return to
