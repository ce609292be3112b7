"""Deliver a plan: its channels run side by side, and tell what they do as events."""

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from queue import Queue
from threading import Event as Flag
from threading import Thread
from typing import TypeGuard

from newsletter.channels.rates import Rate
from newsletter.delivery.channel_run import Carrier, ChannelRun
from newsletter.delivery.events import (
    Delivered,
    Event,
    Finished,
    Holding,
    InDoubt,
    Started,
    Stopped,
)
from newsletter.delivery.hand import Hand
from newsletter.delivery.items import Drafts, Items, Messages
from newsletter.delivery.journal import Journal, journal
from newsletter.delivery.policy import Policy
from newsletter.delivery.pooled import pooled
from newsletter.delivery.reconciling import reconcile
from newsletter.delivery.recovering import journal_path, recover, settle_doubts
from newsletter.errors import AuthRefused, NewsletterError
from newsletter.ports import BulkOrder, BulkSender, Clock, Sender
from newsletter.store.ledger import Ledger, own
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.plans import find_plan
from newsletter.store.status import counts

THREADS = 4
MOST_THREADS = 32
LOOK_UP = 0.1
"""Seconds between two looks at whether a plan that is held was cancelled."""

EVENTS = 1000
"""Events that may wait to be read; then the channels wait, so that memory stays flat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWork:
    """What one channel is to do. ``make_items`` and ``open_sender`` may raise why it cannot.

    ``message_id`` names a recipient's message by its seq; None where there is none. ``not_before``
    is the time of a seq that must not go out earlier.
    ``connections`` and ``rate`` are for senders that take one item at a time; the others know
    their own.
    """

    channel: PlanChannel
    make_items: Callable[[], Items]
    open_sender: Callable[[], Sender]
    message_id: Callable[[int], str | None] = lambda _: None
    not_before: Callable[[int], datetime | None] = lambda _: None
    connections: int | None = None
    rate: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Everything that a delivery needs. ``stop`` ends it: what is under way is finished first.

    ``folder`` is where the journals of a run are kept if the store is no file.
    """

    store: Store
    clock: Clock
    folder: Path
    policy: Policy = field(default_factory=Policy)
    stop: Flag = field(default_factory=Flag)

    def deliver(
        self, works: Sequence[ChannelWork], *, hold: float = 0.0
    ) -> Generator[Event, None, None]:
        """Deliver on all channels, after ``hold`` seconds in which it can be cancelled.

        One channel's trouble never stops another. Ending the iteration early stops the run.

        Raises:
            NewsletterError: run-owned, for any channel, before anything is done; or the store
                failed, after all that could be recorded was.
        """
        with ExitStack() as stack:
            owned = [self._own(stack, work) for work in works]
            if hold > 0:
                yield Holding(hold)
                if not self._held(works, hold):
                    return
            yield from self._side_by_side(works, owned)

    def _own(self, stack: ExitStack, work: ChannelWork) -> Ledger:
        return stack.enter_context(own(self.store, work.channel, self.clock.now()))

    def _held(self, works: Sequence[ChannelWork], hold: float) -> bool:
        """Wait; False when it was cancelled or stopped meanwhile.

        It counts its own waits: a clock that is set back would hold for too long.
        """
        waited = 0.0
        while waited < hold and not self.stop.wait(min(LOOK_UP, hold - waited)):
            waited += LOOK_UP
            if self._cancelled(works):
                return False
        return not self.stop.is_set()

    def _cancelled(self, works: Sequence[ChannelWork]) -> bool:
        with self.store.reading() as connection:
            plans = {work.channel.plan for work in works}
            return any(find_plan(connection, plan).state == "cancelled" for plan in plans)

    def _side_by_side(
        self, works: Sequence[ChannelWork], owned: Sequence[Ledger]
    ) -> Generator[Event, None, None]:
        told: Queue[Event | BaseException | None] = Queue(EVENTS)
        threads = [
            Thread(
                target=self._in_thread, args=(work, ledger, told.put), name=ledger.channel.channel
            )
            for work, ledger in zip(works, owned, strict=True)
        ]
        for thread in threads:
            thread.start()
        running, crash = len(threads), None
        try:
            while running:
                event = told.get()
                if event is None:
                    running -= 1
                elif isinstance(event, BaseException):
                    crash = event
                else:
                    yield event
        finally:
            self._end(running, told)
        if crash:
            raise crash

    def _end(self, running: int, told: "Queue[Event | BaseException | None]") -> None:
        """The reader left early: stop, and wait for the channels, which still tell things."""
        if running:
            self.stop.set()
        while running:
            running -= told.get() is None

    def _in_thread(
        self,
        work: ChannelWork,
        ledger: Ledger,
        tell: Callable[[Event | BaseException | None], None],
    ) -> None:
        try:
            _ChannelDelivery(self, work, ledger, tell).run()
        except BaseException as error:  # noqa: BLE001 - raised again by the reader's thread
            tell(error)
        finally:
            tell(None)


