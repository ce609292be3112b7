"""Which occurrences are to be worked on now: found anew at each look, in the store."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import RLock

from newsletter.daemon.agenda import AT_ONCE, due, missed_row, spoken_span
from newsletter.daemon.desk import Desk, Ended, NotReady, Prepared
from newsletter.daemon.events import Closed, Event, Missed, Ready, Trouble
from newsletter.errors import NewsletterError
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import (
    Occurred,
    OccurrenceState,
    close,
    cursors_of,
    open_occurrences,
    record,
)
from newsletter.store.opening import Store

TRY_AGAIN = timedelta(minutes=5)
"""How long after a preparation that did not succeed the next one comes, before its time."""

A_MOMENT = timedelta(seconds=1)
"""How long after one that is being prepared the next one of its schedule is looked at."""

AFTER_A_FAULT = timedelta(minutes=1)
"""How long a job is left alone when the store, or something unforeseen, ended it."""

Key = tuple[str, str]
"""A schedule, and the nominal time of an occurrence."""

_Work = tuple[Key, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do now. Jobs of different keys may run side by side."""

    key: Key
    run: Callable[[], None]


@dataclass(slots=True)
class Dispatcher:
    """Looks what is due, and knows what is under way in this process. Time comes from outside."""

    store: Store
    desk: Desk
    clock: Callable[[], datetime]
    tell: Callable[[Event], None]
    _schedules: Mapping[str, Schedule] = field(default_factory=dict)
    _looks: list[tuple[datetime, str]] = field(default_factory=list)
    _busy: set[Key] = field(default_factory=set)
    _again: dict[Key, datetime] = field(default_factory=dict)
    _told: dict[Key, str] = field(default_factory=dict)
    _opens_at: datetime | None = None
    _lock: RLock = field(default_factory=RLock)

    def adopt(self, schedules: Mapping[str, Schedule]) -> None:
        """These are the schedules from now on. The store must know them already."""
        now = self.clock()
        self._schedules = dict(schedules)
        self._looks = [(now, name) for name in sorted(schedules) if not schedules[name].paused]
        heapq.heapify(self._looks)

    def look(self) -> list[Job]:
        """What is to be done now. Whoever runs a job looks again afterwards."""
        now = self.clock()
        with self._lock:
            # Nothing is taken before all of it was found: the store may fail in the middle.
            found = [*self._deliveries(now), *self._preparations(now)]
            jobs = [self._job(key, work) for key, work in found]
            self._drop_idle(now)
            return jobs

    def looks_at(self) -> datetime | None:
        """When there is something to do next, as far as this process knows."""
        with self._lock:
            known = [self._looks[0][0]] if self._looks else []
            known += [self._opens_at] if self._opens_at else []
            return min((*known, *self._again.values()), default=None)

    def leave_alone(self, key: Key) -> None:
        """Something unforeseen ended a job: it is not tried again at once."""
        self._wait(key, self.clock() + AFTER_A_FAULT, "")

    def _drop_idle(self, now: datetime) -> None:
        """What was to be tried again now and is not there any more: it was moved, or closed."""
        for key in [key for key, again in self._again.items() if again <= now]:
            if key not in self._busy:
                del self._again[key]

    def _preparations(self, now: datetime) -> Iterator[_Work]:
        names = list(self._names_due(now))
        if not names:
            return
        try:
            yield from self._prepared(names, now)
        except NewsletterError:
            for name in names:
                heapq.heappush(self._looks, (now, name))
            raise

    def _prepared(self, names: Sequence[str], now: datetime) -> Iterator[_Work]:
        with self.store.reading() as connection:
            cursors = cursors_of(connection, names)
            taken = _nominals(open_occurrences(connection))
        for name in names:
            schedule = self._schedules[name]
            lead = self.desk.lead(schedule)
            theirs = taken.get(name, frozenset())
            if self._is_preparing(name, theirs):
                # Until its row is written it would look as if it had been missed.
                heapq.heappush(self._looks, (now + A_MOMENT, name))
                continue
            found = due(schedule, cursors[name], now, lead, theirs)
            if found.missed:
                self._record(found.missed, now, is_late=True)
            if found.looks_at:
                heapq.heappush(self._looks, (found.looks_at, name))
            if found.now and self._is_free((name, found.now.key), now):
                yield (name, found.now.key), self._preparing(schedule, found.now)

    def _is_preparing(self, name: str, taken: frozenset[str]) -> bool:
        return any(other == name and nominal not in taken for other, nominal in self._busy)

    def _names_due(self, now: datetime) -> Iterator[str]:
        """The schedules to look at, each once."""
        seen = set()
        while self._looks and self._looks[0][0] <= now:
            seen.add(heapq.heappop(self._looks)[1])
        seen.update(name for (name, _), again in self._again.items() if again <= now)
        known = (self._schedules.get(name) for name in sorted(seen))
        yield from (one.name for one in known if one and not one.paused)

    def _is_free(self, key: Key, now: datetime) -> bool:
        return key not in self._busy and self._again.get(key, now) <= now

    def _job(self, key: Key, work: Callable[[], None]) -> Job:
        self._busy.add(key)
        self._again.pop(key, None)

        def run() -> None:
            try:
                work()
            except NewsletterError as error:
                text = str(error.problems[0])
                self._wait(key, self.clock() + AFTER_A_FAULT, text, is_fault=True)
            finally:
                with self._lock:
                    self._busy.discard(key)

        return Job(key, run)

    def _preparing(self, schedule: Schedule, one: Occurrence) -> Callable[[], None]:
        def work() -> None:
            began = self.clock()
            found = self.desk.prepare(schedule, one, began)
            if isinstance(found, Prepared):
                self.tell(Ready(found.row))
            elif isinstance(found, NotReady):
                self._not_ready(schedule, one, found, began)

        return work

    def _not_ready(
        self, schedule: Schedule, one: Occurrence, found: NotReady, began: datetime
    ) -> None:
        """At its time that is its end; before, it is tried again."""
        if began >= one.fires_at:
            row = missed_row(schedule, one, found.reason)
            self._record([_in_state(row, found.state)], self.clock())
            return
        again_at = min(one.fires_at, began + TRY_AGAIN)
        is_fault = found.state == "failed"
        self._wait((schedule.name, one.key), again_at, found.reason, is_fault=is_fault)

    def _record(self, rows: Sequence[Occurred], now: datetime, *, is_late: bool = False) -> None:
        with self.store.writing() as connection:
            new = record(connection, rows, now)
        if new:
            for row in rows:
                self._told.pop((row.schedule, row.nominal), None)
                self.tell(Missed(row, is_late))

    def _deliveries(self, now: datetime) -> Iterator[_Work]:
        with self.store.reading() as connection:
            rows = open_occurrences(connection)
        self._opens_at = min((row.fires_at for row in rows if row.fires_at > now), default=None)
        for row in rows:
            key = (row.schedule, row.nominal)
            if row.fires_at <= now and self._is_free(key, now):
                yield key, self._delivering(row)

    def _delivering(self, row: Occurred) -> Callable[[], None]:
        def work() -> None:
            found = self._ended(row) or self.desk.deliver(
                row, self._schedules.get(row.schedule), self.clock()
            )
            if isinstance(found, Ended):
                self._close(row, found)
            else:
                again_at = found.again_at or self.clock() + AT_ONCE
                self._wait((row.schedule, row.nominal), again_at, found.reason)

        return work

    def _ended(self, row: Occurred) -> Ended | None:
        """Why something that was planned and has not begun is not sent any more."""
        schedule = self._schedules.get(row.schedule)
        standing = self.desk.standing(row)
        if standing == "begun":
            return None
        if schedule is None:
            return Ended("skipped", "the schedule's file is gone")
        if schedule.paused:
            return Ended("skipped", "the schedule is paused")
        late_by = self.clock() - row.fires_at
        if schedule.work.late is None or late_by <= max(schedule.work.late, AT_ONCE):
            return None
        trouble = self._told.get((row.schedule, row.nominal))
        if standing == "ready" and trouble:
            return Ended("failed", trouble)
        why = "nobody has approved it" if standing == "waits" else "missed"
        return Ended("skipped", f"{why}: it would have been {spoken_span(late_by)} late")

    def _wait(self, key: Key, again_at: datetime, reason: str, *, is_fault: bool = False) -> None:
        """Come back to it; what is in the way is told once."""
        with self._lock:
            self._again[key] = again_at
            is_news = bool(reason) and self._told.get(key) != reason
            self._told[key] = reason
        if is_news:
            self.tell(Trouble(*key, reason, is_fault))

    def _close(self, row: Occurred, end: Ended) -> None:
        with self.store.writing() as connection:
            mine = close(connection, row, end.state, end.reason, self.clock())
        with self._lock:
            self._told.pop((row.schedule, row.nominal), None)
            self._again.pop((row.schedule, row.nominal), None)
        if mine:
            if end.state != "sent":
                self.desk.drop(row, end.reason)
            self.tell(Closed(_in_state(row, end.state, end.reason)))


def _nominals(rows: Iterable[Occurred]) -> Mapping[str, frozenset[str]]:
    """The nominal times of rows, by schedule."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.schedule, set()).add(row.nominal)
    return {name: frozenset(times) for name, times in found.items()}


def _in_state(row: Occurred, state: OccurrenceState, reason: str | None = None) -> Occurred:
    return replace(row, state=state, reason=row.reason if reason is None else reason)
