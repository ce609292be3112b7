"""Several connections over one queue: opening them, and opening them again."""

import asyncio
from collections.abc import Sequence

from newsletter.errors import AuthRefused, Unreachable
from newsletter.senders.smtp.connection import Connection, Server
from newsletter.senders.smtp.courier import Courier
from newsletter.senders.smtp.pool import Pool
from newsletter.senders.smtp.wire import Lost

LONGEST_PAUSE = 32
"""The longest pause before a new connection, as a multiple of the first one."""


class Reach:
    """Is the server still there, for any of the lanes?"""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._open = 0
        self._since = self._loop.time()

    def opened(self) -> None:
        """A connection is there."""
        self._open += 1

    def closed(self) -> None:
        """A connection is gone."""
        self._open -= 1
        self._since = self._loop.time()

    def missed(self, error: Unreachable) -> None:
        """No connection could be had; after some time without any, the pool fails."""
        alone = self._loop.time() - self._since
        if not self._open and alone >= self._pool.options.timeouts.reconnect:
            self._pool.fail(error)


class Lane:
    """One connection at a time, opened when there is work, and again when it is lost."""

    def __init__(self, pool: Pool, server: Server, reach: Reach) -> None:
        self._pool, self._server, self._reach = pool, server, reach
        self._failures = 0

    async def run(self, connection: Connection | None = None) -> None:
        """Work until the pool stops. ``connection`` is one that is open already."""
        if connection:
            await self._use(connection)
        while await self._pool.work():
            if connection := await self._connect():
                await self._use(connection)

    async def _connect(self) -> Connection | None:
        """A connection, after a pause that grows with every failure; None without luck."""
        if self._failures:
            steps = min(2 ** (self._failures - 1), LONGEST_PAUSE)
            pause = self._pool.options.timeouts.pause * steps
            await self._pool.unless_stopped(asyncio.sleep(pause))
        try:
            return await self._pool.unless_stopped(self._server.open())
        except AuthRefused as error:
            self._pool.fail(error)
        except Unreachable as error:
            self._failures += 1
            self._reach.missed(error)
        return None

    async def _use(self, connection: Connection) -> None:
        self._reach.opened()
        try:
            await Courier(connection, self._pool).work()
            await connection.quit(self._pool.options.timeouts.goodbye)
        except Lost:
            pass  # the courier has accounted for everything
        finally:
            connection.wire.abort()
            self._reach.closed()
        self._failures = 0 if connection.answered else self._failures + 1


class Lanes:
    """All lanes of a session, as tasks of the running event loop."""

    def __init__(self, pool: Pool, server: Server, first: Connection) -> None:
        self._pool = pool
        reach = Reach(pool)
        lanes = [Lane(pool, server, reach) for _ in range(pool.options.connections)]
        openings: Sequence[Connection | None] = [first] + [None] * (len(lanes) - 1)
        self._tasks = [
            asyncio.create_task(lane.run(opening))
            for lane, opening in zip(lanes, openings, strict=True)
        ]

    async def finish(self) -> None:
        """Wait until every lane has ended; an error of one ends the others in good order."""
        waiting = set(self._tasks)
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = None if task.cancelled() else task.exception()
                if isinstance(error, Exception):
                    self._pool.fail(error)

    def cancel(self) -> None:
        """Stop waiting for the server."""
        self._pool.stop()
        for task in self._tasks:
            task.cancel()
