"""The dispatcher: each nominal time exactly once, with the right end, whatever happens."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists, sampled_from, tuples

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


def test_a_file_that_no_command_can_name_is_told_and_not_run(world: World) -> None:
    world.write("last day", DAILY.format(zone="UTC"))
    world.run_until(utc(2026, 1, 2))
    assert not world.rows()
    codes = [one.problems[0].code for one in world.told if isinstance(one, FileTrouble)]
    assert codes == ["schedule-name"]


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


@pytest.mark.parametrize("number", [1, 2])
def test_an_edit_that_the_store_breaks_off_is_taken_up_again(world: World, number: int) -> None:
    world.write("daily", DAILY.format(zone="UTC"))
    fail_at(world.store, number)
    with pytest.raises(NewsletterError):
        world.write("daily", DAILY.format(zone="UTC").replace("02:30", "06:00"))
    world.refresh()
    world.run_until(utc(2026, 1, 1, 12))
    assert [row.nominal for row in world.rows()] == ["2026-01-01T06:00"]


def test_what_takes_longer_than_its_interval_is_not_missed_meanwhile(world: World) -> None:
    world.write("often", 'every = "15 minutes"\n')
    world.clock.time = utc(2026, 1, 1, 0, 15)
    (job,) = world.dispatcher.look()
    world.clock.time = utc(2026, 1, 1, 0, 30)
    assert world.dispatcher.look() == []
    job.run()
    world.clock.move(timedelta(seconds=2))
    world.work()
    assert [row.state for row in world.rows()] == ["sent", "sent"]


def test_what_an_edit_leaves_out_is_told(world: World) -> None:
    world.write("daily", DAILY.format(zone="UTC") + 'prepare = "2h"\n')
    world.clock.time = utc(2026, 1, 1, 1, 0)
    world.work()
    world.write("daily", DAILY.format(zone="UTC").replace("02:30", "06:00"))
    (closed,) = [one for one in world.told if isinstance(one, Closed)]
    assert (closed.row.nominal, closed.row.state) == ("2026-01-01T02:30", "skipped")


MOVED = '[moved]\n"2026-01-02T02:30" = "{to}"\n'
PREPARED = DAILY.format(zone="UTC") + 'prepare = "2h"\n'


def planned_for_the_second(world: World, text: str = PREPARED) -> None:
    """The occurrence of 2 January has its row and its plan; it is half past one there."""
    world.clock.time = utc(2026, 1, 1, 12)
    world.write("daily", text)
    world.clock.time = utc(2026, 1, 2, 1, 30)
    world.work()
    assert [(row.nominal, row.state) for row in world.rows()] == [("2026-01-02T02:30", "planned")]


@pytest.mark.parametrize(
    ("to", "sent_at"),
    [
        ("2026-01-02T14:00", utc(2026, 1, 2, 14)),
        ("2026-01-02T02:00", utc(2026, 1, 2, 2)),
        ("2026-01-05T18:00", utc(2026, 1, 5, 18)),
    ],
)
def test_what_is_planned_and_then_moved_is_sent_once_at_its_new_time(
    world: World, to: str, sent_at: datetime
) -> None:
    planned_for_the_second(world)
    world.write("daily", PREPARED + MOVED.format(to=to))
    world.run_until(utc(2026, 1, 8))
    assert world.desk.sent_at["daily", "2026-01-02T02:30"] == sent_at
    assert set(world.desk.sent.values()) == {1}
    assert sorted(row.nominal[:10] for row in world.rows()) == [
        f"2026-01-0{n}" for n in range(2, 8)
    ]
    assert {row.state for row in world.rows()} == {"sent"}


def test_a_move_that_comes_before_the_plan_is_kept_too(world: World) -> None:
    world.write("daily", PREPARED + MOVED.format(to="2026-01-04T14:00"))
    world.run_until(utc(2026, 1, 5))
    assert world.desk.sent_at["daily", "2026-01-02T02:30"] == utc(2026, 1, 4, 14)
    assert len(world.desk.sent) == 4


def test_a_move_while_the_daemon_is_down_loses_nothing(world: World) -> None:
    world.clock.time = utc(2026, 1, 1, 12)
    world.write("daily", PREPARED)
    world.clock.time = utc(2026, 1, 2, 9)
    text = PREPARED + MOVED.format(to="2026-01-02T14:00")
    (world.folder / "schedules" / "daily.toml").write_text(text, "utf-8")
    world.start()
    world.run_until(utc(2026, 1, 2, 20))
    assert world.desk.sent_at == {("daily", "2026-01-02T02:30"): utc(2026, 1, 2, 14)}


def test_what_was_sent_is_not_sent_again_when_it_is_moved(world: World) -> None:
    planned_for_the_second(world)
    world.run_until(utc(2026, 1, 2, 3))
    world.write("daily", PREPARED + MOVED.format(to="2026-01-02T14:00"))
    world.run_until(utc(2026, 1, 3))
    assert world.desk.sent == Counter([("daily", "2026-01-02T02:30")])


def test_what_was_moved_into_the_past_is_told_with_its_reason(world: World) -> None:
    planned_for_the_second(world)
    world.run_until(utc(2026, 1, 2, 3))
    late = MOVED.format(to="2026-01-01T14:00").replace("2026-01-02", "2026-01-04")
    world.write("daily", PREPARED + late)
    world.run_until(utc(2026, 1, 6))
    (row,) = [row for row in world.rows() if row.nominal == "2026-01-04T02:30"]
    assert (row.state, row.reason) == ("skipped", "it was moved to a time that had gone by")


def test_a_skip_that_is_taken_back_is_sent(world: World) -> None:
    planned_for_the_second(world)
    world.write("daily", PREPARED + 'except = ["2026-01-02T02:30"]\n')
    assert [row.reason for row in world.rows()] == ["the schedule was changed"]
    world.write("daily", PREPARED)
    world.run_until(utc(2026, 1, 2, 12))
    assert world.desk.sent == Counter([("daily", "2026-01-02T02:30")])
    assert [row.state for row in world.rows()] == ["sent"]


def test_a_skip_of_a_later_day_leaves_what_may_still_be_caught_up_with(world: World) -> None:
    world.clock.time = utc(2026, 1, 1, 12)
    world.write("daily", PREPARED)
    world.clock.time = utc(2026, 1, 2, 4)
    text = PREPARED + 'except = ["2026-01-03"]\n'
    (world.folder / "schedules" / "daily.toml").write_text(text, "utf-8")
    world.start()
    world.run_until(utc(2026, 1, 4))
    assert world.desk.sent == Counter([("daily", "2026-01-02T02:30")])


def test_another_zone_is_another_time_for_what_is_planned(world: World) -> None:
    planned_for_the_second(world)
    world.write("daily", DAILY.format(zone="America/New_York") + 'prepare = "2h"\n')
    world.run_until(utc(2026, 1, 2, 12))
    assert world.desk.sent_at == {("daily", "2026-01-02T02:30"): utc(2026, 1, 2, 7, 30)}


def test_what_is_under_way_is_not_prepared_again_after_an_edit(world: World) -> None:
    every_hour = 'every = "1 hour"\nprepare = "3h"\n'
    world.write("hourly", every_hour)
    world.work()
    before = len(world.rows())
    world.write("hourly", every_hour + 'except = ["2027-01-01"]\n')
    assert [job.key for job in world.dispatcher.look()] == []
    assert before == 3


def test_what_waited_and_was_moved_lets_the_daemon_sleep(world: World) -> None:
    planned_for_the_second(world)
    world.dispatcher._wait(("daily", "2026-01-02T02:30"), utc(2026, 1, 2, 2, 31), "waits")
    world.write("daily", PREPARED + MOVED.format(to="2026-01-02T14:00"))
    world.clock.time = utc(2026, 1, 2, 3)
    world.work()
    assert world.dispatcher.looks_at() == utc(2026, 1, 2, 14)


@given(
    steps=lists(tuples(integers(1, 9), integers(-40, 90), integers(1, 20)), max_size=8),
    lead=sampled_from(["1m", "2h", "30h"]),
)
@settings(max_examples=12, database=None, deadline=None)
def test_however_often_they_are_moved_each_is_sent_once_or_has_its_reason(
    steps: list[tuple[int, int, int]], lead: str
) -> None:
    with TemporaryDirectory() as folder:
        opened = open_store("sqlite:///state.db", Path(folder))
        world = World(Path(folder), opened, MovedClock(BEGIN))
        text = DAILY.format(zone="UTC") + f'prepare = "{lead}"\n'
        moves: dict[str, str] = {}
        world.write("daily", text)
        for day, hours, pause in steps:
            to = (world.clock.time + timedelta(hours=hours)).replace(tzinfo=None)
            moves[f"2026-01-0{day}T02:30"] = to.isoformat(timespec="minutes")
            listed = "".join(f'"{key}" = "{value}"\n' for key, value in moves.items())
            world.write("daily", f"{text}[moved]\n{listed}")
            world.run_until(world.clock.time + timedelta(hours=pause))
        world.run_until(utc(2026, 2, 1))
        rows = {row.nominal: row for row in world.rows() if row.nominal < "2026-02"}
        opened.close()
    assert [f"2026-01-{day:02}T02:30" for day in range(1, 32)] == sorted(rows)
    assert set(world.desk.sent.values()) <= {1}
    sent = {key for _, key in world.desk.sent if key < "2026-02"}
    assert sent == {key for key, row in rows.items() if row.state == "sent"}
    assert all(row.reason for row in rows.values() if row.state == "skipped")
    assert {row.state for row in rows.values()} <= {"sent", "skipped"}


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
