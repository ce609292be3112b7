"""The editions that were planned last."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from newsletter.store.tables import plan
from newsletter.store.times import maybe_instant


def recent_editions(connection: Connection, limit: int) -> tuple[str, ...]:
    """The names of the editions with the newest plans, the newest first."""
    newest = func.max(plan.c.created_at)
    query = select(plan.c.edition).group_by(plan.c.edition)
    rows = connection.scalars(query.order_by(newest.desc(), plan.c.edition.desc()).limit(limit))
    return tuple(rows)


def newest_plan_time(connection: Connection) -> datetime | None:
    """When the newest plan was made; None where there is none."""
    newest: int | None = connection.scalar(select(func.max(plan.c.created_at)))
    return maybe_instant(newest)