@dataclass(frozen=True, slots=True)
class _ChannelDelivery:
    """One channel of a delivery, in its own thread."""

    engine: Engine
    work: ChannelWork
    ledger: Ledger
    tell: Callable[[Event], None]

    def run(self) -> None:
        """Recover what an earlier run left, then deliver the rest."""
        path = journal_path(self.engine.store, self.work.channel, self.engine.folder)
        with journal(path, self.ledger.epoch) as opened:
            self._recover(opened)
            self._deliver(opened)

    @property
    def _name(self) -> str:
        return self.work.channel.channel

    def _recover(self, opened: Journal) -> None:
        for doubt in recover(self.ledger, opened.remains, self.engine.policy, self.engine.clock):
            self.tell(InDoubt(self._name, doubt.address, self.work.message_id(doubt.seq)))

    def _deliver(self, opened: Journal) -> None:
        run: ChannelRun | None = None
        try:
            items, sender = self.work.make_items(), self.work.open_sender()
            self._settle(items, sender)
            hand = Hand(opened)
            bulk = _is_bulk(sender) and isinstance(items, Messages)
            with self._carrier(sender, items, opened) as carrier:
                hand.make_room(1 if self._in_order else carrier.capacity)
                run = self._run_over(carrier, Drafts() if bulk else items, hand)
                run.run()
        except NewsletterError as error:
            if run and not run.hand.empty:
                raise
            self._tell_stopped(error, tried=bool(run and run.tried))
        else:
            self._tell_end(run)

    def _settle(self, items: Items, sender: Sender) -> None:
        """Find out about those in doubt; what nobody can tell is settled as [safety] says."""
        clock = self.engine.clock
        stop = self.engine.stop
        for doubt, outcome in reconcile(self.ledger, items, sender, clock, stop):
            told = (outcome.state, outcome.receipt, outcome.text, outcome.retry_at)
            self.tell(Delivered(self._name, doubt.address, *told))
        settle_doubts(self.ledger, self.engine.policy.doubt, clock)

    @property
    def _in_order(self) -> bool:
        return self.work.channel.kind != "email"

    def _carrier(
        self, sender: Sender, items: Items, opened: Journal
    ) -> AbstractContextManager[Carrier]:
        if _is_bulk(sender) and isinstance(items, Messages):
            expected = self.work.channel.snapshot.size - self._done_before()
            return sender.bulk_session(BulkOrder(items.message, opened, expected))
        threads = 1 if self._in_order else min(self.work.connections or THREADS, MOST_THREADS)
        return pooled(sender, threads, self.work.rate, opened.start, self.engine.policy.look_again)

    def _run_over(self, carrier: Carrier, items: Items | Drafts, hand: Hand) -> ChannelRun:
        done = self._done_before()
        self.tell(Started(self._name, self.work.channel.snapshot.size, done))
        return ChannelRun(
            ledger=self.ledger,
            carrier=carrier,
            items=items,
            hand=hand,
            policy=self.engine.policy,
            clock=self.engine.clock,
            stop=self.engine.stop,
            report=self.tell,
            in_order=self._in_order,
            not_before=self.work.not_before,
            done=done,
            due_at=self.ledger.next_due(),
        )

    def _done_before(self) -> int:
        with self.engine.store.reading() as connection:
            found = counts(connection, [self.work.channel.plan])
        mine = next(one for one in found if one.channel == self._name)
        return self.work.channel.snapshot.size - mine.pending

    def _tell_end(self, run: ChannelRun | None) -> None:
        if run and run.fault:
            self._tell_stopped(run.fault, tried=run.tried)
        else:
            self.tell(Finished(self._name))

    def _tell_stopped(self, error: NewsletterError, *, tried: bool) -> None:
        refused = isinstance(error, AuthRefused)
        self.tell(Stopped(self._name, error.problems, credentials=refused, tried=tried))


def _is_bulk(sender: Sender) -> TypeGuard[BulkSender]:
    return hasattr(sender, "bulk_session")
