"""The dispatcher: each nominal time exactly once, with the right end, whatever happens."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

import pytest

from newsletter.config.schedule_file import parse_schedule
from newsletter.daemon.events import Closed, FileTrouble
from newsletter.errors import NewsletterError
from newsletter.schedules.schedule import Schedule
from newsletter.store.opening import Store, open_store
from tests.daemon.simulation import MovedClock, World, fail_at, utc

DAILY = 'every = "day"\nat = "02:30"\ntimezone = "{zone}"\nlate = "send within 3h"\n'
BEGIN = utc(2026, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("sqlite:///state.db", tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def world(tmp_path: Path, store: Store) -> World:
    return World(tmp_path, store, MovedClock(BEGIN))


def parsed(text: str, name: str = "daily") -> Schedule:
    found = parse_schedule(text, f"schedules/{name}.toml", name=name, timezone="UTC").schedule
    assert found is not None
    return found


def test_an_occurrence_is_sent_at_its_time(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    world.run_until(utc(2026, 1, 3))
    assert world.desk.sent_at == {
        ("daily", "2026-01-01T02:30"): utc(2026, 1, 1, 2, 30),
        ("daily", "2026-01-02T02:30"): utc(2026, 1, 2, 2, 30),
    }


def test_it_is_prepared_some_time_before(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 0, 30)
    world.work()
    assert [(row.nominal, row.state) for row in world.rows()] == [("2026-01-01T02:30", "planned")]
    assert not world.desk.sent


def test_what_was_missed_is_caught_up_with_within_its_limit(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    world.clock.time = utc(2026, 1, 1, 5, 0)
    world.start()
    world.work()
    assert world.desk.sent == Counter([("daily", "2026-01-01T02:30")])


def test_what_was_missed_for_too_long_is_skipped_with_its_reason(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    world.clock.time = utc(2026, 1, 1, 8, 0)
    world.start()
    world.work()
    (row,) = world.rows()
    assert (row.state, row.reason) == ("skipped", "missed: it would have been 5 h 30 min late")


def test_of_many_that_were_missed_the_last_one_is_sent(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC").replace("send within 3h", "send always"))
    world.clock.time = utc(2026, 1, 4)
    world.start()
    world.work()
    assert [(row.state, row.reason) for row in world.rows()] == [
        ("skipped", "a later one took its place"),
        ("skipped", "a later one took its place"),
        ("sent", ""),
    ]


def test_a_plan_whose_time_passed_while_the_daemon_was_down_is_not_sent_late(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 1, 0)
    world.work()
    world.clock.time = utc(2026, 1, 1, 7, 0)
    world.start()
    world.work()
    (row,) = world.rows()
    assert (row.state, row.reason) == ("skipped", "missed: it would have been 4 h 30 min late")


def test_a_paused_schedule_does_nothing_and_goes_on_from_the_day_it_is_resumed(
    world: World,
) -> None:
    world.write("daily", DAILY.format(zone="UTC") + "paused = true\n")
    world.run_until(utc(2026, 1, 3))
    world.write("daily", DAILY.format(zone="UTC"))
    world.run_until(utc(2026, 1, 4))
    assert [row.nominal for row in world.rows()] == ["2026-01-03T02:30"]


def test_an_edit_takes_effect_and_what_was_planned_for_the_old_time_is_dropped(
    world: World,
) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 1, 0)
    world.work()
    world.write("daily", DAILY.format(zone="UTC").replace("02:30", "06:00"))
    world.run_until(utc(2026, 1, 1, 12))
    assert [(row.nominal, row.state, row.reason) for row in world.rows()] == [
        ("2026-01-01T02:30", "skipped", "the schedule was changed"),
        ("2026-01-01T06:00", "sent", ""),
    ]


def test_an_edit_of_other_keys_leaves_what_was_planned(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 1, 0)
    world.work()
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "1h"\napproval = "auto"\n')
    world.run_until(utc(2026, 1, 1, 12))
    assert [(row.nominal, row.state) for row in world.rows()] == [("2026-01-01T02:30", "sent")]


def test_a_broken_file_keeps_the_last_good_one_and_says_so(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    world.write("daily", 'every = "Thirsday"\nat = "02:30"\n')
    world.start()
    world.run_until(utc(2026, 1, 2))
    assert [row.state for row in world.rows()] == ["sent"]
    assert any(isinstance(one, FileTrouble) and one.name == "daily" for one in world.told)


def test_what_was_missed_under_an_old_rule_is_written_down(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    world.clock.time = utc(2026, 1, 1, 4, 0)
    (world.folder / "schedules" / "daily.toml").write_text(
        DAILY.format(zone="UTC").replace("02:30", "06:00"), "utf-8"
    )
    world.start()
    world.run_until(utc(2026, 1, 1, 12))
    assert [(row.nominal, row.state) for row in world.rows()] == [
        ("2026-01-01T02:30", "skipped"),
        ("2026-01-01T06:00", "sent"),
    ]


def test_a_clock_that_goes_back_repeats_nothing(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    world.run_until(utc(2026, 1, 1, 3))
    world.clock.time = utc(2026, 1, 1, 1)
    world.run_until(utc(2026, 1, 1, 12))
    assert world.desk.sent == Counter([("daily", "2026-01-01T02:30")])


def test_times_that_one_gap_swallows_are_one_edition(world: World) -> None:
    text = 'every = "day"\nat = ["02:15", "02:45"]\ntimezone = "Europe/Berlin"\nprepare = "1h"\n'
    world.clock.time = utc(2026, 3, 28, 12)
    world.write("daily", text)
    world.run_until(utc(2026, 3, 29, 12))
    assert [(row.nominal, row.state) for row in world.rows()] == [
        ("2026-03-29T02:15", "skipped"),
        ("2026-03-29T02:45", "sent"),
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_look_that_the_store_breaks_off_loses_nothing(world: World, number: int) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 1, 0)
    world.work()
    text = DAILY.format(zone="UTC").replace("02:30", "02:20").replace("3h", "5m")
    world.write("other", text)
    world.clock.time = utc(2026, 1, 2, 2, 30)
    fail_at(world.store, number)
    with pytest.raises(NewsletterError):
        world.dispatcher.look()
    world.work()
    assert [(row.schedule, row.nominal, row.state) for row in world.rows()] == [
        ("other", "2026-01-01T02:20", "skipped"),
        ("daily", "2026-01-01T02:30", "skipped"),
        ("other", "2026-01-02T02:20", "skipped"),
        ("daily", "2026-01-02T02:30", "sent"),
    ]


def test_what_an_edit_leaves_out_is_told(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 1, 0)
    world.work()
    world.write("daily", DAILY.format(zone="UTC").replace("02:30", "06:00"))
    (closed,) = [one for one in world.told if isinstance(one, Closed)]
    assert (closed.row.nominal, closed.row.state) == ("2026-01-01T02:30", "skipped")


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_half_past_two_comes_once_a_day_in_every_zone(world: World, zone: str) -> None:
    world.write("daily", DAILY.format(zone=zone))
    world.run_until(utc(2028, 1, 1))
    nominals = [row.nominal for row in world.rows() if row.state == "sent"]
    assert len(nominals) == len({name[:10] for name in nominals}) == 730
    assert set(world.desk.sent.values()) == {1}


SCHEDULES = {
    "daily": DAILY.format(zone="Europe/Berlin") + 'prepare = "1h"\n',
    "workdays": 'every = "weekday"\nat = "01:30"\ntimezone = "America/New_York"\nlate = "skip"\n',
    "weekly": (
        'every = "Sunday"\nat = "02:15"\ntimezone = "Africa/Casablanca"\nlate = "send always"\n'
    ),
}


@pytest.mark.slow
def test_ten_years_with_kills_downtimes_and_jumping_clocks(world: World) -> None:
    for name, text in SCHEDULES.items():
        world.write(name, text)
    world.desk.kills = 0.02
    end = BEGIN + timedelta(days=3652)
    world.run_until(end, trouble=0.01)
    world.desk.kills = 0.0
    world.clock.time = max(world.clock.time, end)
    world.start()
    world.work()
    rows = world.rows()
    for name, text in SCHEDULES.items():
        coming = parsed(text, name).recurrence.after(BEGIN)
        nominals = [one.key for one in takewhile(lambda one: one.fires_at <= end, coming)]
        mine = [row for row in rows if row.schedule == name and row.fires_at <= end]
        assert [row.nominal for row in mine] == nominals
    assert world.restarts > 100
    assert len(world.down) > 20
    assert set(world.desk.sent.values()) == {1}
    sent = {(row.schedule, row.nominal) for row in rows if row.state == "sent"}
    assert sent == set(world.desk.sent)
    assert {row.state for row in rows if row.fires_at <= end} <= {"sent", "skipped"}
    assert all(row.reason for row in rows if row.state == "skipped")
    for row in rows:
        if row.state == "sent" and row.schedule == "daily":
            late_by = world.desk.sent_at[row.schedule, row.nominal] - row.fires_at
            assert timedelta() <= late_by <= timedelta(hours=3)
