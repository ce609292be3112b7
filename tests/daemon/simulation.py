"""Years of schedules in seconds: a clock that tests move, a desk that counts, and kills."""

import random
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, event

from newsletter.daemon.catalog import Catalog
from newsletter.daemon.desk import Ended, GoesOn, NotReady, Prepared, Standing, Taken
from newsletter.daemon.dispatcher import Dispatcher
from newsletter.daemon.events import Event
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import Occurred, occurrences_of, record
from newsletter.store.opening import Store

ALL = 1_000_000


class Killed(Exception):
    """The process ends here, as with kill -9."""


@dataclass
class MovedClock:
    """A clock that stands still until it is moved, in either direction."""

    time: datetime

    def now(self) -> datetime:
        return self.time

    def move(self, span: timedelta) -> None:
        self.time += span


@dataclass
class CountingDesk:
    """Plans in the store, and sends each plan once, as the ledger does."""

    store: Store
    clock: MovedClock
    chance: random.Random
    kills: float = 0.0
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    begun: set[tuple[str, str]] = field(default_factory=set)
    leads: Mapping[str, timedelta] = field(default_factory=dict)

    def lead(self, schedule: Schedule) -> timedelta:
        return schedule.work.prepare

    def prepare(
        self, schedule: Schedule, occurrence: Occurrence, now: datetime
    ) -> Prepared | Taken | NotReady:
        self.kill()
        row = Occurred(
            schedule=schedule.name,
            nominal=occurrence.key,
            zone=occurrence.timezone,
            fires_at=occurrence.fires_at,
            state="planned",
        )
        with self.store.writing() as connection:
            new = record(connection, [row], now)
            self.kill()
        self.kill()
        return Prepared(row) if new else Taken()

    def deliver(self, row: Occurred, schedule: Schedule | None, now: datetime) -> Ended | GoesOn:
        key = (row.schedule, row.nominal)
        self.kill()
        if key not in self.begun:
            self.begun.add(key)
            self.sent[key] += 1
            self.sent_at[key] = now
        self.kill()
        return Ended("sent", "")

    def standing(self, row: Occurred) -> Standing:
        return "begun" if (row.schedule, row.nominal) in self.begun else "ready"

    def drop(self, row: Occurred, reason: str) -> None:
        pass

    def kill(self) -> None:
        if self.chance.random() < self.kills:
            raise Killed


@dataclass
class World:
    """A project folder with schedules, a store, a clock, and a daemon that can be started anew."""

    folder: Path
    store: Store
    clock: MovedClock
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    told: list[Event] = field(default_factory=list)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    restarts: int = 0

    def __post_init__(self) -> None:
        self.desk = CountingDesk(self.store, self.clock, self.chance)
        (self.folder / "schedules").mkdir(exist_ok=True)
        self.start()

    def start(self) -> None:
        """A new process: it remembers nothing but what is in the store and the files."""
        schedules = self.folder / "schedules"
        tell = self.told.append
        self.catalog = Catalog(schedules, "UTC", self.store, self.clock.now, tell)
        self.dispatcher = Dispatcher(self.store, self.desk, self.clock.now, tell)
        self.refresh()

    def write(self, name: str, text: str) -> None:
        """Write the file of a schedule, and let the daemon read it."""
        (self.folder / "schedules" / f"{name}.toml").write_text(text, "utf-8")
        self.refresh()

    def refresh(self) -> None:
        found = self.catalog.refresh()
        if found is not None:
            self.dispatcher.adopt(found)

    def work(self) -> None:
        """Do everything that is due now; a kill starts the daemon again."""
        while True:
            try:
                jobs = self.dispatcher.look()
                for job in jobs:
                    job.run()
            except Killed:
                self.restarts += 1
                self.start()
                continue
            if not jobs:
                return

    def run_until(self, end: datetime, *, trouble: float = 0.0) -> None:
        """Work, and let time pass; ``trouble`` is the chance of a downtime or a jump."""
        while self.clock.time < end:
            self.work()
            coming = self.dispatcher.looks_at() or end
            self.clock.time = min(end, max(coming, self.clock.time + timedelta(seconds=1)))
            if self.chance.random() < trouble:
                self.trouble()

    def trouble(self) -> None:
        """The computer is off for up to four days, or its clock is wrong by up to two hours."""
        if self.chance.random() < 0.5:
            began = self.clock.time
            self.clock.move(timedelta(hours=self.chance.uniform(0.1, 96)))
            self.down.append((began, self.clock.time))
            self.start()
        else:
            self.clock.move(timedelta(hours=self.chance.uniform(-2, 2)))

    def rows(self, name: str | None = None) -> list[Occurred]:
        with self.store.reading() as connection:
            return list(reversed(occurrences_of(connection, name, newest=ALL)))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def fail_at(store: Store, number: int) -> None:
    """Let the disk be full at the transaction ``number`` from now, the first one being 1."""
    begun = count(1)

    @event.listens_for(store.engine, "begin")
    def begin(_connection: Connection) -> None:
        if next(begun) == number:
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full
