"""Audiences and the people on them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from newsletter.errors import NewsletterError
from newsletter.problems import Problem, did_you_mean
from newsletter.store.bulk import BulkInsert, Row, insert_many
from newsletter.store.json_text import from_text, to_text
from newsletter.store.suppressions import suppressed_among
from newsletter.store.tables import audience, subscriber
from newsletter.store.times import from_micros, to_micros

PAGE = 1000
IMPORTED = "imported"

NewRow = tuple[str, str, str]
"""A subscriber to be: key, address as given, attributes as `json_text` writes them."""

_TYPES = {
    "audience": "bigint",
    "key": "text",
    "address": "text",
    "attributes": "text",
    "consent": "text",
    "created_at": "bigint",
}
# What is known of a person stays; an attribute that is given anew takes the old one's place.
_UPSERT = BulkInsert(
    "subscriber",
    _TYPES,
    "ON CONFLICT (audience, key) DO UPDATE"
    " SET attributes = json_patch(subscriber.attributes, excluded.attributes)"
    " WHERE excluded.attributes <> '{}'",
    "ON CONFLICT (audience, key) DO UPDATE"
    " SET attributes = (subscriber.attributes::jsonb || excluded.attributes::jsonb)::text"
    " WHERE excluded.attributes <> '{}'",
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person on a list. ``address`` is as it was given, ``key`` as it compares."""

    key: str
    address: str
    attributes: Mapping[str, str]
    consent: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """A named list, and how many people are on it."""

    id: int
    name: str
    size: int
    created_at: datetime


@dataclass(slots=True)
class Counts:
    """What became of imported rows. ``known`` counts repeats too."""

    new: int = 0
    known: int = 0
    suppressed: int = 0


def audiences(connection: Connection) -> tuple[Audience, ...]:
    """Every audience, by name."""
    count = (
        select(func.count())
        .where(subscriber.c.audience == audience.c.id)
        .correlate(audience)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(audience.c.id, audience.c.name, count, audience.c.created_at).order_by(
            audience.c.name
        )
    )
    return tuple(Audience(id_, name, size, from_micros(at)) for id_, name, size, at in rows)


def audience_id(connection: Connection, name: str) -> int:
    """The number of an audience.

    Raises:
        NewsletterError: audience-unknown.
    """
    found: int | None = connection.scalar(select(audience.c.id).where(audience.c.name == name))
    if found is None:
        names = list(connection.scalars(select(audience.c.name)))
        raise NewsletterError(_unknown(name, names))
    return found


def _unknown(name: str, names: Sequence[str]) -> Problem:
    text = f"There is no audience '{name}'."
    hint = (
        did_you_mean(name, names) or f"Make it: newsletter audience import FILE --audience {name}"
    )
    return Problem("audience-unknown", text, hint)


def _held_audience(connection: Connection, name: str, at: datetime) -> int:
    """The audience of that name, made if need be; only one import at a time fills it."""
    wanted = select(audience.c.id).where(audience.c.name == name).with_for_update()
    found: int | None = connection.scalar(wanted)
    if found is None:
        row = insert(audience).values(name=name, created_at=to_micros(at))
        found = connection.scalar(row.returning(audience.c.id))
    if found is None:
        raise LookupError(name)
    return found


def add_subscribers(
    connection: Connection, name: str, batches: Iterable[Sequence[NewRow]], at: datetime
) -> Counts:
    """Put people on a list, in the order of ``batches``, which may be a stream.

    Suppressed ones are left out. A known person keeps the address and gets new attributes.
    """
    number = _held_audience(connection, name, at)
    before = _size(connection, number)
    tail = (IMPORTED, to_micros(at))
    counts = Counts()
    for batch in batches:
        barred = suppressed_among(connection, [row[0] for row in batch])
        wanted = [row for row in batch if row[0] not in barred] if barred else batch
        counts.suppressed += len(batch) - len(wanted)
        counts.known += len(wanted)
        # In the order of the index, which is several times faster in a large list.
        rows = [(number, *row, *tail) for row in sorted(_without_repeats(wanted))]
        insert_many(connection, _UPSERT, rows)
    counts.new = _size(connection, number) - before
    counts.known -= counts.new
    return counts


def _without_repeats(batch: Sequence[NewRow]) -> Iterable[NewRow]:
    """One row for each key: the first address, and of each attribute the last value.

    One statement on PostgreSQL may not touch a row twice.
    """
    if len({row[0] for row in batch}) == len(batch):
        return batch
    merged: dict[str, NewRow] = {}
    for row in batch:
        twin = merged.get(row[0])
        merged[row[0]] = row if twin is None else _merged(twin, row)
    return merged.values()


def _merged(first: NewRow, later: NewRow) -> NewRow:
    return first[0], first[1], to_text(from_text(first[2]) | from_text(later[2]))


def _size(connection: Connection, number: int) -> int:
    query = select(func.count()).where(subscriber.c.audience == number)
    return connection.execute(query).scalar_one()


def subscribers(connection: Connection, number: int) -> Iterator[Subscriber]:
    """The people on a list, by key, a page at a time; memory does not grow with the list."""
    for key, address, attributes, consent, since in subscriber_rows(connection, number):
        yield Subscriber(key, address, from_text(attributes), consent, from_micros(since))


def subscriber_rows(connection: Connection, number: int) -> Iterator[Row]:
    """As `subscribers`, but as rows: key, address, attributes, consent, created_at."""
    columns = [column for column in subscriber.c if column is not subscriber.c.audience]
    after = ""
    while True:
        query = (
            select(*columns)
            .where(subscriber.c.audience == number, subscriber.c.key > after)
            .order_by(subscriber.c.key)
            .limit(PAGE)
        )
        page = connection.execute(query).all()
        yield from (tuple(row) for row in page)
        if len(page) < PAGE:
            return
        after = page[-1][0]
