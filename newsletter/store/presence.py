"""Which daemons run on a store: a lock that says whether one may, a row that says which do.

The lock is the truth: the system lets go of it when its holder dies. It is shared by daemons that
run side by side, and exclusive for one that wants to be alone. The rows only inform.
"""

import fcntl
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BufferedWriter
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from newsletter.errors import NewsletterError
from newsletter.problems import Problem
from newsletter.store.daemon_tables import daemon
from newsletter.store.faults import explained, explained_files
from newsletter.store.opening import Store
from newsletter.store.times import from_micros, maybe_instant, maybe_micros, to_micros

FORGET = timedelta(hours=1)
"""A daemon that gave no sign of life for so long has died without a word."""

_KEY = int.from_bytes(hashlib.sha256(b"newsletter daemon").digest()[:8], signed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A daemon: where it runs, since when, its last sign of life, and what it has to do."""

    id: str
    host: str
    pid: int
    single: bool
    since: datetime
    seen_at: datetime
    looks_at: datetime | None
    under_way: int


class _Lock(Protocol):
    def take(self) -> bool: ...
    def check(self) -> bool: ...
    def leave(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Presence:
    """This daemon's place on a store."""

    store: Store
    id: str
    _lock: _Lock
    _file: int | None
    """The inode of the store's file."""

    def beat(self, now: datetime, looks_at: datetime | None, under_way: int) -> None:
        """Give a sign of life.

        Raises:
            NewsletterError: store-replaced: its file is gone, or another one is in its place;
                daemon-running: the lock was lost with its connection, and another daemon has it
                now; or the store failed.
        """
        if _file_of(self.store) != self._file:
            raise NewsletterError(_replaced(self.store))
        with explained(self.store.where):
            is_ours = self._lock.check()
        if not is_ours:
            raise NewsletterError(_beside(self.store))
        values = {
            "seen_at": to_micros(now),
            "looks_at": maybe_micros(looks_at),
            "under_way": under_way,
        }
        with self.store.writing() as connection:
            connection.execute(update(daemon).where(daemon.c.id == self.id).values(values))


@contextmanager
def present(store: Store, now: datetime, *, single: bool) -> Iterator[Presence]:
    """Be a daemon on ``store``; with ``single`` the only one.

    Raises:
        NewsletterError: daemon-running: another one runs, and one of the two wants to be alone.
    """
    lock: _Lock = _FileLock(store.path, single) if store.path else _AdvisoryLock(store, single)
    try:
        with explained(store.where), explained_files(store.where):
            is_ours = lock.take()
        if not is_ours:
            raise NewsletterError(_beside(store))
        mine = Presence(store, uuid4().hex, lock, _file_of(store))
        _sign(store, mine.id, now, single=single)
        yield mine
        with suppress(NewsletterError), store.writing() as connection:
            connection.execute(delete(daemon).where(daemon.c.id == mine.id))
    finally:
        lock.leave()


def daemons(connection: Connection) -> tuple[Running, ...]:
    """The daemons that run, or that died a short while ago; the last one seen first."""
    rows = connection.execute(select(daemon).order_by(daemon.c.seen_at.desc()))
    return tuple(_running(row) for row in rows)


def _running(row: Row[tuple[object, ...]]) -> Running:
    fields = row._asdict()
    for name in ("since", "seen_at"):
        fields[name] = from_micros(fields[name])
    return Running(**{**fields, "looks_at": maybe_instant(fields["looks_at"])})


def _file_of(store: Store) -> int | None:
    """What tells an SQLite file from another one at the same place; None where there is none."""
    with suppress(OSError):
        return store.path.stat().st_ino if store.path else None
    return None


def _sign(store: Store, name: str, now: datetime, *, single: bool) -> None:
    at = to_micros(now)
    # The lock tells: whoever is alone knows that all others have died, and others that no one is.
    silent = daemon.c.seen_at < to_micros(now - FORGET)
    dead = daemon.c.id != name if single else daemon.c.single | silent
    row = {
        "id": name,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "single": single,
        "since": at,
        "seen_at": at,
        "looks_at": None,
        "under_way": 0,
    }
    with store.writing() as connection:
        connection.execute(delete(daemon).where(dead))
        connection.execute(insert(daemon).values(row))


class _FileLock:
    """Beside an SQLite file."""

    def __init__(self, path: Path, single: bool) -> None:
        self._path = path.with_name(f"{path.name}.daemon")
        self._how = fcntl.LOCK_EX if single else fcntl.LOCK_SH
        self._file: BufferedWriter | None = None

    def take(self) -> bool:
        self._file = self._path.open("ab")
        with suppress(BlockingIOError):
            fcntl.flock(self._file, self._how | fcntl.LOCK_NB)
            return True
        return False

    def check(self) -> bool:
        return True

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()


class _AdvisoryLock:
    """On a PostgreSQL server, for as long as a connection of its own lives."""

    def __init__(self, store: Store, single: bool) -> None:
        how = "pg_try_advisory_lock" if single else "pg_try_advisory_lock_shared"
        self._take = text(f"SELECT {how}(:key)")
        self._store = store
        self._connection: Connection | None = None

    def take(self) -> bool:
        opened = self._store.engine.connect()
        self._connection = opened.execution_options(isolation_level="AUTOCOMMIT")
        return bool(self._connection.scalar(self._take, {"key": _KEY}))

    def check(self) -> bool:
        """Is it still ours? What was lost with its connection is taken again."""
        with suppress(DBAPIError):
            if self._connection is not None:
                self._connection.scalar(text("SELECT 1"))
                return True
        self.leave()
        return self.take()

    def leave(self) -> None:
        if self._connection is not None:
            # A session that may still hold the lock must not go back to the pool.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _replaced(store: Store) -> Problem:
    text_ = f"The store {store.where} was removed or replaced while `newsletter run` used it."
    hint = "Put the right file there, look at newsletter status, and start newsletter run again."
    return Problem("store-replaced", text_, hint)


def _beside(store: Store) -> Problem:
    with store.reading() as connection:
        found = daemons(connection)
    alone = next((one for one in found if one.single), None)
    other = alone or next(iter(found), None)
    who = ""
    if other:
        since = f"{other.since:%Y-%m-%d %H:%M:%S} UTC"
        who = f" (process {other.pid} on {other.host}, since {since})"
    said = " with --single" if alone else ""
    text_ = f"Another `newsletter run`{said} is active here{who}."
    hint = "Stop it first; without --single several may run side by side."
    return Problem("daemon-running", text_, hint)
