"""An edition that is planned, perhaps approved, and then moved, skipped or brought back."""

from datetime import datetime, timedelta
from pathlib import Path

from newsletter.config.schedule_edit import with_exception, with_move
from newsletter.store.occurrences import open_occurrences
from newsletter.store.plans import find_plan
from newsletter.usecases.schedule_moves import move, undo
from tests.daemon.project import Pier
from tests.daemon.simulation import utc
from tests.daemon.test_edition_desk import ASKED, AUTO, BOTH, EARLY, TIME, a_pier, approve

NOMINAL = "2026-11-26T09:00"
FRIDAY = utc(2026, 11, 27, 15)


def rewrite(made: Pier, text: str) -> None:
    (made.root / "schedules" / "weekly.toml").write_text(text, "utf-8")


def moved_to(made: Pier, to: datetime, text: str) -> None:
    written = to.replace(tzinfo=None).isoformat(timespec="minutes")
    rewrite(made, with_move(text, "weekly.toml", NOMINAL, written))
    made.work()


def test_an_approved_edition_that_is_moved_is_sent_once_at_its_new_time(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    approve(made, made.clock)
    moved_to(made, FRIDAY, ASKED)
    made.work_at(TIME)
    assert made.sent == []
    made.work_at(FRIDAY - timedelta(minutes=1))
    assert (made.sent, len(made.asked)) == ([], 1)
    made.work_at(FRIDAY)
    assert made.rows == [(NOMINAL, "sent", "3 accepted")]
    assert made.sent == [*BOTH, "mastodon-2026-11-24-herring"]
    made.work_at(FRIDAY + timedelta(days=1))
    assert len(made.rows) == 1


def test_its_plan_says_the_new_time(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    moved_to(made, FRIDAY, ASKED)
    (_, plan) = made.asked[0]
    with made.store.reading() as connection:
        (row,) = open_occurrences(connection)
        assert (find_plan(connection, plan.id).sends_at, row.fires_at) == (FRIDAY, FRIDAY)


def test_who_was_late_to_approve_gets_more_time_by_a_move(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    made.work_at(TIME + timedelta(hours=2))
    moved_to(made, FRIDAY, ASKED)
    made.work_at(TIME + timedelta(hours=4))
    assert made.rows == [(NOMINAL, "waiting", "")]
    approve(made, made.clock)
    made.work_at(FRIDAY)
    assert [row[1] for row in made.rows] == ["sent"]


def test_an_edition_that_is_moved_nearer_is_not_built_twice(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    moved_to(made, utc(2026, 11, 26, 7, 30), AUTO)
    made.work_at(utc(2026, 11, 26, 7, 30))
    made.work_at(TIME)
    assert made.rows == [(NOMINAL, "sent", "3 accepted")]


def test_a_skip_that_is_taken_back_keeps_the_approval(tmp_path: Path) -> None:
    made = a_pier(tmp_path, ASKED)
    made.work_at(EARLY)
    approve(made, made.clock)
    rewrite(made, with_exception(ASKED, "weekly.toml", NOMINAL))
    made.work()
    assert [row[1] for row in made.rows] == ["skipped"]
    undo(made.workspace, "weekly", made.clock)
    made.work()
    made.work_at(TIME)
    assert made.rows == [(NOMINAL, "sent", "3 accepted")]
    assert made.sent == [*BOTH, "mastodon-2026-11-24-herring"]


def test_a_restart_after_the_move_changes_nothing(tmp_path: Path) -> None:
    made = a_pier(tmp_path, AUTO)
    made.work_at(EARLY)
    move(made.workspace, "weekly", "2026-11-26", "2026-11-27T15:00", made.clock)
    made.store.close()
    again = Pier(tmp_path, made.clock)
    again.work_at(TIME)
    assert again.sent == []
    again.work_at(FRIDAY)
    assert again.rows == [(NOMINAL, "sent", "3 accepted")]
