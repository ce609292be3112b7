"""Freezing an audience: its people, numbered and unchangeable, shared by plans that agree."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, delete, insert, select, update

from newsletter.store.bulk import BulkInsert, Row, insert_many
from newsletter.store.json_text import from_text, to_text
from newsletter.store.subscribers import PAGE, subscriber_rows
from newsletter.store.suppressions import suppressed_among
from newsletter.store.tables import recipient, snapshot
from newsletter.store.times import to_micros

_INSERT = BulkInsert(
    "recipient",
    {
        "snapshot": "bigint",
        "seq": "bigint",
        "key": "text",
        "address": "text",
        "attributes": "text",
        "variant": "bigint",
    },
)

FrozenRow = tuple[str, str, str, int]
"""One recipient to be frozen: key, address, attributes as JSON text, variant."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen list. ``digest`` covers every address, attribute and variant, in order."""

    id: int
    digest: str
    size: int


def freeze_audience(
    connection: Connection,
    audience: int,
    at: datetime,
    *,
    admits: Callable[[str], bool] | None = None,
    variant_of: Callable[[str], int] | None = None,
) -> Snapshot:
    """Freeze the people of an audience who are not suppressed, in the order of their keys.

    ``admits`` is asked with each key, ``variant_of`` with each attributes' JSON text; without
    them everybody is taken, in variant 0.
    """
    people = _not_suppressed(connection, subscriber_rows(connection, audience))
    chosen = (
        (key, to, text, variant_of(text) if variant_of else 0)
        for key, to, text in ((row[0], row[1], _sorted(row[2])) for row in people)
        if admits is None or admits(key)
    )
    return freeze(connection, chosen, at)


def _sorted(attributes: str) -> str:
    """The databases differ in how they merge attributes; equal ones must have an equal digest."""
    return attributes if attributes == "{}" else to_text(from_text(attributes))


def _not_suppressed(connection: Connection, rows: Iterator[Row]) -> Iterator[Row]:
    while page := list(islice(rows, PAGE)):
        barred = suppressed_among(connection, [row[0] for row in page])
        yield from (row for row in page if row[0] not in barred)


def freeze(connection: Connection, rows: Iterable[FrozenRow], at: datetime) -> Snapshot:
    """Freeze ``rows``, which may be a stream; an equal snapshot that is there already is taken.

    The posts of a social channel are frozen like this, with the channel as their address.
    """
    new = insert(snapshot).values(size=0, created_at=to_micros(at)).returning(snapshot.c.id)
    number: int = connection.execute(new).scalar_one()
    digest, size = _write(connection, number, iter(rows))
    if twin := _find(connection, digest):
        connection.execute(delete(snapshot).where(snapshot.c.id == number))
        return twin
    finished = update(snapshot).where(snapshot.c.id == number)
    connection.execute(finished.values(digest=digest, size=size))
    return Snapshot(number, digest, size)


def _write(connection: Connection, number: int, rows: Iterator[FrozenRow]) -> tuple[str, int]:
    hashed = hashlib.sha256()
    size = 0
    while page := list(islice(rows, PAGE)):
        hashed.update(_canonical(page))
        insert_many(connection, _INSERT, [(number, size + i, *row) for i, row in enumerate(page)])
        size += len(page)
    return hashed.hexdigest(), size


def _canonical(page: Sequence[FrozenRow]) -> bytes:
    # A zero byte and a line end stand in no field, so no two lists have the same bytes.
    lines = [f"{to}\0{data}\0{variant}\n" for _, to, data, variant in page]
    return "".join(lines).encode()


def _find(connection: Connection, digest: str) -> Snapshot | None:
    query = select(snapshot.c.id, snapshot.c.size).where(snapshot.c.digest == digest)
    found = connection.execute(query).first()
    return Snapshot(found.id, digest, found.size) if found else None


def recipients_of(connection: Connection, number: int) -> Iterator[tuple[int, str, str]]:
    """Seq, address and attributes' JSON text of everybody in a snapshot, in order."""
    columns = (recipient.c.seq, recipient.c.address, recipient.c.attributes)
    after = -1
    while True:
        query = (
            select(*columns)
            .where(recipient.c.snapshot == number, recipient.c.seq > after)
            .order_by(recipient.c.seq)
            .limit(PAGE)
        )
        page = connection.execute(query).all()
        yield from (tuple(row) for row in page)
        if len(page) < PAGE:
            return
        after = page[-1].seq
