"""`newsletter live` and `newsletter doctor` as a script meets them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli.main import main

TOML = """\
# Our own words, which stay.
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Lisbon"
url = "http://127.0.0.1:9"
address = "1 Pier Road, Seatown"

[safety]
live = false   # nothing leaves this computer
test_recipients = ["*@pier.example"]

"""
OUTBOX = """\
[channels.outbox]
sender = "outbox"
audience = "readers"
"""
MISSING = """
[channels.wall]
sender = "mastodon"
server = "https://social.example"
token = { secret = "mastodon-token" }
"""
TOML += OUTBOX
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "newsletter.toml").write_text(TOML)
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*words: str) -> tuple[int, dict[str, Any]]:
        with pytest.raises(SystemExit) as ended:
            main(("-C", str(project), "--json", *words))
        assert isinstance(ended.value.code, int)
        return ended.value.code, json.loads(capsys.readouterr().out)

    return run_command


def text(project: Path) -> str:
    return (project / "newsletter.toml").read_text()


def test_live_on_changes_one_word_of_the_file(run: Run, project: Path) -> None:
    code, found = run("live", "on")
    assert (code, found["live"]) == (0, True)
    assert text(project) == TOML.replace("live = false ", "live = true ")


def test_live_off_brings_the_file_back(run: Run, project: Path) -> None:
    run("live", "on")
    assert run("live", "off")[1]["live"] is False
    assert text(project) == TOML


def test_without_a_section_one_is_written(run: Run, project: Path) -> None:
    bare = TOML.partition("[safety]")[0] + OUTBOX
    (project / "newsletter.toml").write_text(bare)
    assert run("live", "on")[0] == 0
    assert text(project).startswith(bare.rstrip())
    assert "[safety]\nlive = true" in text(project)


def test_with_an_error_it_stays_in_test_mode(run: Run, project: Path) -> None:
    (project / "newsletter.toml").write_text(TOML + MISSING)
    code, found = run("live", "on")
    assert (code, found["live"]) == (1, False)
    assert {one["code"] for one in found["problems"]} == {"secret-missing", "live-refused"}
    assert text(project) == TOML + MISSING


def test_off_needs_no_doctor(run: Run, project: Path) -> None:
    live = (TOML + MISSING).replace("live = false", "live = true")
    (project / "newsletter.toml").write_text(live)
    assert run("live", "off")[0] == 0
    assert text(project) == TOML + MISSING


def test_line_ends_of_another_system_stay(run: Run, project: Path) -> None:
    (project / "newsletter.toml").write_bytes(TOML.replace("\n", "\r\n").encode())
    assert run("live", "on")[0] == 0
    expected = TOML.replace("live = false ", "live = true ").replace("\n", "\r\n")
    assert (project / "newsletter.toml").read_bytes() == expected.encode()


@pytest.mark.parametrize("word", ["yes", "", "ON", "true"])
def test_any_other_word_is_wrong_usage(run: Run, word: str) -> None:
    assert run("live", word)[0] == 2


def test_the_doctor_ends_with_one_on_an_error(run: Run, project: Path) -> None:
    (project / "newsletter.toml").write_text(TOML + MISSING)
    code, found = run("doctor", "--offline")
    assert (code, found["ok"]) == (1, False)
    assert [set(one) for one in found["checks"]] == [{"name", "status", "text"}] * len(
        found["checks"]
    )
    assert "secret-missing" in {one["code"] for one in found["problems"]}


def test_the_doctor_ends_with_nought_on_warnings(run: Run) -> None:
    code, found = run("doctor")
    assert (code, found["ok"]) == (0, True)
    assert "warning" in {one["status"] for one in found["checks"]}


def test_people_see_what_to_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "newsletter.toml").write_text(TOML + MISSING)
    with pytest.raises(SystemExit):
        main(("-C", str(project), "doctor", "--offline"))
    shown = capsys.readouterr().out
    assert "error   secrets" in shown
    assert "-> Store it: newsletter secret set mastodon-token" in shown
    assert shown.endswith("1 error.\n")
