"""A daemon that works off one occurrence, as a process that kills itself at a point of its work.

The points are where its transactions that write begin to be committed, and what comes next: between
them nothing changes that another process could see. Point 0 is never reached.
"""

import os
import signal
from datetime import datetime
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Connection, event

from newsletter.store.connecting import WRITES
from newsletter.store.opening import Store
from tests.daemon.project import Pier
from tests.daemon.simulation import MovedClock


def kill_at(store: Store, point: int) -> None:
    """Odd points are before a commit, even ones after it."""
    writes, after_one = count(1), [False]

    @event.listens_for(store.engine, "commit")
    def commit(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            number = next(writes)
            after_one[0] = point == 2 * number
            _die_if(point == 2 * number - 1)

    @event.listens_for(store.engine, "begin")
    def begin(_connection: Connection) -> None:
        _die_if(after_one[0])


def _die_if(true: bool) -> None:
    if true:
        os.kill(os.getpid(), signal.SIGKILL)


def _work(root: Path, now: datetime, point: int) -> None:
    made = Pier(root, MovedClock(now))
    kill_at(made.store, point)
    made.work()
    made.store.close()


def worked(root: Path, now: datetime, point: int) -> int | None:
    """Let a daemon work in a process of its own; its exit code, -9 if it was killed."""
    process = get_context("fork").Process(target=_work, args=(root, now, point))
    process.start()
    process.join()
    return process.exitcode
