"""What became of each attempt: append-only, but that ``unknown`` may become known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.sql.elements import ColumnElement

from newsletter.outcome import Outcome
from newsletter.store.bulk import BulkInsert, Row, insert_many
from newsletter.store.tables import intent, outcome
from newsletter.store.times import maybe_instant, maybe_micros, to_micros

Finished = Sequence[tuple[int, int, Outcome]]
"""Outcomes with their seq and attempt."""

_OUTCOMES = BulkInsert(
    "outcome",
    {
        "channel": "bigint",
        "seq": "bigint",
        "attempt": "bigint",
        "state": "text",
        "at": "bigint",
        "receipt": "text",
        "text": "text",
        "retry_at": "bigint",
    },
    "ON CONFLICT (channel, seq, attempt) DO UPDATE SET state = excluded.state, at = excluded.at,"
    " receipt = excluded.receipt, text = excluded.text, retry_at = excluded.retry_at"
    " WHERE outcome.state = 'unknown' AND excluded.state <> 'unknown'",
)
_INTENT = {"channel": "bigint", "seq": "bigint", "attempt": "bigint", "due_at": "bigint"}
_INTENTS = BulkInsert("intent", _INTENT, "ON CONFLICT (channel, seq, attempt) DO NOTHING")
_WAITING_AGAIN = BulkInsert(
    "intent",
    _INTENT,
    "ON CONFLICT (channel, seq, attempt) DO UPDATE SET granted_at = NULL, due_at = excluded.due_at",
)


@dataclass(frozen=True, slots=True)
class NotTried(Outcome):
    """A deferral of what was granted and not even started: it costs no try.

    The same attempt waits again, until ``retry_at``. Only a first one, which is no row of its own,
    is followed by another.
    """


@dataclass(frozen=True, slots=True)
class Doubt:
    """An attempt that may or may not have gone out."""

    seq: int
    attempt: int
    address: str


def record(connection: Connection, channel: int, finished: Finished, at: datetime) -> None:
    """Write outcomes; a deferred one gets its next attempt, due at ``retry_at`` or at once."""
    now = to_micros(at)
    rows = [_row(channel, now, *one) for one in finished if not _waits_again(*one)]
    insert_many(connection, _OUTCOMES, rows)
    add_intents(
        connection,
        [(channel, row[1], row[2] + 1, row[7] or now) for row in rows if row[3] == "deferred"],
    )
    again = [one for one in finished if _waits_again(*one)]
    insert_many(
        connection,
        _WAITING_AGAIN,
        [(channel, seq, n, maybe_micros(became.retry_at) or now) for seq, n, became in again],
    )


def _waits_again(_seq: int, attempt: int, became: Outcome) -> bool:
    return attempt > 0 and isinstance(became, NotTried)


def _row(channel: int, now: int, seq: int, attempt: int, became: Outcome) -> Row:
    retry_at = maybe_micros(became.retry_at)
    return channel, seq, attempt, became.state, now, became.receipt, became.text, retry_at


def record_suppressed(
    connection: Connection, channel: int, attempts: Sequence[tuple[int, int]], at: datetime
) -> None:
    """Write that attempts were not made, since their addresses must not be written to."""
    now = to_micros(at)
    rows = [(channel, seq, n, "suppressed", now, None, "", None) for seq, n in attempts]
    insert_many(connection, _OUTCOMES, rows)


def add_intents(connection: Connection, rows: Sequence[Row]) -> int:
    """Plan further attempts: (channel, seq, attempt, due_at). How many were not planned before."""
    return insert_many(connection, _INTENTS, rows)


def settle(connection: Connection, channel: int, finished: Finished, at: datetime) -> None:
    """Write what was learned later (a webhook, a person); a waiting resend of it is dropped."""
    record(connection, channel, finished, at)
    seqs = [seq for seq, _, became in finished if became.state not in ("unknown", "deferred")]
    waiting = (intent.c.channel == channel) & intent.c.granted_at.is_(None)
    for seq in seqs:
        connection.execute(delete(intent).where(waiting, intent.c.seq == seq))


def is_latest() -> ColumnElement[bool]:
    """True for an outcome that no later attempt's outcome has replaced."""
    later = outcome.alias("later")
    return ~(
        select(later.c.seq)
        .where(later.c.channel == outcome.c.channel)
        .where(later.c.seq == outcome.c.seq)
        .where(later.c.attempt > outcome.c.attempt)
        .exists()
    )


def next_due_of(connection: Connection, channels: Sequence[int]) -> datetime | None:
    """When the next waiting attempt of some channels is due; None where nothing waits."""
    waiting = intent.c.channel.in_(channels) & intent.c.granted_at.is_(None)
    found: int | None = connection.scalar(select(func.min(intent.c.due_at)).where(waiting))
    return maybe_instant(found)
