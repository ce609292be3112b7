"""Which articles which edition holds, and whether it went out."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from newsletter.store.tables import edition, edition_article
from newsletter.store.times import to_micros


def record_edition(connection: Connection, name: str, refs: Iterable[str], at: datetime) -> None:
    """Remember the articles of an edition as it is planned now. A sent edition stays as it is."""
    known = connection.execute(select(edition.c.sent_at).where(edition.c.name == name)).first()
    if known is None:
        connection.execute(insert(edition).values(name=name, created_at=to_micros(at)))
    elif known.sent_at is not None:
        return
    connection.execute(delete(edition_article).where(edition_article.c.edition == name))
    if rows := [{"edition": name, "ref": ref} for ref in dict.fromkeys(refs)]:
        connection.execute(insert(edition_article), rows)


def mark_sent(connection: Connection, name: str, at: datetime) -> None:
    """Say that an edition began to go out. The first time stays."""
    unsent = (edition.c.name == name) & edition.c.sent_at.is_(None)
    connection.execute(update(edition).where(unsent).values(sent_at=to_micros(at)))


def sent_articles(connection: Connection, *, but: str | None = None) -> frozenset[str]:
    """The refs of all articles that some sent edition holds, other than the edition ``but``."""
    query = (
        select(edition_article.c.ref)
        .join(edition, edition.c.name == edition_article.c.edition)
        .where(edition.c.sent_at.is_not(None), edition.c.name != (but or ""))
    )
    return frozenset(connection.scalars(query))
