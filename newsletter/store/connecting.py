"""Engines: how this product talks to SQLite and to PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from newsletter.errors import UsageError
from newsletter.problems import Problem

BUSY_SECONDS = 15
SQLITE_CACHE_KIB = 8 * 1024
WRITES = "newsletter_writes"
UNLIMITED = -1
"""Connections beyond those that are kept: each run on PostgreSQL holds one for its lock."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}",
)


def parsed_url(url: str, folder: Path) -> URL:
    """The store's URL; the path of an SQLite file is relative to ``folder``.

    Raises:
        UsageError: store-url.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError(_bad_url("It cannot be read as a URL.")) from error
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if not parsed.database or parsed.database == ":memory:":
            raise UsageError(_bad_url("It names no file."))
        return URL.create("sqlite", database=str(folder / Path(parsed.database)))
    if parsed.drivername == "postgresql+psycopg":
        return parsed
    raise UsageError(_bad_url(f"'{parsed.drivername}' is no database that is known."))


def _bad_url(why: str) -> Problem:
    text = f"url of [store] cannot be used. {why}"
    hint = "Write sqlite:///.newsletter/state.db or postgresql+psycopg://user@host/database."
    return Problem("store-url", text, hint)


def engine_for(url: URL) -> Engine:
    """An engine for ``url``. Nothing is connected yet."""
    if url.drivername == "sqlite":
        return _sqlite(url)
    return create_engine(url, pool_pre_ping=True, max_overflow=UNLIMITED)


def _sqlite(url: URL) -> Engine:
    # isolation_level None: the driver would begin late and deferred; we begin, and say how.
    arguments = {"timeout": BUSY_SECONDS, "isolation_level": None}
    engine = create_engine(url, connect_args=arguments, max_overflow=UNLIMITED)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: to upgrade a read lock later fails without waiting.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
