"""Each time that a schedule was due: one row for a nominal time, whoever writes it first.

The row is the truth. It is inserted in the transaction that stores the plan of its edition, so
that of several daemons, and after any crash, exactly one has made it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, delete, func, select, update

from newsletter.store.bulk import BulkInsert, insert_many
from newsletter.store.schedule_tables import occurrence, schedule
from newsletter.store.times import from_micros, to_micros

OccurrenceState = Literal["waiting", "planned", "sent", "skipped", "failed"]
OPEN: tuple[OccurrenceState, ...] = ("waiting", "planned")
CHANGED = "the schedule was changed"
"""The reason of what an edit dropped. Another edit may bring it back: it is then to come."""
STATES: tuple[OccurrenceState, ...] = get_args(OccurrenceState)

FEW = 200
"""Schedules that are asked for by name; of more than that it is quicker to ask for all."""

_INSERT = BulkInsert(
    "occurrence",
    {
        "schedule": "text",
        "nominal": "text",
        "zone": "text",
        "fires_at": "bigint",
        "state": "text",
        "reason": "text",
        "edition": "text",
        "plan": "text",
        "changed_at": "bigint",
    },
    "ON CONFLICT (schedule, nominal) DO NOTHING",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurred:
    """One nominal time of a schedule, and what became of it. ``reason`` is for people."""

    schedule: str
    nominal: str
    zone: str
    fires_at: datetime
    state: OccurrenceState
    reason: str = ""
    edition: str | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A schedule as it was seen last: its file, and how far it was worked off."""

    text: str
    cursor: datetime


def record(connection: Connection, rows: Iterable[Occurred], now: datetime) -> int:
    """Write occurrences that have no row yet; how many those were.

    The schedules' cursors move past them, never back.
    """
    found = list(rows)
    at = to_micros(now)
    count = insert_many(connection, _INSERT, [_row(one, at) for one in found])
    for name in {one.schedule for one in found}:
        last = max(to_micros(one.fires_at) for one in found if one.schedule == name)
        behind = (schedule.c.name == name) & (schedule.c.cursor < last)
        connection.execute(update(schedule).where(behind).values(cursor=last))
    return count


def _row(one: Occurred, at: int) -> tuple[Any, ...]:
    fires = to_micros(one.fires_at)
    named = (one.schedule, one.nominal, one.zone, fires, one.state, one.reason)
    return (*named, one.edition, one.plan, at)


def close(
    connection: Connection, one: Occurred, state: OccurrenceState, reason: str, now: datetime
) -> bool:
    """Bring an open occurrence into another state; False if somebody else has closed it."""
    mine = (occurrence.c.schedule == one.schedule) & (occurrence.c.nominal == one.nominal)
    new = {"state": state, "reason": reason, "changed_at": to_micros(now)}
    open_one = mine & occurrence.c.state.in_(OPEN)
    return connection.execute(update(occurrence).where(open_one).values(new)).rowcount == 1


def replan(connection: Connection, one: Occurred, plan: str, now: datetime) -> bool:
    """Give an open occurrence another plan, in the place of the one that ``one`` has."""
    mine = (occurrence.c.schedule == one.schedule) & (occurrence.c.nominal == one.nominal)
    same = mine & occurrence.c.state.in_(OPEN) & (occurrence.c.plan == one.plan)
    new = {"plan": plan, "changed_at": to_micros(now)}
    return connection.execute(update(occurrence).where(same).values(new)).rowcount == 1


def reschedule(connection: Connection, one: Occurred, fires_at: datetime, now: datetime) -> bool:
    """Let an open occurrence fire at another time; False if somebody else has closed it."""
    mine = (occurrence.c.schedule == one.schedule) & (occurrence.c.nominal == one.nominal)
    new = {"fires_at": to_micros(fires_at), "changed_at": to_micros(now)}
    open_one = mine & occurrence.c.state.in_(OPEN)
    return connection.execute(update(occurrence).where(open_one).values(new)).rowcount == 1


def skipped_for(connection: Connection, name: str, reason: str) -> tuple[Occurred, ...]:
    """The occurrences of a schedule that were skipped for just this reason."""
    same = (occurrence.c.schedule == name) & (occurrence.c.reason == reason)
    query = select(occurrence).where(same, occurrence.c.state == "skipped")
    return tuple(_occurred(row) for row in connection.execute(query))


