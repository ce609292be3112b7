"""Attempts that were granted before, as their grants were."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from newsletter.store.json_text import from_text
from newsletter.store.ledger import Grant
from newsletter.store.outcomes import Doubt
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.tables import recipient


def grants_of(
    connection: Connection, channel: PlanChannel, doubts: Sequence[Doubt]
) -> tuple[Grant, ...]:
    """The grant of each attempt, in their order."""
    return tuple(_grant(connection, channel, one) for one in doubts)


def _grant(connection: Connection, channel: PlanChannel, doubt: Doubt) -> Grant:
    columns = (recipient.c.attributes, recipient.c.variant)
    query = select(*columns).where(recipient.c.snapshot == channel.snapshot.id)
    row = connection.execute(query.where(recipient.c.seq == doubt.seq)).one()
    return Grant(doubt.seq, doubt.attempt, doubt.address, from_text(row.attributes), row.variant)
