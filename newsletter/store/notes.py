"""What is put on record of an item before it is first tried, and what its sender notes of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from newsletter.store.bulk import BulkInsert, insert_many
from newsletter.store.opening import Store
from newsletter.store.tables import note, posting
from newsletter.store.times import from_micros, to_micros

_NOTE = BulkInsert(
    "note",
    {"channel": "bigint", "seq": "bigint", "name": "text", "value": "text"},
    "ON CONFLICT (channel, seq, name) DO UPDATE SET value = excluded.value",
)
_POSTING = BulkInsert(
    "posting",
    {"channel": "bigint", "seq": "bigint", "key": "text", "created_at": "bigint"},
    "ON CONFLICT (channel, seq) DO NOTHING",
)


@dataclass(frozen=True, slots=True)
class StoredNotes:
    """The `newsletter.posting.Notes` of one item. Every `put` is a transaction of its own."""

    store: Store
    channel: int
    seq: int

    def get(self, name: str) -> str | None:
        """What was noted under that name."""
        mine = (note.c.channel == self.channel) & (note.c.seq == self.seq) & (note.c.name == name)
        with self.store.reading() as connection:
            found: str | None = connection.scalar(select(note.c.value).where(mine))
        return found

    def put(self, name: str, value: str) -> None:
        """Note something, in place of what was noted under that name before."""
        with self.store.writing() as connection:
            insert_many(connection, _NOTE, [(self.channel, self.seq, name, value)])


@dataclass(frozen=True, slots=True)
class Begun:
    """The frozen identity of an item, a `newsletter.delivery.items.Beginning`."""

    key: str
    created_at: datetime
    notes: StoredNotes


@dataclass(frozen=True, slots=True)
class StoredNotebook:
    """The `newsletter.delivery.items.Notebook` of one channel: its items by their seq."""

    store: Store
    channel: int

    def begin(self, seq: int, key: str, at: datetime) -> Begun:
        """Put an item on record; what stands there already is kept, whatever is given now."""
        mine = (posting.c.channel == self.channel) & (posting.c.seq == seq)
        with self.store.writing() as connection:
            insert_many(connection, _POSTING, [(self.channel, seq, key, to_micros(at))])
            kept = connection.execute(select(posting.c.key, posting.c.created_at).where(mine)).one()
        notes = StoredNotes(self.store, self.channel, seq)
        return Begun(kept.key, from_micros(kept.created_at), notes)