def forget(connection: Connection, one: Occurred) -> None:
    """Take back that an occurrence was skipped: it is still to come."""
    mine = (occurrence.c.schedule == one.schedule) & (occurrence.c.nominal == one.nominal)
    connection.execute(delete(occurrence).where(mine, occurrence.c.state == "skipped"))


def open_occurrences(connection: Connection) -> tuple[Occurred, ...]:
    """Everything that has no end yet, in the order of time."""
    query = select(occurrence).where(occurrence.c.state.in_(OPEN))
    rows = connection.execute(query.order_by(occurrence.c.fires_at, occurrence.c.schedule))
    return tuple(_occurred(row) for row in rows)


def occurrences_of(
    connection: Connection, name: str | None = None, *, newest: int = 1000
) -> tuple[Occurred, ...]:
    """The newest occurrences, of one schedule or of all, the newest first."""
    query = select(occurrence).order_by(occurrence.c.fires_at.desc()).limit(newest)
    if name is not None:
        query = query.where(occurrence.c.schedule == name)
    return tuple(_occurred(row) for row in connection.execute(query))


def occurrence_named(connection: Connection, name: str, nominal: str) -> Occurred | None:
    """What became of one nominal time of a schedule; None while it has no row."""
    mine = (occurrence.c.schedule == name) & (occurrence.c.nominal == nominal)
    row = connection.execute(select(occurrence).where(mine)).first()
    return _occurred(row) if row else None


def occurrence_of_plan(connection: Connection, plan: str) -> Occurred | None:
    """The occurrence that a plan was made for; None for a plan that a person made."""
    row = connection.execute(select(occurrence).where(occurrence.c.plan == plan)).first()
    return _occurred(row) if row else None


def edition_is_taken(connection: Connection, name: str, schedule_name: str) -> bool:
    """Does an edition of that name belong to another schedule already?"""
    other = (occurrence.c.edition == name) & (occurrence.c.schedule != schedule_name)
    return (
        connection.execute(select(occurrence.c.nominal).where(other).limit(1)).first() is not None
    )


def counts_by_state(connection: Connection) -> dict[OccurrenceState, int]:
    """How many occurrences are in each state."""
    query = select(occurrence.c.state, func.count()).group_by(occurrence.c.state)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def known_schedules(connection: Connection) -> dict[str, Known]:
    """Every schedule that was ever seen, by name."""
    rows = connection.execute(select(schedule))
    return {row.name: Known(row.text, from_micros(row.cursor)) for row in rows}


def cursors_of(connection: Connection, names: Sequence[str]) -> dict[str, datetime]:
    """How far these schedules were worked off, and perhaps others."""
    query = select(schedule.c.name, schedule.c.cursor)
    if len(names) <= FEW:
        query = query.where(schedule.c.name.in_(names))
    return {row.name: from_micros(row.cursor) for row in connection.execute(query)}


_SEEN = BulkInsert(
    "schedule",
    {"name": "text", "text": "text", "cursor": "bigint"},
    "ON CONFLICT (name) DO NOTHING",
)


def see(connection: Connection, found: Sequence[tuple[str, str]], now: datetime) -> int:
    """Remember schedules, by name and text, that were not seen before; they begin ``now``."""
    at = to_micros(now)
    return insert_many(connection, _SEEN, [(name, text, at) for name, text in found])


def see_again(
    connection: Connection, name: str, before: str, text: str, begins: datetime | None
) -> bool:
    """Remember the new text of a schedule; False if somebody else was first.

    Its rule is another one if it ``begins`` anew; what fired before that is settled.
    """
    values: dict[str, Any] = {"text": text}
    if begins is not None:
        values["cursor"] = to_micros(begins)
    same = (schedule.c.name == name) & (schedule.c.text == before)
    return connection.execute(update(schedule).where(same).values(values)).rowcount == 1


def _occurred(row: Row[Any]) -> Occurred:
    fields = row._asdict()
    del fields["changed_at"]
    fields["fires_at"] = from_micros(fields["fires_at"])
    return Occurred(**fields)
