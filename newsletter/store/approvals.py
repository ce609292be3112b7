"""People's word on plans."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from newsletter.store.tables import approval
from newsletter.store.times import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval of one plan."""

    plan: str
    name: str
    at: datetime
    note: str | None = None


def approve(connection: Connection, new: Approval) -> bool:
    """Record an approval; False if this person had approved the plan already."""
    same = (approval.c.plan == new.plan) & (approval.c.name == new.name)
    if connection.execute(select(approval.c.at).where(same)).first():
        return False
    row = {"plan": new.plan, "name": new.name, "at": to_micros(new.at), "note": new.note}
    connection.execute(insert(approval), [row])
    return True


def approvals_of(connection: Connection, plan: str) -> tuple[Approval, ...]:
    """Who approved a plan, the first one first."""
    query = select(approval).where(approval.c.plan == plan).order_by(approval.c.at, approval.c.name)
    rows = connection.execute(query)
    return tuple(Approval(row.plan, row.name, from_micros(row.at), row.note) for row in rows)
