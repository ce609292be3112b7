"""One queue of messages, and what is known of each of them."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.printable import printable
from newsletter.senders.smtp.board import Board
from newsletter.senders.smtp.options import SmtpOptions
from newsletter.senders.smtp.pace import Pace

POST_AFTER = 0.005
"""Seconds that outcomes are gathered for, so that the other thread is not woken by each."""

T = TypeVar("T")


@dataclass(slots=True)
class Parcel:
    """A message under the number that the caller knows it by."""

    number: int
    message: Message
    started: bool = False
    tries: int = 0


class Pool:
    """Messages that wait, and outcomes that leave in batches. Lives in one event loop."""

    def __init__(self, options: SmtpOptions, on_start: Callable[[int], None], board: Board) -> None:
        self.options = options
        self.stopping = False
        self.error: Exception | None = None
        self.on_outcome: Callable[[int, Outcome], None] | None = None
        self._on_start = on_start
        self._board = board
        self._waiting: deque[Parcel] = deque()
        self._idle: list[asyncio.Future[None]] = []
        self._outcomes: list[tuple[int, Outcome]] = []
        self._pace = Pace(options.rate)
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()

    def add(self, items: Sequence[tuple[int, Message]]) -> None:
        """Take messages to send."""
        self._waiting.extend(Parcel(number, message) for number, message in items)
        self._wake(len(items))

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

    def start(self, parcel: Parcel) -> None:
        """Tell the caller that a message is about to be written, unless it knows already."""
        if not parcel.started:
            self._on_start(parcel.number)
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
        if self.on_outcome:
            self.on_outcome(parcel.number, outcome)
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
