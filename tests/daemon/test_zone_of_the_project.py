"""The time zone of newsletter.toml is edited while the daemon runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.store.opening import Store, open_store
from tests.daemon.simulation import MovedClock, World, utc

TEXT = 'every = "day"\nat = "09:00"\nprepare = "2h"\n'
IN_LISBON = TEXT + 'timezone = "Europe/Lisbon"\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("sqlite:///state.db", tmp_path)
    yield opened
    opened.close()


def moved_to_berlin(tmp_path: Path, store: Store, text: str) -> World:
    """At half past seven in UTC, when the edition of nine o'clock is planned."""
    world = World(tmp_path, store, MovedClock(utc(2026, 1, 1)))
    world.write("daily", text)
    world.clock.time = utc(2026, 1, 1, 7, 30)
    world.work()
    world.catalog.timezone = "Europe/Berlin"
    world.refresh()
    world.run_until(utc(2026, 1, 2, 12))
    return world


def test_what_names_no_zone_follows_it(tmp_path: Path, store: Store) -> None:
    world = moved_to_berlin(tmp_path, store, TEXT)
    assert world.desk.sent_at == {
        ("daily", "2026-01-01T09:00"): utc(2026, 1, 1, 8),
        ("daily", "2026-01-02T09:00"): utc(2026, 1, 2, 8),
    }


def test_what_names_its_own_zone_stays_in_it(tmp_path: Path, store: Store) -> None:
    world = moved_to_berlin(tmp_path, store, IN_LISBON)
    assert world.desk.sent_at == {
        ("daily", "2026-01-01T09:00"): utc(2026, 1, 1, 9),
        ("daily", "2026-01-02T09:00"): utc(2026, 1, 2, 9),
    }
