"""What a report counts: when a plan ran, why some did not get it, who has left since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from newsletter.store.outcomes import is_latest
from newsletter.store.tables import outcome, plan_channel, recipient, suppression
from newsletter.store.times import maybe_instant, to_micros


@dataclass(frozen=True, slots=True)
class Span:
    """When the first and the last outcome of a plan came; None where there is none."""

    started: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """How many recipients of a channel are in a state with these words of the other side."""

    channel: str
    state: str
    text: str
    count: int


def span_of(connection: Connection, plan: str) -> Span:
    """When a plan was sent, from its first outcome to its last."""
    query = (
        select(func.min(outcome.c.at), func.max(outcome.c.at))
        .join(plan_channel, plan_channel.c.id == outcome.c.channel)
        .where(plan_channel.c.plan == plan, outcome.c.state != "suppressed")
    )
    first, last = connection.execute(query).one()
    return Span(maybe_instant(first), maybe_instant(last))


def words_of(connection: Connection, plan: str, states: Sequence[str]) -> Iterator[Said]:
    """The words behind the outcomes in ``states``, each with how many got them."""
    query = (
        select(plan_channel.c.channel, outcome.c.state, outcome.c.text, func.count())
        .join(plan_channel, plan_channel.c.id == outcome.c.channel)
        .where(plan_channel.c.plan == plan, outcome.c.state.in_(states), is_latest())
        .group_by(plan_channel.c.channel, outcome.c.state, outcome.c.text)
    )
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield Said(*row)


def left_since(connection: Connection, plan: str, since: datetime) -> dict[str, int]:
    """How many recipients of a plan were suppressed after ``since``, by reason."""
    snapshots = select(plan_channel.c.snapshot).where(
        plan_channel.c.plan == plan, plan_channel.c.kind == "email"
    )
    theirs = select(recipient.c.key).where(recipient.c.snapshot.in_(snapshots))
    query = (
        select(suppression.c.reason, func.count())
        .where(suppression.c.at >= to_micros(since), suppression.c.key.in_(theirs))
        .group_by(suppression.c.reason)
        .order_by(func.count().desc(), suppression.c.reason)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
