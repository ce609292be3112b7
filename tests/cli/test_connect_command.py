"""`newsletter connect` as a person meets it: a page that waits, or what is pasted."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.mastodon import TOKEN
from tests.fakes.server import serving
from tests.fakes.sign_in import SignInMastodon
from tests.fakes.slack import Slack

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Lisbon"
url = "https://news.pier.example"
address = "1 Pier Road, Seatown"

[channels.wall]
sender = "mastodon"
server = "https://social.example"
endpoint = "{url}"
token = {{ secret = "wall-token" }}
"""
QUIET_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@contextmanager
def started(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    line = [sys.executable, "-m", "newsletter", "connect", *words]
    environment = {"PATH": "/nowhere", "HOME": str(folder), "LC_ALL": "C.UTF-8", **QUIET_KEYRING}
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        line, cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def page_in(process: "subprocess.Popen[str]") -> str:
    """The address to sign in at, once it is shown."""
    assert process.stderr
    for line in process.stderr:
        if found := re.match(r"http\S+/oauth/authorize\S+", line):
            return found[0]
    raise AssertionError("no address was shown")


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def test_a_person_who_comes_back_to_the_page_is_connected(tmp_path: Path) -> None:
    with serving(SignInMastodon()) as fake:
        (tmp_path / "newsletter.toml").write_text(TOML.format(url=fake.url))
        with started(tmp_path, "wall", "--json", "--port", str(free_port())) as process:
            back = fake.codes.allow(page_in(process))
            urllib.request.urlopen(back).close()
            out, err = process.communicate(timeout=30)
    found = json.loads(out)
    assert (process.returncode, found["channel"]) == (0, "wall")
    assert found["account"].startswith("@")
    assert list(found["secrets"]) == ["wall-token"]
    assert TOKEN not in out + err
    assert (tmp_path / ".newsletter/secrets/wall-token").read_text().strip() == TOKEN


def test_an_answer_can_be_pasted(tmp_path: Path) -> None:
    with serving(SignInMastodon()) as fake:
        (tmp_path / "newsletter.toml").write_text(TOML.format(url=fake.url))
        with started(tmp_path, "wall", "--paste") as process:
            back = fake.codes.allow(page_in(process))
            out, err = process.communicate(f"{back}\n", timeout=30)
    assert process.returncode == 0
    assert "Connected wall: @" in out
    assert TOKEN not in out + err


def test_without_input_it_says_what_is_needed(tmp_path: Path) -> None:
    with serving(SignInMastodon()) as fake:
        (tmp_path / "newsletter.toml").write_text(TOML.format(url=fake.url))
        with started(tmp_path, "wall", "--no-input", "--json") as process:
            out, _ = process.communicate(timeout=30)
    problem = json.loads(out)["problems"][0]
    assert (process.returncode, problem["code"]) == (4, "sign-in-input")
    assert f"{fake.url}/oauth/authorize" in problem["text"]


@pytest.mark.parametrize(("channel", "code"), [("wal", 2), ("", 2)])
def test_an_unknown_channel_is_wrong_usage(tmp_path: Path, channel: str, code: int) -> None:
    (tmp_path / "newsletter.toml").write_text(TOML.format(url="http://127.0.0.1:9"))
    with started(tmp_path, channel) as process:
        process.communicate(timeout=30)
        assert process.returncode == code


def test_a_secret_can_be_piped_in(tmp_path: Path) -> None:
    with serving(Slack()) as fake:
        text = TOML.partition("[channels.wall]")[0].format()
        channel = '[channels.wall]\nsender = "slack"\nwebhook = { secret = "hook" }\n'
        (tmp_path / "newsletter.toml").write_text(text + channel)
        with started(tmp_path, "wall") as process:
            hook = f"{fake.url}/services/T000/B000/the-hidden-part"
            out, err = process.communicate(f"{hook}\n", timeout=30)
    assert process.returncode == 0, err
    assert "the-hidden-part" not in out + err
    assert (tmp_path / ".newsletter/secrets/hook").read_text().strip() == hook
