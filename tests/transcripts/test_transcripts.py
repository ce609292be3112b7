"""What people see, recorded. `pytest --record` writes the recordings anew.

A recording cannot bless a fault: the invariants below hold for every command, recorded or not.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RECORDINGS = sorted(HERE.glob("*.txt"))
EXIT = re.compile(r"^\(exit (\d+)\)$", re.MULTILINE)
DOCUMENTED_EXITS = {0, 1, 2, 3, 4, 5, 6, 130}


@dataclass(frozen=True)
class Ran:
    """A command line with what it printed."""

    line: str
    code: int
    stdout: str
    stderr: str

    @property
    def is_json(self) -> bool:
        return "--json" in self.line or "--lines" in self.line

    @property
    def shown(self) -> str:
        """As a recording holds it: the results, then what was said beside them."""
        return f"$ {self.line}\n{self.stdout}{self.stderr}(exit {self.code})\n"


def commands(recording: str) -> list[str]:
    return [line[2:] for line in recording.splitlines() if line.startswith("$ ")]


def run(line: str, folder: Path) -> Ran:
    """Run a command line in ``folder`` as a shell would, without one: ``< FILE`` is its input."""
    words, _, source = line.partition(" < ")
    arguments = [sys.executable, "-m", *shlex.split(words)]
    data = (folder / source).read_bytes() if source else b""
    # No program of this machine is found, such as SpamAssassin, which not every machine has.
    env = {"PATH": "/nowhere", "COLUMNS": "80", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(arguments, cwd=folder, input=data, capture_output=True, env=env)
    return Ran(line, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module", params=RECORDINGS, ids=lambda path: path.stem)
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Ran]]:
    """A recording's commands, run again in a folder with the files that they name."""
    tmp_path = tmp_path_factory.mktemp(request.param.stem)
    shutil.copytree(HERE / "files", tmp_path, dirs_exist_ok=True)
    recording = request.param.read_text("utf-8")
    return request.param, [run(line, tmp_path) for line in commands(recording)]


def test_there_are_recordings() -> None:
    assert len(RECORDINGS) >= 5


def test_a_command_prints_what_was_recorded(
    played: tuple[Path, list[Ran]], pytestconfig: pytest.Config
) -> None:
    path, ran = played
    now = "\n".join(one.shown for one in ran)
    if pytestconfig.getoption("--record"):
        path.write_text(now, "utf-8")
    assert now == path.read_text("utf-8")


def test_no_command_shows_a_traceback(played: tuple[Path, list[Ran]]) -> None:
    for one in played[1]:
        assert "Traceback" not in one.stdout + one.stderr
        assert "[internal]" not in one.stderr


def test_every_exit_code_is_documented(played: tuple[Path, list[Ran]]) -> None:
    assert {one.code for one in played[1]} <= DOCUMENTED_EXITS


def test_an_error_is_shown_exactly_when_the_command_failed(
    played: tuple[Path, list[Ran]],
) -> None:
    for one in played[1]:
        said = re.search(r"(^|\d )error \[", one.stderr, re.MULTILINE)
        assert bool(said) == (one.code in {1, 2, 4}) or one.is_json


def test_the_last_line_says_what_to_do_next(played: tuple[Path, list[Ran]]) -> None:
    """After success a Next line; after a failure a problem whose hint is a sentence."""
    for one in played[1]:
        if one.stderr and one.code == 0:
            assert one.stderr.splitlines()[-1].startswith("Next: ")
        elif one.stderr:
            assert re.search(r"[.:!?)'\"\w]$", one.stderr.splitlines()[-1])


def test_json_is_alone_on_stdout_and_agrees_with_the_exit_code(
    played: tuple[Path, list[Ran]],
) -> None:
    for one in played[1]:
        if one.is_json:
            objects = [json.loads(line) for line in one.stdout.splitlines()]
            assert all(found["ok"] for found in objects if "ok" in found) == (one.code == 0)


def test_lines_fit_a_terminal_of_80_columns(played: tuple[Path, list[Ran]]) -> None:
    """Results do; a problem is one line of any length, so that it can be searched for."""
    for one in played[1]:
        if not one.is_json:
            assert [line for line in one.stdout.splitlines() if len(line) > 80] == []
