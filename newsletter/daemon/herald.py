"""Tells people what they should know, in a thread of its own, and each thing once.

It never holds anything up: who cannot be reached is written down, and the daemon goes on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from queue import Empty, Queue
from threading import Thread
from time import monotonic

from newsletter.daemon.alerts import alerts_of
from newsletter.daemon.events import Closed, Crashed, Event, NotTold, SettingsTaken, Told
from newsletter.errors import NewsletterError
from newsletter.ports import Clock, Secrets
from newsletter.store.notices import remember_told, was_told
from newsletter.store.occurrences import Occurred, open_occurrences
from newsletter.store.opening import Store
from newsletter.store.plans import Plan, find_plan
from newsletter.usecases.notices import (
    Alert,
    Notice,
    alert_notice,
    approval_notice,
    report_notice,
)
from newsletter.usecases.notifying import tell_people
from newsletter.usecases.workspace import Workspace

TOGETHER = 2.0
"""Seconds in which alerts are gathered, so that many of them are one message."""

REMIND = 300.0
"""Seconds between two looks for plans that wait without anybody knowing."""

OVERDUE = timedelta(minutes=2)
"""So long after it was made nobody else is telling people of a plan any more."""


@dataclass(frozen=True, slots=True)
class _Approval:
    row: Occurred
    plan: str


@dataclass(frozen=True, slots=True)
class _Report:
    plan: str


_Item = Alert | _Approval | _Report
_Group = tuple[Alert, ...] | _Approval | _Report


@dataclass(slots=True)
class Herald:
    """``log`` is told what became of each notice. ``workspace`` follows the settings' edits."""

    workspace: Workspace
    store: Store
    secrets: Secrets
    clock: Clock
    log: Callable[[Event], None]
    together: float = TOGETHER
    remind: float = REMIND
    _waiting: "Queue[_Item | None]" = field(default_factory=Queue)
    _tried: set[str] = field(default_factory=set)
    _reminded_at: float | None = None

    def tell(self, event: Event) -> None:
        """Take up what people should know of an event. Returns at once."""
        if isinstance(event, SettingsTaken):
            self.workspace = event.workspace
        for alert in alerts_of(event):
            self._waiting.put(alert)
        if isinstance(event, Closed) and event.row.state == "sent" and event.row.plan:
            self._waiting.put(_Report(event.row.plan))

    def ask(self, row: Occurred, plan: Plan) -> None:
        """Ask for the approval of a plan. Returns at once."""
        self._waiting.put(_Approval(row, plan.id))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Tell people until the end, and then what has not been told yet."""
        thread = Thread(target=self._work, name="herald")
        thread.start()
        try:
            yield
        finally:
            self._waiting.put(None)
            thread.join()

    def _work(self) -> None:
        is_open = True
        while is_open:
            batch = self._batch()
            is_open = None not in batch
            items = [one for one in batch if one is not None]
            if is_open and not items:
                items += self._forgotten()
            for one in _grouped(items):
                self._safely(one)

    def _batch(self) -> list[_Item | None]:
        """What has come, and what comes shortly after it."""
        batch: list[_Item | None] = []
        with suppress(Empty):
            batch.append(self._waiting.get(timeout=min(self.remind, 5.0)))
            until = monotonic() + self.together
            while batch[-1] is not None:
                batch.append(self._waiting.get(timeout=max(0.0, until - monotonic())))
        return batch

    def _safely(self, one: _Group) -> None:
        try:
            self._do(one)
        except NewsletterError as error:
            self.log(NotTold("", error.problems))
        except Exception as error:  # noqa: BLE001 - telling people must not end the telling
            self.log(Crashed("", "", error))

    def _do(self, one: _Group) -> None:
        match one:
            case _Approval():
                self._ask(one)
            case _Report():
                self._report(one)
            case alerts:
                self._alert(alerts)

    def _ask(self, asked: _Approval) -> None:
        with self.store.reading() as connection:
            plan = find_plan(connection, asked.plan)
        if plan.state == "planned":
            settings = self.workspace.settings
            self._once(approval_notice(plan, self.store, settings, asked.row.reason))

    def _report(self, one: _Report) -> None:
        with self.store.reading() as connection:
            plan = find_plan(connection, one.plan)
        self._once(report_notice(plan, self.store, self.workspace.settings))

    def _alert(self, alerts: Sequence[Alert]) -> None:
        fresh = {one.key or one.text: one for one in alerts if self._is_news(one.key)}
        if not fresh:
            return
        key = f"alert:{sha256(repr((sorted(fresh), self.clock.now())).encode()).hexdigest()}"
        notice = alert_notice(tuple(fresh.values()), self.workspace.settings, key)
        self._tried.update(one.key for one in fresh.values() if one.key)
        if self._deliver(notice):
            self._remember([one.key for one in fresh.values() if one.key])

    def _once(self, notice: Notice) -> None:
        if self._is_news(notice.key) and self._deliver(notice):
            self._remember([notice.key])

    def _is_news(self, key: str | None) -> bool:
        if key is None:
            return True
        if key in self._tried:
            return False
        try:
            with self.store.reading() as connection:
                return not was_told(connection, key)
        except NewsletterError:
            return True

    def _remember(self, keys: Sequence[str]) -> None:
        self._tried.update(keys)
        # What cannot be written down now may be told once more by the next daemon.
        with suppress(NewsletterError), self.store.writing() as connection:
            remember_told(connection, keys, self.clock.now())

    def _deliver(self, notice: Notice) -> bool:
        """Tell people; False if nobody was: there is nobody, or nobody could be reached."""
        found = tell_people(notice, self.workspace, self.secrets, self.clock)
        if found.told:
            self.log(Told(notice.subject, found.told))
        if found.problems:
            self.log(NotTold(notice.subject, found.problems))
        return bool(found.told)

    def _forgotten(self) -> list[_Item]:
        """Plans that wait, and that nobody was told of: a daemon died, or no server answered."""
        now = monotonic()
        if self._reminded_at is not None and now - self._reminded_at < self.remind:
            return []
        self._reminded_at = now
        with suppress(NewsletterError), self.store.reading() as connection:
            rows = [row for row in open_occurrences(connection) if row.state == "waiting"]
            plans = [(row, find_plan(connection, row.plan)) for row in rows if row.plan]
            old = self.clock.now() - OVERDUE
            return [
                _Approval(row, plan.id)
                for row, plan in plans
                if plan.state == "planned"
                and plan.created_at < old
                and not was_told(connection, f"approval:{plan.id}")
            ]
        return []


def _grouped(items: Sequence[_Item]) -> Iterator[_Group]:
    """Requests and reports one by one, and all alerts as one."""
    yield from (one for one in items if not isinstance(one, Alert))
    if alerts := tuple(one for one in items if isinstance(one, Alert)):
        yield alerts
