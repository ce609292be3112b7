"""What people were told: each notice by its key, so that nobody is told the same thing twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from newsletter.store.bulk import BulkInsert, insert_many
from newsletter.store.daemon_tables import notice
from newsletter.store.times import to_micros

FORGET = timedelta(days=400)

_TOLD = BulkInsert("notice", {"key": "text", "told_at": "bigint"}, "ON CONFLICT (key) DO NOTHING")


def was_told(connection: Connection, key: str) -> bool:
    """Is a notice of that key on record?"""
    return connection.execute(select(notice.c.key).where(notice.c.key == key)).first() is not None


def remember_told(connection: Connection, keys: Iterable[str], now: datetime) -> int:
    """Put notices on record; how many were not before. Those of long ago are forgotten."""
    connection.execute(delete(notice).where(notice.c.told_at < to_micros(now - FORGET)))
    return insert_many(connection, _TOLD, [(key, to_micros(now)) for key in keys])
