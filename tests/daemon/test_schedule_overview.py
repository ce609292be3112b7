"""What people see of schedules: the last and the next times, what waits, the weeks to come."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from newsletter.settings import Safety
from newsletter.usecases.schedule_overview import (
    NOTHING,
    Slot,
    calendar,
    last_slot,
    next_slots,
    records_of,
    troubles,
    waiting_plans,
)
from newsletter.usecases.schedules import find_schedules
from tests.daemon.project import Pier
from tests.daemon.simulation import utc
from tests.daemon.test_edition_desk import ASKED, AUTO, BEGIN, EARLY, TIME, a_pier, approve

SAFETY = Safety(approvals=2, approvers=("Mia", "Noa"))


def seen(slots: Iterable[Slot]) -> list[tuple[str, str]]:
    return [(one.nominal[5:10], one.state) for one in slots]


def nexts(made: Pier) -> list[tuple[str, str]]:
    (schedule,) = find_schedules(made.workspace).schedules
    return seen(next_slots(schedule, records_of(made.store), made.clock.now()))


def test_what_comes_next_says_what_it_waits_for(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    assert nexts(made) == [("11-26", "coming"), ("12-03", "coming")]
    made.work_at(EARLY)
    assert nexts(made) == [("11-26", "waiting"), ("12-03", "coming")]
    approve(made, made.clock)
    assert nexts(made) == [("11-26", "planned"), ("12-03", "coming")]


def test_the_last_one_is_the_one_that_came_to_its_end(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    (schedule,) = find_schedules(made.workspace).schedules
    assert last_slot(schedule, records_of(made.store)) is None
    made.work_at(TIME)
    last = last_slot(schedule, records_of(made.store))
    assert last is not None
    assert (last.nominal, last.state) == ("2026-11-26T09:00", "sent")


def test_a_paused_schedule_has_nothing_next(tmp_path: Path) -> None:
    assert nexts(a_pier(tmp_path, AUTO + "paused = true\n")) == []


def test_what_waits_names_the_people_and_the_last_moment(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    schedules = find_schedules(made.workspace).schedules
    (found,) = waiting_plans(made.store, schedules, records_of(made.store), SAFETY, 10)
    assert (found.schedule, found.sends_at) == ("weekly", TIME)
    assert (found.until, found.needed) == (TIME + timedelta(hours=3), 2)
    assert (found.given, found.approvers) == ((), ("Mia", "Noa"))


def test_what_was_skipped_waits_for_nobody(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    skipped = ASKED + 'except = ["2026-11-26"]\n'
    (tmp_path / "schedules/weekly.toml").write_text(skipped)
    made.work()
    schedules = find_schedules(made.workspace).schedules
    assert waiting_plans(made.store, schedules, records_of(made.store), SAFETY, 10) == ()


def test_what_was_not_sent_lately_has_its_reason(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    made.work_at(TIME + timedelta(hours=4))
    (found,) = troubles(records_of(made.store), made.clock.now())
    assert found.note == "nobody has approved it: it would have been 4 h late"
    assert troubles(records_of(made.store), TIME + timedelta(days=15)) == ()


def test_the_calendar_has_what_is_left_out_and_what_was_moved(tmp_path: Path) -> None:
    tail = 'except = ["2026-12-03"]\n[moved]\n"2026-12-10T09:00" = "2026-12-08T12:00"\n'
    made = a_pier(tmp_path, AUTO + tail)
    made.work_at(EARLY)
    schedules = find_schedules(made.workspace).schedules
    found = calendar(schedules, records_of(made.store), BEGIN, BEGIN + timedelta(weeks=4))
    assert seen(found) == [
        ("11-26", "planned"),
        ("12-03", "left-out"),
        ("12-10", "coming"),
        ("12-17", "coming"),
    ]
    assert found[2].fires_at == utc(2026, 12, 8, 12)
    assert found[2].note == "Moved from Thu 10 Dec 2026 09:00."


def test_the_calendar_keeps_what_was_sent_this_week(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(TIME)
    schedules = find_schedules(made.workspace).schedules
    week = calendar(schedules, records_of(made.store), BEGIN, BEGIN + timedelta(weeks=1))
    assert seen(week) == [("11-26", "sent")]


def test_what_comes_every_few_minutes_is_not_in_the_calendar(tmp_path: Path) -> None:
    made = a_pier(tmp_path, 'every = "15 minutes"\n')
    schedules = find_schedules(made.workspace).schedules
    assert calendar(schedules, NOTHING, BEGIN, BEGIN + timedelta(weeks=4)) == ()
