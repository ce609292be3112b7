"""One of several daemons that race for the same occurrences, as a process of its own.

    python -m tests.daemon.racing_process STORE_URL FOLDER SCHEDULES

It begins when a line comes on its standard input, and prints how many occurrences it made, and how
many it brought to their end.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsletter.config.schedule_file import parse_schedule
from newsletter.daemon.desk import Ended, GoesOn, NotReady, Prepared, Standing, Taken
from newsletter.daemon.dispatcher import Dispatcher
from newsletter.daemon.events import Closed, Event, Ready
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import Occurred, record
from newsletter.store.opening import Store, open_store

TEXT = 'every = "day"\nat = "09:00"\ntimezone = "UTC"\n'
SEEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass
class LightDesk:
    """Prepares and delivers nothing but the row."""

    store: Store

    def lead(self, schedule: Schedule) -> timedelta:
        return timedelta()

    def prepare(
        self, schedule: Schedule, occurrence: Occurrence, now: datetime
    ) -> Prepared | Taken | NotReady:
        row = Occurred(
            schedule=schedule.name,
            nominal=occurrence.key,
            zone=occurrence.timezone,
            fires_at=occurrence.fires_at,
            state="planned",
        )
        with self.store.writing() as connection:
            return Prepared(row) if record(connection, [row], now) else Taken()

    def deliver(self, row: Occurred, schedule: Schedule | None, now: datetime) -> Ended | GoesOn:
        return Ended("sent", "")

    def standing(self, row: Occurred) -> Standing:
        return "ready"

    def drop(self, row: Occurred, reason: str) -> None:
        pass


def names(count: int) -> list[str]:
    return [f"s{number:04}" for number in range(count)]


def schedules(count: int) -> dict[str, Schedule]:
    found = {}
    for name in names(count):
        read = parse_schedule(TEXT, f"schedules/{name}.toml", name=name, timezone="UTC").schedule
        assert read
        found[name] = read
    return found


def main(url: str, folder: str, count: str) -> None:
    store, told = open_store(url, Path(folder)), list[Event]()
    dispatcher = Dispatcher(store, LightDesk(store), lambda: NOW, told.append)
    dispatcher.adopt(schedules(int(count)))
    print("ready", flush=True)
    sys.stdin.readline()
    while jobs := dispatcher.look():
        for job in jobs:
            job.run()
    store.close()
    print(sum(isinstance(one, Ready) for one in told), sum(isinstance(one, Closed) for one in told))


if __name__ == "__main__":
    main(*sys.argv[1:])
