"""One channel's run: grants go out, outcomes come in, and every commit is one tick of the ledger.

Three threads share the work: the sender's own writes to the network, this one makes messages and
notes what it hears, and a third commits, so that nobody waits for the disk.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event as Flag
from typing import Any, Protocol

from newsletter.delivery.events import Delivered, Event, Progress
from newsletter.delivery.hand import Hand
from newsletter.delivery.items import Draft, Drafts, Items
from newsletter.delivery.policy import Policy
from newsletter.delivery.recovering import NOT_STARTED
from newsletter.delivery.refusals import Refusals
from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome
from newsletter.ports import Clock, Outcomes
from newsletter.posting import Item
from newsletter.problems import Problem
from newsletter.store.ledger import Grant, Granted, Ledger
from newsletter.store.outcomes import Finished, NotTried

LISTEN = 0.02
"""Seconds to wait for outcomes, and between two commits that few outcomes ask for."""

LOOK_UP = 0.5
"""Seconds after which the ledger is asked in any case: has somebody cancelled?"""

CANCELLED = Outcome("failed", text="the plan was cancelled before this was sent")


class Carrier(Protocol):
    """What a run needs of a session: `newsletter.ports.BulkSession`, for any item."""

    @property
    def capacity(self) -> int:
        """How many items are useful to have in hand."""
        ...

    def submit(self, items: Sequence[tuple[int, Any]]) -> None:
        """Take items, or drafts of them, to send. Returns at once."""
        ...

    def outcomes(self, timeout: float) -> Outcomes:
        """What is known by now."""
        ...

    def drain(self, timeout: float) -> Outcomes:
        """Start nothing more; the outcomes of all that was started."""
        ...


@dataclass(slots=True)
class ChannelRun:
    """The run of one channel. ``in_order``: nothing is granted past what waits to be retried.

    ``not_before`` gives the time of a seq that has one of its own.
    """

    ledger: Ledger
    carrier: Carrier
    items: Items | Drafts
    hand: Hand
    policy: Policy
    clock: Clock
    stop: Flag
    report: Callable[[Event], None]
    in_order: bool = False
    not_before: Callable[[int], datetime | None] = lambda _: None
    done: int = 0
    due_at: datetime | None = None
    cancelled: bool = False
    fault: NewsletterError | None = None
    accepted: int = 0
    tried: bool = False
    refusals: Refusals = field(init=False)
    _exhausted: bool = False
    _due_later: datetime | None = None
    _last_tick: float = float("-inf")
    _percent: int = -1

    def __post_init__(self) -> None:
        self.refusals = Refusals(self.policy)

    def run(self) -> None:
        """Deliver until there is nothing more to do now, or something ends the run.

        ``fault`` then holds what ended it. Whatever was granted has an outcome on record.

        Raises:
            NewsletterError: the last outcomes could not be recorded; the journal holds them.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="ledger") as committer:
            self._wind_up(self._carry_on(committer))

    def _carry_on(self, committer: ThreadPoolExecutor) -> "Future[_Tick] | None":
        """The loop; returns the tick that is still under way at its end."""
        tick: Future[_Tick] | None = None
        try:
            while not self._ended():
                if tick and tick.done():
                    taken, tick = tick, None
                    self._take(taken.result())
                if tick is None and self._tick_is_due():
                    tick = committer.submit(self._tick, self._batch(), *self._wanted())
                if tick is None and self.hand.empty and self._wanted() == (0, 0):
                    break
                self._hear(self.carrier.outcomes(LISTEN))
        except NewsletterError as error:
            self.fault = error
        return tick

    def _ended(self) -> bool:
        if self.refusals.too_many and self.fault is None:
            self.fault = NewsletterError(_too_many(self.refusals, self.ledger.channel.channel))
        return self.stop.is_set() or self.cancelled or self.fault is not None

    def _wanted(self) -> tuple[int, int]:
        """How many first attempts and how many retries to ask for."""
        room = self.hand.room
        due = self.due_at is not None and self.due_at <= self.clock.now()
        if self._exhausted or (self.in_order and self.due_at):
            return 0, room if due else 0
        retries = (room + 1) // 2 if due else 0
        return room - retries, retries

    def _tick_is_due(self) -> bool:
        since = time.monotonic() - self._last_tick
        if since < LISTEN:
            return self.hand.answered * 2 >= self.hand.capacity
        return self.hand.answered > 0 or self._wanted() != (0, 0) or since >= LOOK_UP

    def _batch(self) -> Finished:
        self._last_tick = time.monotonic()
        self._due_later = None
        return self.hand.batch()

    def _tick(self, finished: Finished, first: int, retries: int) -> "_Tick":
        """One transaction, in the committer's thread."""
        granted = self.ledger.tick(finished, first, self.clock.now(), retries=retries)
        got = sum(one.attempt > 0 for one in (*granted.grants, *granted.suppressed))
        if got == retries:
            return _Tick(granted, looked=False)
        return _Tick(granted, looked=True, next_due=self.ledger.next_due())

    def _take(self, tick: "_Tick") -> None:
        """A tick was committed: what it granted may start."""
        granted = tick.granted
        self.hand.committed()
        self._exhausted, self.cancelled = granted.exhausted, granted.cancelled
        if tick.looked:
            self.due_at = _earliest(tick.next_due, self._due_later)
        self.done += sum(one.attempt == 0 for one in granted.suppressed)
        items = [self._item(grant) for grant in granted.grants]
        if ready := [item for item in items if item is not None]:
            self.tried = True
            self.carrier.submit(ready)
        self._tell_progress()

    def _item(self, grant: Grant) -> tuple[int, Item | Draft] | None:
        """What to hand over for a grant; None where it is known without trying."""
        number, now = self.hand.take(grant), self.clock.now()
        resting = self.refusals.not_before(grant.address, now) or self._not_yet(grant, now)
        if resting:
            self._answer(number, resting)
            return None
        try:
            return number, self.items.item(grant, now)
        except Exception as error:  # noqa: BLE001 - one bad recipient never stops the rest
            text = f"the message could not be made: {type(error).__name__}"
            self._answer(number, Outcome("failed", text=text))
            return None

    def _not_yet(self, grant: Grant, now: datetime) -> Outcome | None:
        """A deferral in place of a try, for what has a later time of its own."""
        due = self.not_before(grant.seq)
        if due is None or due <= now:
            return None
        return NotTried("deferred", text="planned for later", retry_at=due)

    def _hear(self, outcomes: Outcomes) -> None:
        now = self.clock.now()
        for number, outcome in outcomes:
            grant = self.hand.granted(number)
            self.refusals.hear(grant.address, outcome, now)
            self._answer(number, self.policy.judged(grant.attempt, outcome, now))

    def _answer(self, number: int, outcome: Outcome) -> None:
        grant = self.hand.granted(number)
        self.hand.answer(number, outcome)
        self.done += grant.attempt == 0
        self.accepted += outcome.state == "accepted"
        if outcome.state == "deferred":
            due = outcome.retry_at or self.clock.now()
            self.due_at = _earliest(self.due_at, due)
            self._due_later = _earliest(self._due_later, due)
        if outcome.state != "accepted" or self.in_order:
            self._tell(grant, outcome)

    def _tell(self, grant: Grant, outcome: Outcome) -> None:
        name = self.ledger.channel.channel
        told = (outcome.state, outcome.receipt, outcome.text, outcome.retry_at)
        self.report(Delivered(name, grant.address, *told))

    def _tell_progress(self) -> None:
        total = self.ledger.channel.snapshot.size
        percent = 100 * self.done // max(1, total)
        if percent != self._percent:
            self._percent = percent
            name = self.ledger.channel.channel
            self.report(Progress(name, self.done, total, self.accepted))

    def _wind_up(self, tick: "Future[_Tick] | None") -> None:
        """Let what is under way finish, and put everything on record."""
        never_submitted = self._last_grants(tick)
        self._hear(self.carrier.drain(self.policy.drain))
        left = CANCELLED if self.cancelled else NOT_STARTED
        for number in never_submitted:
            self._answer(number, left)
        for number, known in self.hand.unheard():
            self._answer(number, known or left)
        if self.hand.empty:
            return
        self._take_nothing(self.ledger.tick(self.hand.batch(), 0, self.clock.now()))

    def _take_nothing(self, granted: Granted) -> None:
        self.hand.committed()
        self.cancelled = self.cancelled or granted.cancelled
        self._tell_progress()

    def _last_grants(self, tick: "Future[_Tick] | None") -> list[int]:
        """What the last tick granted, which is not going to start any more."""
        try:
            last = tick.result() if tick else None
        except NewsletterError as error:
            self.fault = self.fault or error
            last = None
        if last is None:
            self.hand.not_committed()
            return []
        self.hand.committed()
        self.cancelled = self.cancelled or last.granted.cancelled
        return [self.hand.take(grant) for grant in last.granted.grants]


@dataclass(frozen=True, slots=True)
class _Tick:
    """What a tick granted and, if it looked for retries in vain, when the next one is due."""

    granted: Granted
    looked: bool
    next_due: datetime | None = None


def _earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    return min((one for one in (first, second) if one is not None), default=None)


def _too_many(refusals: Refusals, channel: str) -> Problem:
    text = f"'{channel}': {refusals.in_a_row} refusals in a row, so it was stopped."
    said = f" The last one: {refusals.last}" if refusals.last else ""
    hint = "Find out why, perhaps lower `rate`, then send again: it goes on where it stopped."
    return Problem("refused-in-a-row", text + said, hint)
