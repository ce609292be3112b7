"""The daemon itself: wakes up, looks what is due, has it done in a few threads."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event as Flag

from newsletter.daemon.alarm import alarm
from newsletter.daemon.catalog import FOLDER, Catalog
from newsletter.daemon.dispatcher import Dispatcher, Job
from newsletter.daemon.editions import EditionDesk
from newsletter.daemon.events import Crashed, Event, Idle, Sending, StoreTrouble
from newsletter.daemon.hand_plans import HandPlans
from newsletter.daemon.settings_file import SettingsFile
from newsletter.delivery.events import Event as Delivery
from newsletter.errors import NewsletterError
from newsletter.ports import Clock, Secrets
from newsletter.store.occurrences import Occurred
from newsletter.store.opening import Store
from newsletter.store.plans import Plan
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
    ask: Callable[[Workspace, Occurred, Plan], None]
    stop: Flag = field(default_factory=Flag)
    _wake: Flag = field(default_factory=Flag)
    _desk: EditionDesk = field(init=False)
    _catalog: Catalog = field(init=False)
    _dispatcher: Dispatcher = field(init=False)
    _settings: SettingsFile = field(init=False)
    _hand: HandPlans = field(init=False)

    def __post_init__(self) -> None:
        folder, zone = self.workspace.folder, self.workspace.settings.newsletter.timezone
        self._desk = EditionDesk(
            self.workspace, self.store, self.secrets, self.clock, self.stop, self._ask, self._told
        )
        self._catalog = Catalog(folder / FOLDER, zone, self.store, self.clock.now, self.tell)
        self._dispatcher = Dispatcher(self.store, self._desk, self.clock.now, self.tell)
        self._settings = SettingsFile(folder, self.tell)
        self._hand = HandPlans(self.store, self._desk.go_on)

    def run(self) -> None:
        """Work until it is stopped; what is under way then is finished first."""
        with alarm(self._wake.set) as clock, ThreadPoolExecutor(WORKERS, "daemon") as pool:
            while not self.stop.is_set():
                for job in self._look():
                    pool.submit(self._do, job)
                clock.set(self._dispatcher.looks_at())
                self.tell(Idle(self._dispatcher.looks_at()))
                self._wake.wait(POLL)
                self._wake.clear()

    def end(self) -> None:
        """Stop soon; safe to call from a signal's handler."""
        self.stop.set()
        self._wake.set()

    def _look(self) -> Iterable[Job]:
        try:
            self._refresh()
            return [*self._dispatcher.look(), *self._hand.look(self.clock.now())]
        except NewsletterError as error:
            self.tell(StoreTrouble(error.problems))
            return ()

    def _refresh(self) -> None:
        if changed := self._settings.refresh():
            self._desk.workspace = changed
            self._catalog.timezone = changed.settings.newsletter.timezone
        if (schedules := self._catalog.refresh()) is not None:
            self._dispatcher.adopt(schedules)

    def _do(self, job: Job) -> None:
        try:
            job.run()
        except Exception as error:  # noqa: BLE001 - one occurrence's fault ends no daemon
            self.tell(Crashed(job.key[0], job.key[1], error))
            self._dispatcher.leave_alone(job.key)
        self._wake.set()

    def _ask(self, row: Occurred, plan: Plan) -> None:
        self.ask(self._desk.workspace, row, plan)

    def _told(self, row: Occurred, event: Delivery | Sent) -> None:
        self.tell(Sending(row, event))
