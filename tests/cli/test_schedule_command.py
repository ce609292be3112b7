"""`newsletter schedule` as a script meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Berlin"
url = "https://news.pier.example"
address = "1 Pier Road, Seatown"
"""
CLOCKS_GO_BACK = "The clocks go back on Sun 25 Oct 2026; 02:30 comes twice, it runs the first time."
NIGHTLY = 'every = "day"\nat = "02:30"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "newsletter.toml").write_text(TOML)
    (tmp_path / "schedules").mkdir()
    (tmp_path / "schedules/nightly.toml").write_text(NIGHTLY)
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "newsletter", "schedule", *words]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    return subprocess.run(line, cwd=folder, capture_output=True, env=environment, text=True)


def answer(folder: Path, *words: str) -> dict[str, Any]:
    done = run(folder, *words, "--json")
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["ok"] == (done.returncode == 0)
    return found


def nominals(folder: Path, *words: str) -> list[str]:
    return [one["nominal"] for one in answer(folder, "next", *words)["occurrences"]]


def test_next_is_what_the_contract_says(project: Path) -> None:
    found = answer(project, "next", "nightly", "--from", "2026-10-25T02:30", "--count", "1")
    assert found["occurrences"] == [
        {
            "schedule": "nightly",
            "nominal": "2026-10-25T02:30",
            "zone": "Europe/Berlin",
            "fires_at": "2026-10-25T00:30:00Z",
            "note": CLOCKS_GO_BACK,
        }
    ]


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("2027-03-28", "2027-03-28T02:30"),
        ("2027-03-28T02:30", "2027-03-28T02:30"),
        ("2027-03-28T03:01", "2027-03-29T02:30"),
        ("2027-03-28T01:00Z", "2027-03-28T02:30"),
        ("2027-03-28T01:00:01+00:00", "2027-03-29T02:30"),
    ],
)
def test_from_is_local_and_counts_itself(project: Path, start: str, first: str) -> None:
    assert nominals(project, "nightly", "--from", start, "--count", "1") == [first]


@pytest.mark.parametrize("start", ["soon", "", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_from_that_is_no_time_is_wrong_usage(project: Path, start: str) -> None:
    done = run(project, "next", "nightly", "--from", start)
    assert done.returncode == 2
    assert "[usage] --from" in done.stderr


def test_without_a_name_all_of_them_come(project: Path) -> None:
    (project / "schedules/hourly.toml").write_text('every = "1 hour"\n')
    found = answer(project, "next", "--count", "2")["occurrences"]
    assert [one["schedule"] for one in found] == ["hourly", "hourly", "nightly", "nightly"]


def test_a_paused_schedule_has_its_times_too(project: Path) -> None:
    before = nominals(project, "nightly", "--from", "2027-01-01")
    assert answer(project, "pause", "nightly")["paused"]
    assert nominals(project, "nightly", "--from", "2027-01-01") == before
    assert answer(project, "list")["schedules"][0]["paused"]
    assert answer(project, "resume", "nightly")["changed"]


def test_what_is_skipped_does_not_come(project: Path) -> None:
    (first, second, *_) = nominals(project, "nightly")
    found = answer(project, "skip", "nightly")
    assert found["skipped"]["nominal"] == first
    assert found["occurrences"][0]["nominal"] == second
    assert nominals(project, "nightly")[0] == second


def test_a_broken_schedule_ends_with_1_and_the_others_are_shown(project: Path) -> None:
    (project / "schedules/broken.toml").write_text("every = 5\n")
    found = answer(project, "list")
    assert not found["ok"]
    assert [one["name"] for one in found["schedules"]] == ["nightly"]
    assert found["problems"][0]["file"] == "schedules/broken.toml"


def test_a_schedule_that_does_not_exist_is_wrong_usage(project: Path) -> None:
    done = run(project, "pause", "nigthly")
    assert done.returncode == 2
    assert "Did you mean 'nightly'?" in done.stderr


def test_what_is_moved_comes_at_its_new_time_and_back(project: Path) -> None:
    found = answer(project, "move", "nightly", "2099-11-26", "--to", "2099-11-27T05:00")
    assert found["moved"]["fires_at"] == "2099-11-26T01:30:00Z"
    (after,) = found["occurrences"]
    assert (after["nominal"], after["fires_at"]) == ("2099-11-26T02:30", "2099-11-27T04:00:00Z")
    assert after["note"] == "Moved from Thu 26 Nov 2099 02:30."
    start = ("--from", "2099-11-26", "--count", "2")
    assert nominals(project, "nightly", *start) == ["2099-11-27T02:30", "2099-11-26T02:30"]
    assert answer(project, "undo", "nightly")["taken_back"] == "move"
    assert nominals(project, "nightly", *start)[0] == "2099-11-26T02:30"


@pytest.mark.parametrize(
    "words",
    [
        ("move", "nightly", "2099-11-26"),
        ("move", "nightly", "2099-11-26", "--to", "soon"),
        ("move", "nightly", "2099-11-26T02:31", "--to", "05:00"),
        ("undo", "nightly"),
        ("calendar", "--weeks", "0"),
    ],
)
def test_what_cannot_be_moved_or_taken_back_is_wrong_usage(
    project: Path, words: tuple[str, ...]
) -> None:
    done = run(project, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert (project / "schedules/nightly.toml").read_text() == NIGHTLY


def test_the_calendar_has_every_time_of_its_weeks_in_order(project: Path) -> None:
    (project / "schedules/hourly.toml").write_text('every = "1 hour"\n')
    found = answer(project, "calendar", "--weeks", "2")
    times = [one["fires_at"] for one in found["occurrences"]]
    assert times == sorted(times)
    assert 7 < len(times) <= 14
    assert {one["state"] for one in found["occurrences"]} == {"coming"}
    assert found["often"] == [{"schedule": "hourly", "rule": "every 1 hour"}]


def test_status_has_what_comes_next(project: Path) -> None:
    line = [sys.executable, "-m", "newsletter", "status", "--json"]
    done = subprocess.run(line, cwd=project, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert [one["schedule"] for one in found["occurrences"]] == ["nightly", "nightly"]
    assert (found["waiting"], found["channels"]) == ([], [])


@pytest.mark.parametrize("broken", ["every = 5\n", "\x00\n", ""])
def test_a_broken_schedule_hides_nothing_else_in_status(project: Path, broken: str) -> None:
    (project / "schedules/broken.toml").write_text(broken)
    line = [sys.executable, "-m", "newsletter", "status"]
    done = subprocess.run(line, cwd=project, capture_output=True, text=True, check=True)
    assert "  nightly\n    next" in done.stdout
    assert "schedules/broken.toml" in done.stderr


@pytest.mark.skipif(os.getuid() == 0, reason="not run: root may write anywhere")
def test_a_file_that_cannot_be_written_is_told_and_stays(project: Path) -> None:
    (project / "schedules").chmod(0o500)
    done = run(project, "pause", "nightly")
    (project / "schedules").chmod(0o700)
    assert "[cannot-write]" in done.stderr
    assert (project / "schedules/nightly.toml").read_text() == NIGHTLY
