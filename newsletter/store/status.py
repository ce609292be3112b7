"""How a plan stands: counts for each channel, and what became of each recipient."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from newsletter.store.outcomes import is_latest
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.subscribers import PAGE
from newsletter.store.tables import outcome, plan, plan_channel, recipient, snapshot
from newsletter.store.times import maybe_instant

DeliveryState = Literal[
    "accepted", "rejected", "failed", "deferred", "unknown", "suppressed", "pending"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCounts:
    """How many recipients of a channel are in which state. They add up to all of them."""

    plan: str
    edition: str
    channel: str
    accepted: int = 0
    rejected: int = 0
    failed: int = 0
    deferred: int = 0
    unknown: int = 0
    suppressed: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one recipient, by the latest attempt that has an outcome."""

    seq: int
    address: str
    state: DeliveryState
    attempt: int
    at: datetime | None
    receipt: str | None
    text: str
    retry_at: datetime | None


def counts(connection: Connection, plans: Sequence[str]) -> tuple[ChannelCounts, ...]:
    """The counts of all channels of ``plans``, in one query."""
    became = (
        select(outcome.c.channel, outcome.c.state, func.count().label("number"))
        .where(is_latest())
        .where(
            outcome.c.channel.in_(select(plan_channel.c.id).where(plan_channel.c.plan.in_(plans)))
        )
        .group_by(outcome.c.channel, outcome.c.state)
        .subquery()
    )
    query = (
        select(
            plan_channel.c.id,
            plan_channel.c.plan,
            plan.c.edition,
            plan_channel.c.channel,
            snapshot.c.size,
            became.c.state,
            became.c.number,
        )
        .join(plan, plan.c.id == plan_channel.c.plan)
        .join(snapshot, snapshot.c.id == plan_channel.c.snapshot)
        .outerjoin(became, became.c.channel == plan_channel.c.id)
        .where(plan_channel.c.plan.in_(plans))
        .order_by(plan.c.created_at.desc(), plan_channel.c.id)
    )
    return tuple(_folded(connection.execute(query)))


def _folded(rows: Iterable[Row[Any]]) -> Iterator[ChannelCounts]:
    """One object for each channel, out of one row for each of its states."""
    for (_, plan_id, edition, channel, size), group in groupby(rows, key=lambda row: row[:5]):
        numbers = {row.state: row.number for row in group if row.state}
        numbers["pending"] = size - sum(numbers.values())
        yield ChannelCounts(plan=plan_id, edition=edition, channel=channel, **numbers)


def deliveries(
    connection: Connection, channel: PlanChannel, state: DeliveryState | None = None
) -> Iterator[Delivery]:
    """What became of each recipient, in their order; only those in ``state`` if one is given."""
    latest = (outcome.c.channel == channel.id) & (outcome.c.seq == recipient.c.seq) & is_latest()
    query = (
        select(
            recipient.c.seq,
            recipient.c.address,
            outcome.c.state,
            outcome.c.attempt,
            outcome.c.at,
            outcome.c.receipt,
            outcome.c.text,
            outcome.c.retry_at,
        )
        .select_from(recipient)
        .outerjoin(outcome, latest)
        .where(recipient.c.snapshot == channel.snapshot.id)
        .order_by(recipient.c.seq)
        .limit(PAGE)
    )
    if state:
        query = query.where(outcome.c.state == (None if state == "pending" else state))
    after = -1
    while page := connection.execute(query.where(recipient.c.seq > after)).all():
        for row in page:
            yield Delivery(
                seq=row.seq,
                address=row.address,
                state=row.state or "pending",
                attempt=row.attempt or 0,
                at=maybe_instant(row.at),
                receipt=row.receipt,
                text=row.text or "",
                retry_at=maybe_instant(row.retry_at),
            )
        after = page[-1].seq
