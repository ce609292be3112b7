"""`newsletter serve` as a process: it says where it is, and ends with 0 when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from newsletter.usecases.starting import start_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    list(start_project(folder))
    return folder


@contextmanager
def serving(project: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "newsletter", "-C", str(project), "serve", "--port", "0", *more]
    env = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip().removeprefix("Serving on ")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_zero(project: Path, ending: signal.Signals) -> None:
    with serving(project) as process:
        with urlopen(f"{url_of(process)}/health") as answer:
            assert answer.status == 200
        process.send_signal(ending)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, "Traceback" in said) == (0, False)


def test_it_is_reached_from_this_computer_alone(project: Path) -> None:
    with serving(project) as process:
        assert url_of(process).startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_named(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serving(project, "--port", port) as process:
            _, said = process.communicate(timeout=30)
            assert (process.returncode, "port-taken" in said) == (1, True)


def test_without_a_key_it_does_not_begin(project: Path) -> None:
    (project / ".newsletter/secrets/unsubscribe-key").unlink()
    with serving(project) as process:
        _, said = process.communicate(timeout=30)
        assert (process.returncode, "secret-missing" in said) == (4, True)
