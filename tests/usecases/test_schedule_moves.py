"""Moving single occurrences, and taking back what was skipped or moved."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.config.schedule_edit import with_exception, with_move, with_paused
from newsletter.config.schedule_file import parse_schedule
from newsletter.errors import UnusableInput, UsageError
from newsletter.store.occurrences import Occurred, record
from newsletter.usecases.projects import store_of
from newsletter.usecases.schedule_edits import skip_next
from newsletter.usecases.schedule_moves import move, undo
from newsletter.usecases.schedules import schedule_named
from newsletter.usecases.workspace import Workspace, open_workspace

Write = Callable[[str, str], Path]
WEEKLY = '# ours\nevery = "Thursday"  # as ever\nat = "09:00"\n'
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Noon:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def file(project: Path, write: Write) -> Path:
    return write("schedules/a.toml", WEEKLY)


@pytest.fixture
def workspace(file: Path) -> Workspace:
    return open_workspace(None)


def nexts(workspace: Workspace) -> list[str]:
    coming = schedule_named(workspace, "a").recurrence.after(NOW)
    return [next(coming).local.isoformat()[5:16] for _ in range(3)]


@pytest.mark.parametrize(
    ("which", "to", "written"),
    [
        ("2026-11-26T09:00", "2026-11-27T10:30", "2026-11-27T10:30"),
        ("2026-11-26 09:00", "2026-11-27 10:30", "2026-11-27T10:30"),
        ("2026-11-26", "2026-11-27", "2026-11-27T09:00"),
        ("2026-11-26", "14:00", "2026-11-26T14:00"),
        ("2026-11-26", "2026-11-27T10:30+02:00", "2026-11-27T10:30+02:00"),
    ],
)
def test_a_move_is_written_below_everything_else(
    workspace: Workspace, file: Path, which: str, to: str, written: str
) -> None:
    before, after = move(workspace, "a", which, to, Noon())
    assert file.read_text() == f'{WEEKLY}\n[moved]\n"2026-11-26T09:00" = "{written}"\n'
    assert (before.is_moved, after.is_moved, after.key) == (False, True, "2026-11-26T09:00")
    assert schedule_named(workspace, "a").recurrence.named(after.key) == after


def test_what_was_moved_can_be_moved_again_and_back(workspace: Workspace, file: Path) -> None:
    move(workspace, "a", "2026-11-26", "2026-11-27", Noon())
    move(workspace, "a", "2026-11-26", "2026-12-04T08:00", Noon())
    assert nexts(workspace) == ["12-03T09:00", "12-04T08:00", "12-10T09:00"]
    assert undo(workspace, "a", Noon()).what == "move"
    assert nexts(workspace)[0] == "11-26T09:00"
    assert file.read_text().rstrip() == WEEKLY.rstrip()


@pytest.mark.parametrize(
    ("which", "to", "message"),
    [
        ("2026-11-27", "14:00", "The next one is 2026-11-26T09:00"),
        ("2026-11-26T10:00", "14:00", "schedule-nominal"),
        ("thursday", "14:00", "schedule-nominal"),
        ("2026-11-26", "2026-11-24T11:00", "gone by"),
        ("2026-11-26", "09:00", "at that time already"),
        ("2026-11-26", "2026-12-03", "has another one at that time"),
        ("2026-11-26", "soon", "Write it like"),
        ("2026-11-26", "", "Write it like"),
        ("2026-11-26", "9999-12-31T23:59", "Write it like"),
    ],
)
def test_what_cannot_be_moved_there_is_refused(
    workspace: Workspace, file: Path, which: str, to: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        move(workspace, "a", which, to, Noon())
    assert file.read_text() == WEEKLY


def test_a_day_with_two_times_asks_for_the_time(project: Path, write: Write) -> None:
    write("schedules/a.toml", 'every = "day"\nat = ["09:00", "17:00"]\n')
    with pytest.raises(UsageError, match="2026-11-26T09:00, 2026-11-26T17:00"):
        move(open_workspace(None), "a", "2026-11-26", "12:00", Noon())


@pytest.mark.parametrize(
    ("state", "reason", "may_move"),
    [
        ("sent", "", False),
        ("skipped", "missed", False),
        ("skipped", "the schedule was changed", True),
    ],
)
def test_what_has_come_to_its_end_is_not_moved(
    workspace: Workspace, state: str, reason: str, may_move: bool
) -> None:
    row = Occurred(
        schedule="a",
        nominal="2026-11-26T09:00",
        zone="Europe/Lisbon",
        fires_at=NOW,
        state=state,  # type: ignore[arg-type]
        reason=reason,
    )
    with store_of(workspace) as store, store.writing() as connection:
        record(connection, [row], NOW)
    if may_move:
        move(workspace, "a", "2026-11-26", "14:00", Noon())
    else:
        with pytest.raises(UnusableInput, match="schedule-settled"):
            move(workspace, "a", "2026-11-26", "14:00", Noon())


def test_the_newest_skip_is_taken_back_first(workspace: Workspace, file: Path) -> None:
    for _ in range(2):
        skip_next(workspace, "a", Noon())
    found = [undo(workspace, "a", Noon()).occurrence.key for _ in range(2)]
    assert found == ["2026-12-03T09:00", "2026-11-26T09:00"]
    assert file.read_text() == WEEKLY


def test_holidays_and_what_has_gone_by_are_not_taken_back(project: Path, write: Write) -> None:
    write("schedules/a.toml", f'{WEEKLY}except = ["2026-12-24", "2026-11-19T09:00"]\n')
    with pytest.raises(UsageError, match="schedule-undo"):
        undo(open_workspace(None), "a", Noon())


def test_a_skip_beside_a_move_asks_which(workspace: Workspace) -> None:
    move(workspace, "a", "2026-12-03", "14:00", Noon())
    skip_next(workspace, "a", Noon())
    with pytest.raises(UsageError, match="2026-11-26T09:00 or 2026-12-03T09:00"):
        undo(workspace, "a", Noon())
    assert undo(workspace, "a", Noon(), "2026-12-03").what == "move"
    assert undo(workspace, "a", Noon()).what == "skip"


@pytest.mark.parametrize("tail", ["[articles]\nat_least = 2\n", "articles.at_least = 2\n", ""])
def test_edits_after_a_move_keep_the_table_and_the_comments(tail: str) -> None:
    text = with_move(WEEKLY + tail, "a.toml", "2026-11-26T09:00", "2026-11-27T09:00")
    text = with_exception(with_paused(text, "a.toml", paused=True), "a.toml", "2026-12-03T09:00")
    text = with_move(text, "a.toml", "2026-12-10T09:00", "2026-12-11T09:00")
    schedule = parse_schedule(text, "a.toml", name="a", timezone="UTC").schedule
    assert schedule is not None
    assert schedule.paused
    assert len(schedule.recurrence.moved) == 2
    assert schedule.recurrence.skipped == {"2026-12-03T09:00"}
    assert "# as ever" in text


@pytest.mark.parametrize(
    ("table", "place", "code"),
    [
        ('[moved]\n"thursday" = "2026-11-27T09:00"\n', "a.toml:5:1", "schedule-date"),
        ('[moved]\n"2026-11-26T09:00" = "soon"\n', "a.toml:5:22", "schedule-date"),
        ('[moved]\n"2026-11-26T09:00" = 5\n', "a.toml:5:22", "setting-invalid"),
        ('[moved]\n"2026-11-26T09:00" = "9999-01-01T09:00"\n', "a.toml:5:22", "schedule-date"),
        ('moved = "2026-11-26T09:00"\n', "a.toml:4:9", "setting-invalid"),
    ],
)
def test_a_move_that_cannot_be_read_has_its_place(table: str, place: str, code: str) -> None:
    found = parse_schedule(WEEKLY + table, "a.toml", name="a", timezone="UTC")
    assert found.schedule is None
    assert [(str(one.place), one.code) for one in found.problems] == [(place, code)]


def test_times_of_toml_itself_will_do() -> None:
    text = f'{WEEKLY}[moved]\n"2026-11-26T09:00" = 2026-11-27T10:30:00\n'
    schedule = parse_schedule(text, "a.toml", name="a", timezone="UTC").schedule
    assert schedule is not None
    (moved,) = schedule.recurrence.moved_ones()
    assert moved.fires_at == datetime(2026, 11, 27, 10, 30, tzinfo=UTC)
