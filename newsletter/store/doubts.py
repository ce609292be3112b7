"""Attempts in doubt: granted, and then nothing was heard of them.

Only who owns a run may call the grants of the run before in doubt (`newsletter.store.ledger`).
Afterwards a person settles them: they went out, or they are sent again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from newsletter.outcome import Outcome
from newsletter.store.outcomes import Doubt, add_intents, is_latest, settle
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.tables import intent, outcome, recipient, watermark
from newsletter.store.times import to_micros


def in_doubt(connection: Connection, channel: PlanChannel) -> tuple[Doubt, ...]:
    """Every granted attempt without an outcome. During a live run these are under way."""
    return (*_first_attempts(connection, channel), *_later_attempts(connection, channel))


def _first_attempts(connection: Connection, channel: PlanChannel) -> tuple[Doubt, ...]:
    heard = (
        select(outcome.c.seq)
        .where(outcome.c.channel == channel.id, outcome.c.attempt == 0)
        .where(outcome.c.seq == recipient.c.seq)
        .exists()
    )
    granted = (recipient.c.seq >= watermark.c.accounted) & (recipient.c.seq < watermark.c.hi)
    query = (
        select(recipient.c.seq, recipient.c.address)
        .join(watermark, (watermark.c.channel == channel.id) & granted)
        .where(recipient.c.snapshot == channel.snapshot.id, ~heard)
        .order_by(recipient.c.seq)
    )
    return tuple(Doubt(seq, 0, address) for seq, address in connection.execute(query))


def _later_attempts(connection: Connection, channel: PlanChannel) -> tuple[Doubt, ...]:
    heard = (
        select(outcome.c.seq)
        .where(outcome.c.channel == channel.id, outcome.c.seq == intent.c.seq)
        .where(outcome.c.attempt == intent.c.attempt)
        .exists()
    )
    person = (recipient.c.snapshot == channel.snapshot.id) & (recipient.c.seq == intent.c.seq)
    query = (
        select(intent.c.seq, intent.c.attempt, recipient.c.address)
        .join(recipient, person)
        .where(intent.c.channel == channel.id, intent.c.granted_at.is_not(None), ~heard)
        .order_by(intent.c.seq)
    )
    return tuple(Doubt(*row) for row in connection.execute(query))


def unknowns(connection: Connection, channel: PlanChannel) -> tuple[Doubt, ...]:
    """Everybody whose latest outcome is ``unknown``: those that a person may settle."""
    person = (recipient.c.snapshot == channel.snapshot.id) & (recipient.c.seq == outcome.c.seq)
    query = (
        select(outcome.c.seq, outcome.c.attempt, recipient.c.address)
        .join(recipient, person)
        .where(outcome.c.channel == channel.id, outcome.c.state == "unknown", is_latest())
        .order_by(outcome.c.seq)
    )
    return tuple(Doubt(*row) for row in connection.execute(query))


def assume_sent(
    connection: Connection, channel: PlanChannel, doubts: Sequence[Doubt], text: str, at: datetime
) -> None:
    """Take doubts as sent. ``text`` says who decided it."""
    sent = Outcome("accepted", text=text)
    settle(connection, channel.id, [(one.seq, one.attempt, sent) for one in doubts], at)


def resend(
    connection: Connection, channel: PlanChannel, doubts: Sequence[Doubt], at: datetime
) -> int:
    """Plan a new attempt for each of ``doubts``; how many had not been planned already."""
    now = to_micros(at)
    rows = [(channel.id, one.seq, one.attempt + 1, now) for one in doubts]
    return add_intents(connection, rows)
