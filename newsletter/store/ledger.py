"""The ledger of one channel's run: nobody skipped, nobody granted twice, every outcome on record.

A recipient may be sent to only after the grant was committed, and `Ledger.tick` commits in one
transaction the outcomes of what is done and the grants of what comes next. First attempts are
granted by raising a watermark; each later attempt is a row of its own. What was granted and has
no outcome when a run begins is in doubt, and is never sent again by itself.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, text, update

from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome
from newsletter.problems import Problem
from newsletter.store.bulk import is_sqlite
from newsletter.store.doubts import in_doubt
from newsletter.store.json_text import from_text
from newsletter.store.opening import Store
from newsletter.store.outcomes import Doubt, Finished, next_due_of, record, record_suppressed
from newsletter.store.ownership import owned
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.suppressions import suppressed_among
from newsletter.store.tables import plan, watermark
from newsletter.store.times import to_micros

_Candidate = tuple[int, int, str, str, str, int]

_POSITION = (
    select(watermark.c.hi, watermark.c.epoch, plan.c.state)
    .join(plan, plan.c.id == bindparam("plan"))
    .where(watermark.c.channel == bindparam("on"))
    .with_for_update(of=watermark)
)
_NEXT = text(
    "SELECT seq, 0, key, address, attributes, variant FROM recipient"
    " WHERE snapshot = :snapshot AND seq >= :hi ORDER BY seq LIMIT :want"
)
# All rows as one: at each row that is fetched the driver would let other threads in.
_NEXT_AS_JSON = text(
    "SELECT json_group_array(json_array(seq, 0, key, address, attributes, variant)) FROM ("
    "SELECT seq, key, address, attributes, variant FROM recipient"
    " WHERE snapshot = :snapshot AND seq >= :hi ORDER BY seq LIMIT :want)"
)
_DUE = text(
    "SELECT i.seq, i.attempt, r.key, r.address, r.attributes, r.variant FROM intent i"
    " JOIN recipient r ON r.snapshot = :snapshot AND r.seq = i.seq"
    " WHERE i.channel = :channel AND i.granted_at IS NULL AND i.due_at <= :now"
    " ORDER BY i.due_at, i.seq LIMIT :want"
)
_RAISE = update(watermark).where(watermark.c.channel == bindparam("on")).values(hi=bindparam("to"))
_GRANT_RETRY = text(
    "UPDATE intent SET granted_at = :now WHERE channel = :channel AND seq = :seq AND attempt = :n"
)


class Grant(NamedTuple):
    """The right to send to one recipient once."""

    seq: int
    attempt: int
    address: str
    attributes: Mapping[str, str]
    variant: int


@dataclass(frozen=True, slots=True)
class Granted:
    """What one tick granted. ``suppressed`` are those who came up and must not be written to.

    ``exhausted``: every recipient has had a first grant. ``cancelled``: nothing more is granted.
    """

    grants: tuple[Grant, ...] = ()
    suppressed: tuple[Grant, ...] = ()
    exhausted: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The owned ledger of one channel; `own` opens it."""

    store: Store
    channel: PlanChannel
    epoch: int

    def tick(self, finished: Finished, want: int, now: datetime, *, retries: int = 0) -> Granted:
        """Record outcomes, and grant up to ``want`` first attempts and ``retries`` that are due.

        All of it is one transaction. An address that is suppressed by now gets its outcome at
        once, and counts towards ``want``.

        Raises:
            NewsletterError: run-taken-over (the outcomes are on record), or the store failed
                (nothing of this tick is).
        """
        with self.store.writing() as connection:
            record(connection, self.channel.id, finished, now)
            granted = self._grant(connection, want, retries, now)
        if granted is None:
            raise NewsletterError(_taken_over(self.channel))
        return granted

    def mark_unknown(self, now: datetime, text: str) -> tuple[Doubt, ...]:
        """Record everything in doubt as ``unknown``, for ``text``; to be called before a tick.

        Raises:
            NewsletterError: run-taken-over.
        """
        with self.store.writing() as connection:
            hi, _ = self._position(connection)
            doubts = in_doubt(connection, self.channel)
            lost = Outcome("unknown", text=text)
            finished = [(one.seq, one.attempt, lost) for one in doubts]
            record(connection, self.channel.id, finished, now)
            mine = watermark.c.channel == self.channel.id
            connection.execute(update(watermark).where(mine).values(accounted=hi))
        return doubts

    def next_due(self) -> datetime | None:
        """When the next waiting attempt is due; None where nothing waits."""
        with self.store.reading() as connection:
            return next_due_of(connection, [self.channel.id])

    def _position(self, connection: Connection) -> tuple[int, str]:
        position = self._owned_position(connection)
        if position is None:
            raise NewsletterError(_taken_over(self.channel))
        return position

    def _owned_position(self, connection: Connection) -> tuple[int, str] | None:
        names = {"plan": self.channel.plan, "on": self.channel.id}
        hi, epoch, state = connection.execute(_POSITION, names).one()
        return (hi, state) if epoch == self.epoch else None

    def _grant(
        self, connection: Connection, want: int, retries: int, now: datetime
    ) -> Granted | None:
        position = self._owned_position(connection)
        if position is None:
            return None
        hi, state = position
        if state == "cancelled":
            return Granted(exhausted=hi >= self.channel.snapshot.size, cancelled=True)
        first = self._next(connection, hi, want)
        due = self._due(connection, retries, now)
        exhausted = hi + len(first) >= self.channel.snapshot.size
        return self._sorted_out(connection, [*first, *due], exhausted, now)

    def _next(self, connection: Connection, hi: int, want: int) -> Sequence[_Candidate]:
        if want <= 0 or hi >= self.channel.snapshot.size:
            return ()
        names = {"snapshot": self.channel.snapshot.id, "hi": hi, "want": want}
        found: Sequence[_Candidate]
        if is_sqlite(connection):
            found = json.loads(connection.execute(_NEXT_AS_JSON, names).scalar_one())
        else:
            found = [tuple(row) for row in connection.execute(_NEXT, names)]
        connection.execute(_RAISE, {"on": self.channel.id, "to": hi + len(found)})
        return found

    def _due(self, connection: Connection, retries: int, now: datetime) -> Sequence[_Candidate]:
        if retries <= 0:
            return ()
        here = {"channel": self.channel.id, "now": to_micros(now)}
        names = here | {"snapshot": self.channel.snapshot.id, "want": retries}
        found = [tuple(row) for row in connection.execute(_DUE, names)]
        if found:
            rows = [here | {"seq": seq, "n": attempt} for seq, attempt, *_ in found]
            connection.execute(_GRANT_RETRY, rows)
        return found

    def _sorted_out(
        self,
        connection: Connection,
        candidates: Sequence[_Candidate],
        exhausted: bool,
        now: datetime,
    ) -> Granted:
        barred = suppressed_among(connection, [key for _, _, key, *_ in candidates])
        grants = tuple(_grant(row) for row in candidates if row[2] not in barred)
        if not barred:
            return Granted(grants, (), exhausted)
        suppressed = tuple(_grant(row) for row in candidates if row[2] in barred)
        attempts = [(one.seq, one.attempt) for one in suppressed]
        record_suppressed(connection, self.channel.id, attempts, now)
        return Granted(grants, suppressed, exhausted)


@contextmanager
def own(store: Store, channel: PlanChannel, now: datetime) -> Iterator[Ledger]:
    """Own the run of a channel.

    Raises:
        NewsletterError: run-owned, with who holds it.
    """
    with owned(store, channel, now) as epoch:
        yield Ledger(store, channel, epoch)


def _grant(row: _Candidate) -> Grant:
    seq, attempt, _, address, attributes, variant = row
    return Grant(seq, attempt, address, from_text(attributes), variant)


def _taken_over(channel: PlanChannel) -> Problem:
    text = f"Another process has taken over the sending of plan {channel.plan}."
    hint = "This one stops here; nothing is lost. `newsletter status` shows how far it is."
    return Problem("run-taken-over", f"{text} Channel: '{channel.channel}'.", hint)
