"""Inserting many rows with one statement: the driver's own way, past SQLAlchemy.

SQLite takes many lists of values, PostgreSQL one array for each column; both are several times
faster than a statement for each row, and keep their order. At each row of ``executemany`` the
driver would let other threads in, which costs more than the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection

Row = tuple[Any, ...]

PAGES = (256, 64, 16, 4, 1)
"""Rows of one statement on SQLite: few sizes, since the driver prepares each of them once."""


@dataclass(frozen=True, slots=True)
class BulkInsert:
    """An INSERT of many rows: the columns with their PostgreSQL types, and an ON CONFLICT.

    The texts of the two statements are made once, from words of this room alone.
    """

    table: str
    columns: Mapping[str, str]
    conflict: str = ""
    postgres_conflict: str | None = None
    sqlite: Mapping[int, str] = field(init=False)
    postgres: str = field(init=False)

    def __post_init__(self) -> None:
        names = ", ".join(self.columns)
        marks = f"({', '.join('?' for _ in self.columns)})"
        arrays = ", ".join(f"%s::{kind}[]" for kind in self.columns.values())
        into = f"INSERT INTO {self.table} ({names})"
        theirs = self.conflict if self.postgres_conflict is None else self.postgres_conflict
        sqlite = {n: f"{into} VALUES {', '.join([marks] * n)} {self.conflict}" for n in PAGES}
        object.__setattr__(self, "sqlite", sqlite)
        many = f"{into} SELECT * FROM unnest({arrays}) {theirs}"  # noqa: S608 - our own words
        object.__setattr__(self, "postgres", many)


def insert_many(connection: Connection, insert: BulkInsert, rows: Sequence[Row]) -> int:
    """Insert ``rows`` in the transaction of ``connection``; how many were written or changed."""
    if not rows:
        return 0
    driver: Any = connection.connection.driver_connection
    if is_sqlite(connection):
        return sum(
            driver.execute(insert.sqlite[len(page)], list(chain.from_iterable(page))).rowcount
            for page in _pages(rows)
        )
    with driver.cursor() as cursor:
        cursor.execute(insert.postgres, [list(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)


def _pages(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    start = 0
    while start < len(rows):
        size = next(size for size in PAGES if size <= len(rows) - start)
        yield rows[start : start + size]
        start += size


def is_sqlite(connection: Connection) -> bool:
    """SQLite, or else PostgreSQL."""
    return connection.dialect.name == "sqlite"
