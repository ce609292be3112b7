"""The schedules of a project: found, checked beside newsletter.toml, and changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput, UsageError
from newsletter.problems import Problem
from newsletter.usecases.building import BuildRequest, build_edition
from newsletter.usecases.checking import check_build
from newsletter.usecases.creating import new_schedule
from newsletter.usecases.schedule_checks import schedule_problems
from newsletter.usecases.schedule_edits import pause, skip_next
from newsletter.usecases.schedule_terms import edition_name, terms_named
from newsletter.usecases.schedules import (
    coming,
    find_schedules,
    schedule_named,
    schedule_names,
)
from newsletter.usecases.workspace import open_workspace

Write = Callable[[str, str], Path]
DAILY = 'every = "day"\nat = "09:00"\n'
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHANNELS = """
[channels.email]
sender = "outbox"
audience = "readers"
[channels.posts]
sender = "outbox"
network = "bluesky"
[sources.articles]
kind = "folder"
path = "articles"
"""


class Noon:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def channels(project: Path) -> Path:
    toml = project / "newsletter.toml"
    toml.write_text(toml.read_text() + CHANNELS)
    return project


def problems() -> list[Problem]:
    workspace = open_workspace(None)
    return list(schedule_problems(workspace, find_schedules(workspace), NOW))


def codes() -> list[str]:
    return [problem.code for problem in problems()]


def test_a_project_without_schedules_has_none(project: Path) -> None:
    assert schedule_names(open_workspace(None)) == ()
    assert problems() == []


def test_one_broken_schedule_does_not_keep_the_others(channels: Path, write: Write) -> None:
    write("schedules/a.toml", DAILY)
    write("schedules/b.toml", "every = 5\n")
    found = find_schedules(open_workspace(None))
    assert [one.name for one in found.schedules] == ["a"]
    assert [one.place.file for one in found.problems] == ["schedules/b.toml"]


def test_hidden_files_and_other_files_are_no_schedules(channels: Path, write: Write) -> None:
    write("schedules/.a.toml", DAILY)
    write("schedules/notes.txt", "x")
    assert schedule_names(open_workspace(None)) == ()


def test_a_name_that_no_schedule_can_have_is_told(channels: Path, write: Write) -> None:
    write("schedules/a b.toml", DAILY)
    assert codes() == ["schedule-name"]


def test_a_link_out_of_the_project_is_not_followed(
    channels: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.toml"
    outside.write_text(DAILY)
    (channels / "schedules").mkdir()
    (channels / "schedules/a.toml").symlink_to(outside)
    assert codes() == ["path-outside-project"]


def test_a_schedule_without_a_zone_lives_in_that_of_the_newsletter(
    channels: Path, write: Write
) -> None:
    write("schedules/a.toml", DAILY)
    assert schedule_named(open_workspace(None), "a").recurrence.timezone == "Europe/Lisbon"


def test_a_name_that_is_not_there_is_asked_back(channels: Path, write: Write) -> None:
    write("schedules/weekly.toml", DAILY)
    with pytest.raises(UsageError, match="Did you mean 'weekly'"):
        schedule_named(open_workspace(None), "wekly")


def test_a_name_cannot_lead_out_of_the_folder(channels: Path, write: Write) -> None:
    write("a.toml", DAILY)
    with pytest.raises(UsageError, match="schedule-missing"):
        schedule_named(open_workspace(None), "../a")


@pytest.mark.parametrize(
    ("line", "place", "code", "hint"),
    [
        ('channels = ["email", "post"]', "3:22", "channel-missing", "Did you mean 'posts'?"),
        ('articles = { from = "blog" }', "3:21", "source-missing", "There are: articles."),
        ('template = "digets"', "3:12", "template-missing", "Did you mean 'digest'?"),
        ('audience = "reader"', "3:12", "audience-unknown", "Did you mean 'readers'?"),
        ('audience = "vip"', "3:12", "audience-unknown", "Import it"),
        ('ends = "2026-11-01"', "3:8", "schedule-over", "Change 'ends'"),
        ('moved."2026-11-25T10:00" = "2026-11-26T10:00"', "3:28", "schedule-moved", "remove"),
        ('moved."2026-11-25T09:00" = "2026-11-23T09:00"', "3:28", "schedule-moved", "undo a"),
    ],
)
def test_what_a_schedule_names_has_to_be_there(
    channels: Path, write: Write, line: str, place: str, code: str, hint: str
) -> None:
    write("schedules/a.toml", f"{DAILY}{line}\n")
    (found,) = problems()
    assert (str(found.place), found.code) == (f"schedules/a.toml:{place}", code)
    assert hint in (found.hint or "")


def test_a_day_that_is_left_out_in_vain_is_a_note(channels: Path, write: Write) -> None:
    text = 'every = "Thursday"\nat = "09:00"\nexcept = ["2026-12-25", "2026-12-24", "2020-01-01"]\n'
    write("schedules/a.toml", text)
    (found,) = problems()
    assert (found.code, found.severity) == ("schedule-except", "note")
    assert found.text.endswith("anyway: 2026-12-25.")


def test_two_schedules_at_one_minute_for_the_same_people_are_told_once(
    channels: Path, write: Write
) -> None:
    write("schedules/a.toml", DAILY)
    write("schedules/b.toml", 'every = "1st Monday"\nat = "09:00"\n')
    (found,) = problems()
    assert (found.code, found.severity) == ("schedule-double", "warning")
    assert "'b' and 'a' both go out by 'email' on Mon 7 Dec 2026 at 09:00." in found.text


@pytest.mark.parametrize(
    "line",
    [
        "paused = true",
        'timezone = "Europe/Berlin"',
        'channels = ["email"]\naudience = "others"',
        "starts = 2028-01-01",
    ],
)
def test_no_double_is_told_of_what_never_meets(channels: Path, write: Write, line: str) -> None:
    write("schedules/a.toml", f'{DAILY}channels = ["email"]\n')
    write("schedules/b.toml", f"{DAILY}{line}\n")
    assert "schedule-double" not in codes()


def test_check_tells_what_is_wrong_with_schedules(channels: Path, write: Write) -> None:
    write("schedules/a.toml", 'every = "Thirsday"\nat = "09:00"\n')
    result = check_build(build_edition(BuildRequest()), clock=Noon())
    status = {checked.code: checked.status for checked in result.checks}
    assert status["schedules"] == "problem"
    assert "unknown-day" in [problem.code for problem in result.problems]


def test_what_comes_has_a_note_where_the_clocks_changed(channels: Path, write: Write) -> None:
    write("schedules/a.toml", 'every = "Thursday"\nat = "09:00"\ntimezone = "Europe/Berlin"\n')
    schedule = schedule_named(open_workspace(None), "a")
    found = list(coming(schedule, datetime(2027, 3, 25, 8, tzinfo=UTC), 3))
    assert [one.occurrence.key[:10] for one in found] == ["2027-03-25", "2027-04-01", "2027-04-08"]
    assert [bool(one.note) for one in found] == [False, True, False]


def test_pausing_twice_changes_the_file_once(channels: Path, write: Write) -> None:
    path = write("schedules/a.toml", f"# mine\n{DAILY}paused = false  # for now\n")
    assert pause(open_workspace(None), "a", paused=True)
    assert not pause(open_workspace(None), "a", paused=True)
    assert path.read_text() == f"# mine\n{DAILY}paused = true  # for now\n"


def test_skipping_twice_leaves_out_the_next_two(channels: Path, write: Write) -> None:
    write("schedules/a.toml", DAILY)
    skipped = [skip_next(open_workspace(None), "a", Noon()).key for _ in range(2)]
    assert skipped == ["2026-11-25T09:00", "2026-11-26T09:00"]
    schedule = schedule_named(open_workspace(None), "a")
    assert next(schedule.recurrence.after(NOW)).key == "2026-11-27T09:00"


def test_one_of_an_interval_can_be_skipped(channels: Path, write: Write) -> None:
    write("schedules/a.toml", 'every = "30 seconds"\n')
    assert skip_next(open_workspace(None), "a", Noon()).key == "2026-11-24T12:00:30+00:00"
    schedule = schedule_named(open_workspace(None), "a")
    assert next(schedule.recurrence.after(NOW)).key == "2026-11-24T12:01+00:00"


def test_after_the_last_one_was_skipped_it_is_over(channels: Path, write: Write) -> None:
    write("schedules/a.toml", f"{DAILY}starts = 2026-11-25\nends = 2026-11-25\n")
    skip_next(open_workspace(None), "a", Noon())
    assert codes() == ["schedule-over"]


def test_nothing_is_skipped_of_what_is_over(channels: Path, write: Write) -> None:
    write("schedules/a.toml", f"{DAILY}ends = 2026-11-01\n")
    with pytest.raises(UnusableInput, match="schedule-over"):
        skip_next(open_workspace(None), "a", Noon())


def test_a_new_schedule_is_paused_and_has_no_fault(channels: Path) -> None:
    new_schedule(None, "weekly")
    schedule = schedule_named(open_workspace(None), "weekly")
    assert (schedule.paused, schedule.work.approval) == (True, "required")
    assert schedule.work.channels == ("email", "posts")
    assert schedule.work.audience == "readers"
    assert problems() == []


def test_a_new_schedule_fits_a_project_without_channels(project: Path) -> None:
    new_schedule(None, "weekly")
    assert schedule_named(open_workspace(None), "weekly").work.channels is None
    assert problems() == []


@pytest.mark.parametrize("name", ["", "a/b", "../a", ".hidden", "a.toml", "a b"])
def test_a_schedule_is_not_called_anything(project: Path, name: str) -> None:
    with pytest.raises(UsageError):
        new_schedule(None, name)


@pytest.mark.parametrize("safety", ['approvers = ["Ana"]', "approvals = 2"])
def test_no_schedule_stands_in_for_people_who_have_to_approve(
    channels: Path, write: Write, safety: str
) -> None:
    toml = channels / "newsletter.toml"
    toml.write_text(f"{toml.read_text()}[safety]\n{safety}\n")
    write("schedules/a.toml", f'{DAILY}approval = "auto"\n')
    (found,) = problems()
    assert (found.code, found.severity) == ("schedule-approval", "warning")
    assert str(found.place) == "schedules/a.toml:3:12"


def test_auto_is_fine_where_anybody_may_approve(channels: Path, write: Write) -> None:
    write("schedules/a.toml", f'{DAILY}approval = "auto"\n')
    assert problems() == []


def test_less_time_than_the_hold_takes_is_noted(channels: Path, write: Write) -> None:
    toml = channels / "newsletter.toml"
    toml.write_text(f'{toml.read_text()}[safety]\nlive = true\nhold = "10m"\n')
    write("schedules/a.toml", f'{DAILY}prepare = "5m"\n')
    (found,) = problems()
    assert (found.code, found.severity) == ("schedule-prepare", "note")


@pytest.mark.parametrize(
    ("edition", "name", "day"),
    [
        (None, "2026-11-26", 26),
        ("2026-12-03", "2026-12-03", 3),
        ("special", "special", 26),
    ],
)
def test_an_edition_of_a_schedule_has_its_terms(
    channels: Path, write: Write, edition: str | None, name: str, day: int
) -> None:
    write("schedules/a.toml", 'every = "Thursday"\nat = "09:00"\ntemplate = "plain"\n')
    found, terms = terms_named(open_workspace(None), "a", edition, Noon())
    assert (found, terms.template, terms.date.day) == (name, "plain", day)


def test_a_date_on_which_a_schedule_has_nothing_is_refused(channels: Path, write: Write) -> None:
    write("schedules/a.toml", 'every = "Thursday"\nat = "09:00"\n')
    with pytest.raises(UsageError, match="Its next one is 2026-11-26"):
        terms_named(open_workspace(None), "a", "2026-11-27", Noon())


def test_the_edition_of_what_was_moved_keeps_its_name(channels: Path, write: Write) -> None:
    text = DAILY.replace('"09:00"', '["09:00", "17:00"]')
    moved = '[moved]\n"2026-11-30T17:00" = "2026-11-25T12:00"\n'
    write("schedules/a.toml", text + moved)
    schedule = schedule_named(open_workspace(None), "a")
    names = {
        one.key: edition_name(schedule, one) for one in islice(schedule.recurrence.after(NOW), 16)
    }
    assert names["2026-11-30T17:00"] == "2026-11-30-1700"
    assert names["2026-11-30T09:00"] == "2026-11-30-0900"
