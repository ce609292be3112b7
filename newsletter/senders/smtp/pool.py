"""One queue of messages, and what is known of each of them."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from newsletter.channels.pace import Pace
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import BulkOrder
from newsletter.printable import printable
from newsletter.senders.smtp.board import Board
from newsletter.senders.smtp.options import SmtpOptions

POST_AFTER = 0.005
"""Seconds that outcomes are gathered for, so that the other thread is not woken by each."""

T = TypeVar("T")


@dataclass(slots=True)
class Parcel:
    """A draft under the number that the caller knows it by, and its message once that is made."""

    number: int
    draft: Any
    made: Message | None = None
    started: bool = False
    tries: int = 0

    @property
    def message(self) -> Message:
        """The message of a parcel that was made."""
        if self.made is None:
            raise ValueError("this message was not made yet")
        return self.made


class Pool:
    """Messages that wait, and outcomes that leave in batches. Lives in one event loop."""

    def __init__(self, options: SmtpOptions, order: BulkOrder, board: Board) -> None:
        self.options = options
        self.stopping = False
        self.error: Exception | None = None
        self._order = order
        self._board = board
        self._waiting: deque[Parcel] = deque()
        self._idle: list[asyncio.Future[None]] = []
        self._outcomes: list[tuple[int, Outcome]] = []
        self._pace = Pace(options.rate)
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()

    def add(self, drafts: Sequence[tuple[int, Any]]) -> None:
        """Take messages to send."""
        self._waiting.extend(Parcel(number, draft) for number, draft in drafts)
        self._wake(len(drafts))

    async def work(self) -> bool:
        """Wait until there is a message; False when there will be none."""
        while not self._waiting and not self.stopping:
            turn = self._loop.create_future()
            self._idle.append(turn)
            await turn
        return not self.stopping

    async def next(self) -> Parcel | None:
        """The next message when it may start; None when nothing may start any more."""
        if not await self.work():
            return None
        parcel = self._waiting.popleft()
        wait = self._pace.book(self._loop.time())
        if wait:
            await self.unless_stopped(asyncio.sleep(wait))
        if self.stopping:
            self.give_back(parcel)
            return None
        return parcel

    def next_at_once(self) -> Parcel | None:
        """The next message if there is one that may start right now."""
        now = self._loop.time()
        if self.stopping or not self._waiting or not self._pace.free(now):
            return None
        self._pace.book(now)
        return self._waiting.popleft()

    def give_back(self, parcel: Parcel) -> None:
        """Put a message back to the front; when all stops, a second try is deferred instead."""
        if self.stopping and parcel.started:
            self._defer(parcel, "sending was stopped before its second try")
            return
        self._waiting.appendleft(parcel)
        self._wake(1)

    def make(self, parcel: Parcel) -> Message | None:
        """The message of a parcel; None where it cannot be made, which settles it."""
        if parcel.made is None:
            try:
                parcel.made = self._order.make(parcel.draft)
            except Exception as error:  # noqa: BLE001 - one bad recipient never stops the rest
                text = f"the message could not be made: {type(error).__name__}"
                self.settle(parcel, Outcome("failed", text=text))
        return parcel.made

    def start(self, parcel: Parcel) -> None:
        """Tell the caller that a message is about to be written, unless it knows already."""
        if not parcel.started:
            self._order.witness.start(parcel.number)
            parcel.started = True
        parcel.tries += 1

    def not_sent(self, parcel: Parcel, reason: str) -> None:
        """A message that was started and certainly did not go out: once more, else deferred."""
        if parcel.tries < 2 and not self.stopping:
            self.give_back(parcel)
        else:
            self._defer(parcel, reason)

    def _defer(self, parcel: Parcel, reason: str) -> None:
        text = f"{printable(parcel.message.recipient)}: not sent: {reason}"
        self.settle(parcel, Outcome("deferred", text=text))

    def settle(self, parcel: Parcel, outcome: Outcome) -> None:
        """Record what became of a message."""
        self._order.witness.answer(parcel.number, outcome)
        if not self._outcomes:
            self._loop.call_later(POST_AFTER, self.post)
        self._outcomes.append((parcel.number, outcome))

    def post(self) -> None:
        """Hand the gathered outcomes to the caller's thread."""
        if self._outcomes:
            self._board.post(self._outcomes)
            self._outcomes = []

    def fail(self, error: Exception) -> None:
        """Stop because of ``error``; what is under way is still finished."""
        self.error = self.error or error
        self.stop()

    def stop(self) -> None:
        """Let nothing start any more. What waits for its second try is deferred."""
        self.stopping = True
        self._stop.set()
        self._wake(len(self._idle))
        waiting, self._waiting = self._waiting, deque()
        for parcel in reversed(waiting):
            self.give_back(parcel)

    async def unless_stopped(self, work: Coroutine[None, None, T]) -> T | None:
        """Do ``work``, but drop it when the pool stops."""
        task = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            stopped.cancel()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await stopped

    def _wake(self, count: int) -> None:
        """The lane that became idle last goes first, so that few connections carry little work."""
        while count > 0 and self._idle:
            turn = self._idle.pop()
            if not turn.done():
                turn.set_result(None)
                count -= 1
