"""What becomes of a schedule's occurrences when its file was changed.

What only an exception touches goes on: the rest of the rule loses no time, and an occurrence that
was moved keeps its row and its plan. A new rule begins when it is first seen; what the old one
would still have done by then is written down as missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter.daemon.agenda import changed_rows, missed_row
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import (
    CHANGED,
    Known,
    Occurred,
    close,
    forget,
    open_occurrences,
    record,
    reschedule,
    skipped_for,
)
from newsletter.store.plans import put_off
from newsletter.store.transaction import Transaction

GONE_BY = "it was moved to a time that had gone by"


@dataclass(frozen=True, slots=True)
class Renewal:
    """An edit: what comes after ``begins`` is ``new``; ``old`` was worked off up to ``cursor``."""

    old: Schedule | None
    new: Schedule
    cursor: datetime
    begins: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Renewed:
    """The rows that an edit brought to their end."""

    missed: tuple[Occurred, ...]
    dropped: tuple[Occurred, ...]


def beginning(old: Schedule | None, new: Schedule, known: Known, now: datetime) -> datetime | None:
    """From when on the new text counts; None if it is due at the same times as the old one."""
    if old is None or old.paused != new.paused:
        return now
    if old.recurrence == new.recurrence:
        return None
    is_same_rule = old.recurrence.as_ruled == new.recurrence.as_ruled
    return min(known.cursor, now) if is_same_rule else now


def renew(connection: Transaction, edit: Renewal) -> Renewed:
    """Bring the rows of a schedule to where its new text has them."""
    missed = (*_missed(connection, edit), *_moved_too_late(connection, edit))
    dropped = tuple(_dropped(connection, edit))
    _follow(connection, edit)
    _revive(connection, edit)
    return Renewed(missed, dropped)


def _missed(connection: Transaction, edit: Renewal) -> tuple[Occurred, ...]:
    """Write down what the old rule would still have done before the new one begins."""
    if edit.old is None or edit.old.paused:
        return ()
    due = changed_rows(edit.old, edit.cursor, edit.begins)
    rows = tuple(row for row in due if not _is_to_come(edit, row))
    return rows if record(connection, rows, edit.now) else ()


def _moved_too_late(connection: Transaction, edit: Renewal) -> Iterator[Occurred]:
    """Write down what was moved to before the new text counts: nothing would be heard of it."""
    if edit.old is None or edit.new.paused:
        return
    before = {(one.key, one.fires_at) for one in edit.old.recurrence.moved_ones()}
    for one in edit.new.recurrence.moved_ones():
        if one.fires_at <= edit.begins and (one.key, one.fires_at) not in before:
            row = missed_row(edit.new, one, GONE_BY)
            if record(connection, [row], edit.now):
                yield row


def _dropped(connection: Transaction, edit: Renewal) -> Iterator[Occurred]:
    """Close what was planned for a time that is not in the new text."""
    for row in _open(connection, edit):
        is_gone = row.fires_at > edit.now and edit.new.recurrence.named(row.nominal) is None
        if is_gone and close(connection, row, "skipped", CHANGED, edit.now):
            yield replace(row, state="skipped", reason=CHANGED)


def _follow(connection: Transaction, edit: Renewal) -> None:
    """What was moved and has not begun fires at its new time, with the plan that it has."""
    for row in _open(connection, edit):
        found = edit.new.recurrence.named(row.nominal)
        if found is None or found.fires_at == row.fires_at:
            continue
        if row.plan is None or put_off(connection, row.plan, found.fires_at):
            reschedule(connection, row, found.fires_at, edit.now)


def _revive(connection: Transaction, edit: Renewal) -> None:
    """What an edit had dropped, and this one has again, is still to come."""
    for row in skipped_for(connection, edit.new.name, CHANGED):
        if _is_to_come(edit, row):
            forget(connection, row)


def _is_to_come(edit: Renewal, row: Occurred) -> bool:
    found = edit.new.recurrence.named(row.nominal)
    return found is not None and found.fires_at > edit.now


def _open(connection: Transaction, edit: Renewal) -> tuple[Occurred, ...]:
    found = open_occurrences(connection)
    return tuple(row for row in found if row.schedule == edit.new.name)
