"""Senders that take one item at a time, used by a few threads side by side."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from newsletter.channels.rates import Rate
from newsletter.outcome import Outcome
from newsletter.ports import Outcomes, Sender, Session
from newsletter.posting import Item
from newsletter.senders.smtp.pace import Pace

IN_HAND = 64
"""Items for each thread that keep it busy until the caller comes by again."""

_Work = tuple[int, Item] | None


class PooledSession:
    """A `newsletter.ports.BulkSession`, except that items are posts as well, over `Session`s."""

    def __init__(self, sender: Sender, threads: int, rate: Rate | None) -> None:
        self._sender = sender
        self._rate = Pace(rate)
        self._booking = Lock()
        self._work: SimpleQueue[_Work] = SimpleQueue()
        self._heard: SimpleQueue[tuple[int, Outcome]] = SimpleQueue()
        self._stopping = Event()
        self._opened: SimpleQueue[BaseException | None] = SimpleQueue()
        self._threads = [Thread(target=self._run, daemon=True) for _ in range(threads)]
        self._on_start: Callable[[int], None]

    @property
    def capacity(self) -> int:
        """How many items are useful to have in hand."""
        return IN_HAND * len(self._threads)

    def open(self, on_start: Callable[[int], None]) -> None:
        """Open a session in each thread; raises what the first that fails raises."""
        self._on_start = on_start
        for thread in self._threads:
            thread.start()
        failures = [found for _ in self._threads if (found := self._opened.get()) is not None]
        if failures:
            self.close()
            raise failures[0]

    def submit(self, items: Sequence[tuple[int, Item]]) -> None:
        """Take items to send. Returns at once."""
        for item in items:
            self._work.put(item)

    def outcomes(self, timeout: float) -> Outcomes:
        """What is known by now, waiting at most ``timeout`` seconds for the first."""
        try:
            heard = [self._heard.get(timeout=timeout)]
        except Empty:
            return []
        return [*heard, *self._rest()]

    def drain(self, timeout: float) -> Outcomes:
        """Start nothing more; the outcomes of all that was started, within ``timeout`` seconds."""
        self._leave(time.monotonic() + timeout)
        return list(self._rest())

    def close(self) -> None:
        """End the threads that can end."""
        self._leave(time.monotonic())

    def _leave(self, until: float) -> None:
        self._stopping.set()
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _rest(self) -> Iterator[tuple[int, Outcome]]:
        while not self._heard.empty():
            yield self._heard.get()

    def _run(self) -> None:
        try:
            with self._sender.session() as session:
                self._opened.put(None)
                self._carry(session)
        except BaseException as error:  # noqa: BLE001 - raised again by open()
            self._opened.put(error)

    def _carry(self, session: Session) -> None:
        while (work := self._work.get()) and self._may_start():
            number, item = work
            self._on_start(number)
            self._heard.put((number, _sent(session, item)))

    def _may_start(self) -> bool:
        """Wait for this item's turn; False when nothing may start any more."""
        with self._booking:
            wait = self._rate.book(time.monotonic())
        return not self._stopping.wait(wait) if wait else not self._stopping.is_set()


def _sent(session: Session, item: Item) -> Outcome:
    """What became of an item. A plug-in that breaks its promise leaves everybody in doubt."""
    try:
        return session.send(item)
    except Exception as error:  # noqa: BLE001 - whatever it is, it may have gone out
        return Outcome("unknown", text=f"the sender failed: {type(error).__name__}")


@contextmanager
def pooled(
    sender: Sender, threads: int, rate: Rate | None, on_start: Callable[[int], None]
) -> Iterator[PooledSession]:
    """A conversation of many items with ``sender``; raises as `Sender.session` does."""
    session = PooledSession(sender, threads, rate)
    session.open(on_start)
    try:
        yield session
    finally:
        session.close()
