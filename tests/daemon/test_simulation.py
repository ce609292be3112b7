"""The simulation itself: other seeds find nothing, and it finds what is broken on purpose."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from newsletter.config.schedule_file import parse_schedule
from newsletter.daemon import dispatcher
from newsletter.daemon.agenda import due
from newsletter.store.opening import Store, open_store
from tests.daemon.simulation import MovedClock, World, utc

BEGIN, DAYS = utc(2026, 1, 1), 150
SCHEDULES = {
    "daily": 'every = "day"\nat = "02:30"\ntimezone = "Europe/Berlin"\nprepare = "1h"\n',
    "workdays": 'every = "weekday"\nat = "01:30"\ntimezone = "America/New_York"\nlate = "skip"\n',
    "weekly": (
        'every = "Sunday"\nat = "02:15"\ntimezone = "Africa/Casablanca"\nlate = "send always"\n'
    ),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("sqlite:///state.db", tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def world(tmp_path: Path, store: Store) -> World:
    return World(tmp_path, store, MovedClock(BEGIN))


def live(world: World, seed: int) -> None:
    """Five months with kills, downtimes and jumping clocks, and then a quiet hour."""
    world.chance.seed(seed)
    for name, text in SCHEDULES.items():
        world.write(name, text)
    world.desk.kills = 0.05
    end = BEGIN + timedelta(days=DAYS)
    world.run_until(end, trouble=0.05)
    world.desk.kills = 0.0
    world.clock.time = max(world.clock.time, end)
    world.start()
    world.work()


def faults(world: World) -> set[str]:
    """What went wrong: rows that are missing, sends that came twice or that no row knows of."""
    end, found = BEGIN + timedelta(days=DAYS), set()
    for name, text in SCHEDULES.items():
        schedule = parse_schedule(text, f"{name}.toml", name=name, timezone="UTC").schedule
        assert schedule
        coming = schedule.recurrence.after(BEGIN)
        wanted = [one.key for one in takewhile(lambda one: one.fires_at <= end, coming)]
        if wanted != [row.nominal for row in world.rows(name) if row.fires_at <= end]:
            found.add("rows")
    sent = {(row.schedule, row.nominal) for row in world.rows() if row.state == "sent"}
    if sent != set(world.desk.sent):
        found.add("lost")
    if max(world.desk.sent.values()) > 1:
        found.add("twice")
    return found


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_seed_each_is_there_once(world: World, seed: int) -> None:
    live(world, seed)
    assert world.restarts > 10
    assert world.down
    assert faults(world) == set()


def test_a_ledger_that_forgets_is_noticed(world: World) -> None:
    class Forgetful(set[tuple[str, str]]):
        def __contains__(self, _: object) -> bool:
            return False

    world.desk.begun = Forgetful()
    live(world, 1)
    assert "twice" in faults(world)


def test_a_daemon_that_says_nothing_of_what_it_missed_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*words: Any) -> Any:
        return replace(due(*words), missed=())

    monkeypatch.setattr(dispatcher, "due", silent)
    live(world, 1)
    assert "rows" in faults(world)
