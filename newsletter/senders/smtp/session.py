"""Sessions over SMTP: an event loop in a thread of its own, invisible outside."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Any

from newsletter.errors import NewsletterError
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import BulkOrder, Outcomes
from newsletter.posting import Item
from newsletter.senders.smtp.board import Board
from newsletter.senders.smtp.connection import Server
from newsletter.senders.smtp.lanes import Lanes
from newsletter.senders.smtp.options import SmtpOptions
from newsletter.senders.smtp.pool import Pool

IN_HAND = 32
"""Messages for each connection that keep it busy until the caller comes by again."""

LEAST_IN_HAND = 64

LEAVING = 2.0
"""Seconds for what is under way when a session is left without `drain`."""

POLL = 60.0
"""Seconds of one wait for something that is sure to come."""


def capacity_of(options: SmtpOptions) -> int:
    """How many items are useful to have in hand for that many connections."""
    return max(LEAST_IN_HAND, IN_HAND * options.connections)


class SmtpBulkSession:
    """Many messages at once over several connections (`newsletter.ports.BulkSession`)."""

    def __init__(self, server: Server, order: BulkOrder) -> None:
        self._server = server
        self._order = order
        self._board = Board()
        self._opened: Future[None] = Future()
        self._thread = Thread(target=self._run, name="smtp", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._pool: Pool
        self._lanes: Lanes

    @property
    def capacity(self) -> int:
        """How many items are useful to have in hand."""
        return capacity_of(self._server.options)

    @property
    def ended(self) -> bool:
        """Whether nothing more will be known than `outcomes` has now."""
        return self._board.closed

    def open(self) -> None:
        """Start the thread, and wait for the first connection.

        Raises:
            AuthRefused: the server does not let us in.
            Unreachable: there is no connection, or no safe one.
        """
        self._thread.start()
        try:
            self._opened.result()
        except BaseException:
            self._thread.join()
            raise

    def submit(self, drafts: Sequence[tuple[int, Any]]) -> None:
        """Take drafts to send, each under a number."""
        self._call(lambda: self._pool.add(drafts))

    def outcomes(self, timeout: float) -> Outcomes:
        """What is known by now, waiting at most ``timeout`` seconds for the first.

        Raises:
            AuthRefused: credentials were refused; items without an outcome were not started.
            Unreachable: no connection can be had; items without an outcome were not started.
        """
        return self._board.take(timeout)

    def drain(self, timeout: float) -> Outcomes:
        """Start nothing more; the outcomes of all that was started.

        A message whose last byte was written and that stays unanswered is unknown; one that
        was only announced is deferred, since it certainly did not go out.
        """
        self._finish(timeout)
        return self._board.take_rest()

    def close(self) -> None:
        """End the connections and the thread."""
        self._finish(LEAVING)
        self._thread.join()

    def _finish(self, timeout: float) -> None:
        self._call(self._pool.stop)
        if not self._board.wait_closed(timeout):
            self._call(self._lanes.cancel)
            self._board.wait_closed(POLL)

    def _call(self, work: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and the board says why
            self._loop.call_soon_threadsafe(work)

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001 - raised again by open()
            self._opened.set_exception(error)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = Pool(self._server.options, self._order, self._board)
        self._lanes = Lanes(self._pool, self._server, await self._server.open())
        self._opened.set_result(None)
        try:
            await self._lanes.finish()
        finally:
            self._pool.post()
            self._board.close(self._pool.error)


class SmtpSession:
    """One message at a time (`newsletter.ports.Session`)."""

    def __init__(self, bulk: SmtpBulkSession) -> None:
        self._bulk = bulk
        self._count = 0

    def send(self, item: Item) -> Outcome:
        """Send one message, and wait for what the server says."""
        if not isinstance(item, Message):
            return Outcome("failed", text="SMTP carries email, not posts")
        self._count += 1
        self._bulk.submit([(self._count, item)])
        try:
            return self._outcome()
        except NewsletterError as error:
            reason = " ".join(problem.text for problem in error.problems)
            return Outcome("deferred", text=f"not sent: {reason}")

    def _outcome(self) -> Outcome:
        while True:
            for number, outcome in self._bulk.outcomes(POLL):
                if number == self._count:
                    return outcome
