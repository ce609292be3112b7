"""One live run for each plan and channel: a file lock beside SQLite, an advisory one otherwise.

The system lets go of either when its holder dies. Each owner also counts ``epoch`` up, and a
grant is refused to all but the newest: one whose connection to PostgreSQL broke, and with it the
lock, can finish what it was granted, and no more.
"""

import fcntl
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from newsletter.errors import NewsletterError
from newsletter.problems import Problem
from newsletter.store.faults import explained, explained_files
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.tables import watermark
from newsletter.store.times import from_micros, to_micros


@contextmanager
def owned(store: Store, channel: PlanChannel, now: datetime) -> Iterator[int]:
    """Own the run of a channel; yields the epoch.

    Raises:
        NewsletterError: run-owned, with who holds it.
    """
    lock = _file_lock(store, store.path, channel) if store.path else _advisory_lock(store, channel)
    with lock:
        epoch = _sign(store, channel, now)
        try:
            yield epoch
        finally:
            with suppress(NewsletterError):  # the lock decides; the signature only informs
                _sign_off(store, channel, epoch)


@contextmanager
def _file_lock(store: Store, path: Path, channel: PlanChannel) -> Iterator[None]:
    with explained_files(store.where):
        file = path.with_name(f"{path.name}.run-{channel.id}").open("ab")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NewsletterError(_held(store, channel)) from error
        yield


@contextmanager
def _advisory_lock(store: Store, channel: PlanChannel) -> Iterator[None]:
    key = {"key": _advisory_key(channel)}
    with explained(store.where):
        connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with explained(store.where):
            got = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key)
        if not got:
            raise NewsletterError(_held(store, channel))
        yield
        with suppress(DBAPIError):  # a broken session has let go already
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
    finally:
        # A session that may still hold the lock must not go back to the pool.
        connection.invalidate()
        connection.close()


def _advisory_key(channel: PlanChannel) -> int:
    digest = hashlib.sha256(f"newsletter run {channel.id}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _sign(store: Store, channel: PlanChannel, now: datetime) -> int:
    signed = (
        update(watermark)
        .where(watermark.c.channel == channel.id)
        .values(
            epoch=watermark.c.epoch + 1,
            host=socket.gethostname(),
            pid=os.getpid(),
            since=to_micros(now),
        )
        .returning(watermark.c.epoch)
    )
    with store.writing() as connection:
        epoch: int = connection.execute(signed).scalar_one()
    return epoch


def _sign_off(store: Store, channel: PlanChannel, epoch: int) -> None:
    mine = (watermark.c.channel == channel.id) & (watermark.c.epoch == epoch)
    with store.writing() as connection:
        connection.execute(update(watermark).where(mine).values(host=None, pid=None, since=None))


def _held(store: Store, channel: PlanChannel) -> Problem:
    columns = (watermark.c.host, watermark.c.pid, watermark.c.since)
    with store.reading() as connection:
        query = select(*columns).where(watermark.c.channel == channel.id)
        host, pid, since = connection.execute(query).one()
    who = "another process"
    if pid is not None:
        who = f"process {pid} on {host}, since {from_micros(since):%Y-%m-%d %H:%M:%S} UTC"
    text_ = f"Plan {channel.plan} is being sent on '{channel.channel}' already, by {who}."
    return Problem("run-owned", text_, "Wait until it is done, or stop it with Ctrl-C there.")
