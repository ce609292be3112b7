"""The editions that were planned last."""

from sqlalchemy import Connection, func, select

from newsletter.store.tables import plan


def recent_editions(connection: Connection, limit: int) -> tuple[str, ...]:
    """The names of the editions with the newest plans, the newest first."""
    newest = func.max(plan.c.created_at)
    query = select(plan.c.edition).group_by(plan.c.edition)
    rows = connection.scalars(query.order_by(newest.desc(), plan.c.edition.desc()).limit(limit))
    return tuple(rows)
