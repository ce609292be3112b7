"""Senders that take one item at a time, used by a few threads side by side."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from newsletter.channels.pace import Pace
from newsletter.channels.rates import Rate
from newsletter.delivery.hearing import broken_promise, heard
from newsletter.delivery.sessions import session_of
from newsletter.outcome import Outcome
from newsletter.ports import BatchSession, Outcomes, Reconciles, Sender, Session
from newsletter.posting import Item

IN_HAND = 64
"""Items for each thread that keep it busy until the caller comes by again."""

_Work = tuple[int, Item] | None
_Batch = list[tuple[int, Item]]
_Answered = tuple[tuple[int, Item], Outcome]


class PooledSession:
    """A `newsletter.ports.BulkSession`, except that items are posts as well, over `Session`s."""

    def __init__(
        self, sender: Sender, threads: int, rate: Rate | None, look_again: Sequence[float] = ()
    ) -> None:
        self._sender = sender
        self._look_again = look_again
        self._batch = max(1, sender.limits.batch)
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
        return max(IN_HAND, 2 * self._batch) * len(self._threads)

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
            with session_of(self._sender) as session:
                self._opened.put(None)
                self._carry(session)
        except BaseException as error:  # noqa: BLE001 - raised again by open()
            self._opened.put(error)

    def _carry(self, session: Session) -> None:
        most = self._batch if isinstance(session, BatchSession) else 1
        while (batch := self._next(most)) and self._may_start(len(batch)):
            for number, _ in batch:
                self._on_start(number)
            outcomes = _sent(session, batch)
            self._hear(session, list(zip(batch, outcomes, strict=True)))

    def _hear(self, session: Session, answers: list[_Answered]) -> None:
        """Tell what became of a batch: at once, but for what can be looked up."""
        looks = session if isinstance(session, Reconciles) else None
        unsure: list[_Answered] = []
        for answered in answers:
            (number, _), outcome = answered
            if looks and outcome.state == "unknown":
                unsure.append(answered)
            else:
                self._heard.put((number, outcome))
        if looks:
            self._look_up(looks, unsure)

    def _next(self, most: int) -> _Batch:
        """The items to send together: at least one, or none at the end."""
        batch: _Batch = []
        work = self._work.get()
        while work:
            batch.append(work)
            if len(batch) == most or self._work.empty():
                return batch
            work = self._work.get()
        if batch:
            self._work.put(None)
        return batch

    def _may_start(self, count: int) -> bool:
        """Wait for the turn of so many items; False when nothing may start any more."""
        with self._booking:
            now = time.monotonic()
            wait = max(self._rate.book(now) for _ in range(count))
        return not self._stopping.wait(wait) if wait else not self._stopping.is_set()

    def _look_up(self, session: Reconciles, unsure: list[_Answered]) -> None:
        """Find out what became of the unknown ones of a batch; each pause is for all of them."""
        for pause in self._look_again:
            if not unsure or self._stopping.wait(pause):
                break
            unsure = [one for one in unsure if not self._found(session, one)]
        for (number, _), outcome in unsure:
            self._heard.put((number, outcome))

    def _found(self, session: Reconciles, answered: _Answered) -> bool:
        (number, item), _ = answered
        outcome = looked_up(session, item)
        if outcome.state == "unknown":
            return False
        self._heard.put((number, outcome))
        return True


def looked_up(session: Reconciles, item: Item) -> Outcome:
    """What a session finds out about an item; a plug-in that fails has found out nothing."""
    try:
        return heard(session.reconcile(item))
    except BaseException as error:  # noqa: BLE001 - a look must never end a run
        return Outcome("unknown", text=f"it could not be looked up: {type(error).__name__}")


def _sent(session: Session, batch: _Batch) -> Sequence[Outcome]:
    """What became of items. A plug-in that breaks its promise leaves everybody in doubt."""
    try:
        if len(batch) > 1 and isinstance(session, BatchSession):
            outcomes = session.send_all([item for _, item in batch])
            if len(outcomes) != len(batch):
                return [broken_promise("its outcomes are not as many as the items")] * len(batch)
            return [heard(one) for one in outcomes]
        return [heard(session.send(batch[0][1]))]
    except BaseException as error:  # noqa: BLE001 - whatever it is, it may have gone out
        return [broken_promise(type(error).__name__)] * len(batch)


@contextmanager
def pooled(
    sender: Sender,
    threads: int,
    rate: Rate | None,
    on_start: Callable[[int], None],
    look_again: Sequence[float] = (),
) -> Iterator[PooledSession]:
    """A conversation of many items with ``sender``; raises as `Sender.session` does.

    ``look_again`` are the pauses in seconds before each look at what became of an unknown.
    """
    session = PooledSession(sender, threads, rate, look_again)
    session.open(on_start)
    try:
        yield session
    finally:
        session.close()
