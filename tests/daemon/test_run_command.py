"""`newsletter run` as a process: beside another one, its status port, its end."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from newsletter.usecases.starting import start_project
from tests.daemon.real_world import Running, daemon, until

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    list(start_project(folder))
    return folder


@pytest.fixture
def running(project: Path) -> Iterator[Running]:
    with daemon(project, "--status-port", "0") as one:
        one.wait_for(event="settings-taken")
        yield one


def asked(url: str) -> tuple[int, bytes]:
    """Status and body of an answer."""
    try:
        with urlopen(url) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def second(project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "newsletter", "-C", str(project), "run", *words]
    return subprocess.run(line, capture_output=True, text=True, timeout=60)


def test_one_that_wants_to_be_alone_names_the_other(project: Path, running: Running) -> None:
    done = second(project, "--single")
    assert done.returncode == 1
    assert "[daemon-running]" in done.stderr
    assert f"process {running.process.pid} on" in done.stderr


def test_one_that_is_alone_is_named(project: Path) -> None:
    with daemon(project, "--single") as one:
        one.wait_for(event="settings-taken")
        done = second(project)
    assert (done.returncode, "with --single" in done.stderr) == (1, True)


def test_its_status_is_answered(running: Running) -> None:
    url = running.wait_for(event="serving")["url"]
    until(lambda: asked(f"{url}/health")[0] == 200)
    assert asked(f"{url}/ready") == (200, b'{"ok": true}\n')
    assert b"newsletter_daemons 1.0" in asked(f"{url}/metrics")[1]
    assert asked(f"{url}/elsewhere")[0] == 404


def test_a_status_port_that_is_taken_is_named(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = second(project, "--status-port", str(taken.getsockname()[1]))
    assert (done.returncode, "[port-taken]" in done.stderr) == (1, True)


def test_sigterm_ends_it_with_zero_and_a_result(running: Running) -> None:
    assert running.stop() == 0
    running.wait_for(event="stopping", under_way=0)
    assert running.wait_for(event="ended", ok=True)["problems"] == []


def test_people_see_a_line_an_event_and_nothing_of_idleness(project: Path) -> None:
    line = [sys.executable, "-m", "newsletter", "-C", str(project), "run"]
    process = subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr
    first = process.stderr.readline()
    process.terminate()
    out, rest = process.communicate(timeout=60)
    assert first[8:] == " weekly: every Thursday at 09:00, paused\n"
    assert [one[8:] for one in rest.splitlines()] == [" stopping"]
    assert (process.returncode, out) == (0, "")
