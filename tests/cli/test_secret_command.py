"""`newsletter secret`: values go in and never come out."""

import io
import json
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from newsletter.cli.main import main

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
token = { secret = "mastodon-token" }
"""
VALUE = "a-value-to-hide"
NAME = "mastodon-token"


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = -1  # keyring looks for backends by itself, and must not choose this one

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def drawer() -> Drawer:
    drawer = Drawer()
    keyring.set_keyring(drawer)
    return drawer


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "newsletter.toml").write_text(TOML)
    return tmp_path


Ran = tuple[int, dict[str, Any]]
Run = Callable[..., Ran]


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `newsletter secret` with something piped in; no run may show the value."""

    def run_secret(*words: str, piped: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
        out, err = io.StringIO(), io.StringIO()
        line = ("-C", str(project), "--json", "secret", *words)
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(line)
        assert VALUE not in out.getvalue() + err.getvalue()
        assert isinstance(ended.value.code, int)
        return ended.value.code, json.loads(out.getvalue())

    return run_secret


def codes(ran: Ran) -> list[str]:
    return [found["code"] for found in ran[1]["problems"]]


def stored(project: Path, name: str = NAME) -> Path:
    return project / ".newsletter/secrets" / name


def test_without_a_keyring_a_secret_goes_into_a_file_of_its_owner(run: Run, project: Path) -> None:
    code, found = run("set", NAME, piped=f"{VALUE}\n".encode())
    assert (code, found["where"]) == (0, f"the file {stored(project)}")
    assert stored(project).read_text() == f"{VALUE}\n"
    assert stat.S_IMODE(stored(project).stat().st_mode) == 0o600
    assert stat.S_IMODE(stored(project).parent.stat().st_mode) == 0o700


def test_with_a_keyring_it_goes_there_and_leaves_no_file(
    run: Run, project: Path, drawer: Drawer
) -> None:
    stored(project).parent.mkdir(parents=True)
    stored(project).write_text("an old value")
    code, found = run("set", NAME, piped=VALUE.encode())
    assert (code, found["where"]) == (0, "the keyring of this computer")
    assert drawer.held == {("newsletter: The Pier", NAME): VALUE}
    assert not stored(project).exists()


def test_a_file_that_others_could_read_is_closed_to_them(run: Run, project: Path) -> None:
    stored(project).parent.mkdir(parents=True)
    stored(project).write_text("an old value")
    stored(project).chmod(0o644)
    run("set", NAME, piped=VALUE.encode())
    assert stat.S_IMODE(stored(project).stat().st_mode) == 0o600


def test_a_link_is_replaced_and_what_it_led_to_is_left(run: Run, project: Path) -> None:
    (project / "elsewhere").write_text("kept")
    stored(project).parent.mkdir(parents=True)
    stored(project).symlink_to(project / "elsewhere")
    run("set", NAME, piped=VALUE.encode())
    assert (project / "elsewhere").read_text() == "kept"
    assert stat.S_IMODE(stored(project).lstat().st_mode) == 0o600


def test_it_is_said_when_another_place_hides_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLETTER_SECRET_MASTODON_TOKEN", "another")
    ran = run("set", NAME, piped=VALUE.encode())
    assert (ran[0], codes(ran)) == (0, ["secret-hidden"])
    assert "NEWSLETTER_SECRET_MASTODON_TOKEN" in ran[1]["problems"][0]["text"]


def test_a_name_that_no_setting_has_gets_a_suggestion(run: Run) -> None:
    ran = run("set", "mastodon-tokn", piped=VALUE.encode())
    assert codes(ran) == ["secret-unused"]
    assert "mastodon-token" in ran[1]["problems"][0]["hint"]


@pytest.mark.parametrize(
    "piped", [b"", b"\n", b"  \n", b"\xff\xfe\x00", b"a\x00b", b"a\x1b[31m", b"x" * 70_000]
)
def test_what_is_no_value_is_not_stored(run: Run, project: Path, piped: bytes) -> None:
    ran = run("set", NAME, piped=piped)
    assert (ran[0], codes(ran)) == (1, ["secret-invalid"])
    assert not stored(project).exists()


@pytest.mark.parametrize("name", ["../newsletter.toml", "", "a/b", "x.renewed", "x.lock", ".x"])
def test_what_is_no_name_is_refused_before_anything_is_asked(run: Run, name: str) -> None:
    ran = run("set", name, piped=VALUE.encode())
    assert (ran[0], codes(ran)) == (2, ["secret-name"])


def test_the_list_has_names_alone(run: Run) -> None:
    run("set", "spare", piped=VALUE.encode())
    code, found = run("list")
    assert (code, found["names"]) == (0, ["spare"])
    assert found["missing"] == ["mastodon-token", "unsubscribe-key"]


def test_a_removed_secret_is_gone_with_what_was_renewed_of_it(run: Run, project: Path) -> None:
    run("set", NAME, piped=VALUE.encode())
    stored(project, f"{NAME}.renewed").write_text("{}")
    code, _ = run("remove", NAME)
    assert code == 0
    assert list(stored(project).parent.iterdir()) == []


def test_a_secret_is_removed_from_the_keyring(run: Run, drawer: Drawer) -> None:
    run("set", NAME, piped=VALUE.encode())
    assert run("remove", NAME)[0] == 0
    assert drawer.held == {}


def test_what_is_elsewhere_cannot_be_removed_here(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_SECRET_MASTODON_TOKEN", "another")
    ran = run("remove", NAME)
    assert (ran[0], codes(ran)) == (1, ["secret-unknown"])
    assert "NEWSLETTER_SECRET_MASTODON_TOKEN" in ran[1]["problems"][0]["hint"]


def test_a_value_is_never_an_argument(run: Run) -> None:
    ran = run("set", NAME, "value-on-the-line")
    assert (ran[0], codes(ran)) == (2, ["usage"])


def test_nobody_is_asked_where_nobody_may_be(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit) as ended:
        main(("-C", str(project), "--no-input", "secret", "set", NAME))
    assert ended.value.code == 2
    assert "[secret-value]" in capsys.readouterr().err
