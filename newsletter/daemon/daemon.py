"""The daemon itself: wakes up, looks what is due, has it done in a few threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event as Flag

from newsletter.daemon.alarm import Alarm, alarm
from newsletter.daemon.catalog import Catalog
from newsletter.daemon.dispatcher import Dispatcher, Job
from newsletter.daemon.editions import EditionDesk
from newsletter.daemon.events import (
    Crashed,
    Event,
    Idle,
    Sending,
    SettingsTaken,
    Stopping,
    StoreBack,
    StoreTrouble,
)
from newsletter.daemon.hand_plans import HandPlans
from newsletter.daemon.settings_file import SettingsFile
from newsletter.daemon.source_news import SourceNews
from newsletter.delivery.events import Event as Delivery
from newsletter.errors import NewsletterError
from newsletter.ports import Clock, Secrets
from newsletter.store.occurrences import Occurred
from newsletter.store.opening import Store
from newsletter.store.plans import Plan
from newsletter.usecases.schedules import FOLDER
from newsletter.usecases.sending import Sent
from newsletter.usecases.workspace import Workspace

WORKERS = 8
"""Occurrences that are worked on side by side."""

POLL = 1.0
"""Seconds after which it looks in any case: for edits, approvals, a clock that was set."""


@dataclass(slots=True)
class Daemon:
    """Runs until ``stop`` is set. ``tell`` is called from several threads."""

    workspace: Workspace
    store: Store
    secrets: Secrets
    clock: Clock
    tell: Callable[[Event], None]
    ask: Callable[[Occurred, Plan], None]
    stop: Flag = field(default_factory=Flag)
    _wake: Flag = field(default_factory=Flag)
    _under_way: set[Future[None]] = field(default_factory=set)
    _troubles: frozenset[str] = frozenset()
    _desk: EditionDesk = field(init=False)
    _catalog: Catalog = field(init=False)
    _dispatcher: Dispatcher = field(init=False)
    _settings: SettingsFile = field(init=False)
    _hand: HandPlans = field(init=False)

    def __post_init__(self) -> None:
        folder, zone = self.workspace.folder, self.workspace.settings.newsletter.timezone
        self._desk = EditionDesk(
            workspace=self.workspace,
            store=self.store,
            secrets=self.secrets,
            clock=self.clock,
            stop=self.stop,
            ask=self.ask,
            told=self._told,
            sources=SourceNews(self.tell),
        )
        self._catalog = Catalog(folder / FOLDER, zone, self.store, self.clock.now, self.tell)
        self._dispatcher = Dispatcher(self.store, self._desk, self.clock.now, self.tell)
        self._settings = SettingsFile(folder, self.tell)
        self._hand = HandPlans(self.store, self._desk.go_on)

    def run(self) -> None:
        """Work until it is stopped; what is under way then is finished first."""
        pool = ThreadPoolExecutor(WORKERS, "daemon")
        try:
            with alarm(self._wake.set) as clock:
                while not self.stop.is_set():
                    self._turn(pool, clock)
                    self._wake.wait(POLL)
                    self._wake.clear()
        finally:
            self.tell(Stopping(sum(not one.done() for one in self._under_way)))
            pool.shutdown(cancel_futures=True)

    def end(self) -> None:
        """Stop soon; safe to call from a signal's handler."""
        self.stop.set()
        self._wake.set()

    def _turn(self, pool: ThreadPoolExecutor, clock: Alarm) -> None:
        for job in self._look():
            self._under_way.add(pool.submit(self._do, job))
        self._under_way = {one for one in self._under_way if not one.done()}
        coming = self._dispatcher.looks_at()
        clock.set(coming)
        self.tell(Idle(coming, len(self._under_way)))

    def _look(self) -> list[Job]:
        """What is to be done now. One step's trouble does not keep the others from theirs."""
        jobs: list[Job] = []
        troubles: list[StoreTrouble | Crashed] = []
        for step in (self._refresh, self._dispatcher.look, self._by_hand):
            try:
                jobs += step()
            except NewsletterError as error:
                troubles.append(StoreTrouble(error.problems))
            except Exception as error:  # noqa: BLE001 - no look may end the daemon
                troubles.append(Crashed("", "", error))
        self._tell_of(troubles)
        return jobs

    def _tell_of(self, troubles: Sequence[StoreTrouble | Crashed]) -> None:
        """What is wrong with looking is told when it begins, and not at each look."""
        now = {_words(one): one for one in troubles}
        for words, trouble in now.items():
            if words not in self._troubles:
                self.tell(trouble)
        if self._troubles and not now:
            self.tell(StoreBack())
        self._troubles = frozenset(now)

    def _by_hand(self) -> list[Job]:
        return list(self._hand.look(self.clock.now()))

    def _refresh(self) -> tuple[Job, ...]:
        """Take up what was edited; there is nothing to do for it."""
        if changed := self._settings.refresh():
            self._desk.workspace = changed
            self.tell(SettingsTaken(changed))
            self._catalog.timezone = changed.settings.newsletter.timezone
        if (schedules := self._catalog.refresh()) is not None:
            self._dispatcher.adopt(schedules)
        return ()

    def _do(self, job: Job) -> None:
        try:
            job.run()
        except Exception as error:  # noqa: BLE001 - one occurrence's fault ends no daemon
            self.tell(Crashed(job.key[0], job.key[1], error))
            self._dispatcher.leave_alone(job.key)
        self._wake.set()

    def _told(self, row: Occurred, event: Delivery | Sent) -> None:
        self.tell(Sending(row, event))


def _words(trouble: StoreTrouble | Crashed) -> str:
    if isinstance(trouble, Crashed):
        return f"{type(trouble.error).__name__}: {trouble.error}"
    return "\n".join(map(str, trouble.problems))
