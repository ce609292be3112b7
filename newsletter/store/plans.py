"""Plans: what would go where, as it was shown to the people who approve it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from newsletter.errors import NewsletterError
from newsletter.problems import Problem
from newsletter.store.json_text import from_text, to_text
from newsletter.store.tables import intent, plan, plan_channel
from newsletter.store.times import from_micros, maybe_instant, maybe_micros, to_micros

PlanState = Literal["planned", "approved", "sending", "done", "cancelled"]

SHORTEST_PREFIX = 6

_BEFORE: Mapping[PlanState, tuple[PlanState, ...]] = {
    "planned": (),
    "approved": ("planned",),
    "sending": ("approved", "done"),
    "done": ("sending",),
    "cancelled": ("planned", "approved", "sending"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan. ``run`` counts those of equal content and recipients; ``summary`` is for people.

    ``sends_at`` is None for a plan that only a person sends.
    """

    id: str
    edition: str
    content_hash: str
    recipients_digest: str
    run: int
    created_at: datetime
    sends_at: datetime | None = None
    state: PlanState = "planned"
    summary: Mapping[str, Any]


def add_plan(connection: Connection, new: Plan) -> None:
    """Record a plan of an edition that `newsletter.store.editions` knows."""
    connection.execute(
        insert(plan).values(
            id=new.id,
            edition=new.edition,
            content_hash=new.content_hash,
            recipients_digest=new.recipients_digest,
            run=new.run,
            created_at=to_micros(new.created_at),
            sends_at=maybe_micros(new.sends_at),
            state=new.state,
            summary=to_text(new.summary),
        )
    )


def find_plan(connection: Connection, name: str) -> Plan:
    """The plan of that id, or of the only id that begins so.

    Raises:
        NewsletterError: plan-unknown, plan-ambiguous.
    """
    starts = plan.c.id.startswith(name, autoescape=True)
    query = select(plan).where(starts if len(name) >= SHORTEST_PREFIX else plan.c.id == name)
    rows = connection.execute(query.order_by(plan.c.id).limit(3)).all()
    found = [row for row in rows if row.id == name] or rows
    if not found:
        raise NewsletterError(_unknown(name))
    if len(found) > 1:
        raise NewsletterError(_ambiguous(name, [row.id for row in found]))
    return _plan(found[0])


def plans_of(connection: Connection, edition: str) -> tuple[Plan, ...]:
    """The plans of an edition, the newest first."""
    newest = plan.c.created_at.desc(), plan.c.run.desc()
    rows = connection.execute(select(plan).where(plan.c.edition == edition).order_by(*newest))
    return tuple(_plan(row) for row in rows)


def plans_left(connection: Connection, now: datetime) -> tuple[str, ...]:
    """The ids of plans that a person began to send, and that have attempts due by ``now``."""
    theirs = (plan.c.state == "sending") & plan.c.sends_at.is_(None)
    waiting = intent.c.granted_at.is_(None) & (intent.c.due_at <= to_micros(now))
    query = (
        select(plan.c.id)
        .join(plan_channel, plan_channel.c.plan == plan.c.id)
        .join(intent, intent.c.channel == plan_channel.c.id)
        .where(theirs, waiting)
        .distinct()
    )
    return tuple(connection.scalars(query))


def recent_plans(connection: Connection, since: datetime) -> tuple[str, ...]:
    """The ids of plans that began to go out, of those that were made after ``since``."""
    begun = plan.c.state.in_(("sending", "done", "cancelled"))
    query = select(plan.c.id).where(begun, plan.c.created_at >= to_micros(since))
    return tuple(connection.scalars(query))


def newest_twin(
    connection: Connection, edition: str, content_hash: str, recipients_digest: str
) -> Plan | None:
    """The last plan of the same content and recipients: its ``run`` is the one to count on from."""
    query = (
        select(plan)
        .where(plan.c.edition == edition, plan.c.content_hash == content_hash)
        .where(plan.c.recipients_digest == recipients_digest)
        .order_by(plan.c.run.desc())
    )
    row = connection.execute(query.limit(1)).first()
    return _plan(row) if row else None


def move_plan(connection: Connection, plan_id: str, state: PlanState) -> bool:
    """Bring a plan into ``state``, if it may go there from where it is; else False."""
    here = (plan.c.id == plan_id) & plan.c.state.in_(_BEFORE[state])
    return connection.execute(update(plan).where(here).values(state=state)).rowcount == 1


def put_off(connection: Connection, plan_id: str, sends_at: datetime) -> bool:
    """Give a plan another time to go out; False if it has begun or come to its end."""
    not_begun = (plan.c.id == plan_id) & plan.c.state.in_(("planned", "approved"))
    values = {"sends_at": to_micros(sends_at)}
    return connection.execute(update(plan).where(not_begun).values(values)).rowcount == 1


def _plan(row: Row[Any]) -> Plan:
    fields = row._asdict()
    fields["created_at"] = from_micros(fields["created_at"])
    fields["sends_at"] = maybe_instant(fields["sends_at"])
    fields["summary"] = from_text(fields["summary"])
    return Plan(**fields)


def _unknown(name: str) -> Problem:
    text = f"There is no plan '{name}'."
    hint = f"A plan is named by its id, or by {SHORTEST_PREFIX} or more of its first characters."
    return Problem("plan-unknown", text, f"{hint} `newsletter plan EDITION` prints it.")


def _ambiguous(name: str, ids: Sequence[str]) -> Problem:
    text = f"More than one plan begins with '{name}'."
    return Problem("plan-ambiguous", text, f"Write more of it, like {ids[0][: len(name) + 4]}.")
