"""Tokens: one renews for all, an empty one is never kept, only a clear word disconnects."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

import pytest

from newsletter.errors import UnusableInput
from newsletter.secrets.places import SecretFolder
from newsletter.secrets.vault import ProjectVault
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.tokens import (
    Disconnected,
    NotRenewed,
    Token,
    Tokens,
    disconnected,
    not_renewed,
    renewing,
    token_of,
)

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NAME = "x-token"


class Noon:
    def now(self) -> datetime:
        return NOW


class Family:
    """Refresh tokens that count once: using one again ends the whole family."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = Lock()

    def renew(self, token: Token) -> Token:
        with self._lock:
            if token.refresh != f"refresh-{self.count}":
                raise Disconnected("the refresh token was used twice")
            self.count += 1
            until = NOW + timedelta(hours=2)
            return Token(f"access-{self.count}", f"refresh-{self.count}", until)


@pytest.fixture
def vault(tmp_path: Path) -> ProjectVault:
    first = Token("access-0", "refresh-0", NOW - timedelta(hours=1))
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / NAME).write_text(first.to_secret())
    return ProjectVault(SecretFolder(tmp_path / "given"), tmp_path / "kept")


def tokens(vault: ProjectVault, renew: Callable[[Token], Token]) -> Tokens:
    return Tokens(vault, NAME, renew, Noon())


def kept(vault: ProjectVault) -> Token:
    return Token.from_secret(vault.get(NAME) or "")


def test_a_token_that_has_expired_is_renewed_and_kept(vault: ProjectVault) -> None:
    assert tokens(vault, Family().renew).current().access == "access-1"
    assert (kept(vault).access, kept(vault).refresh) == ("access-1", "refresh-1")


def test_a_token_is_renewed_a_minute_early(vault: ProjectVault) -> None:
    vault.put(NAME, Token("access-0", "refresh-0", NOW + timedelta(seconds=60)).to_secret())
    assert tokens(vault, Family().renew).current().access == "access-1"


def test_a_token_that_is_good_is_left_alone(vault: ProjectVault) -> None:
    vault.put(NAME, Token("access-0", "refresh-0", NOW + timedelta(seconds=61)).to_secret())
    assert tokens(vault, Family().renew).current().access == "access-0"


def test_a_token_without_an_end_is_used_as_it_is(vault: ProjectVault) -> None:
    vault.put(NAME, "a-plain-token")
    assert tokens(vault, Family().renew).current() == Token("a-plain-token")


def test_many_threads_ask_once(vault: ProjectVault) -> None:
    family = Family()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: tokens(vault, family.renew).current().access, range(24)))
    assert set(found) == {"access-1"}
    assert family.count == 1


PROCESS = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from newsletter.secrets.places import SecretFolder
from newsletter.secrets.vault import ProjectVault
from newsletter.senders.http.tokens import Token, Tokens

folder = Path(sys.argv[1])
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

class Noon:
    def now(self):
        return NOW

def renew(token):
    with (folder / "asked").open("a") as file:
        file.write(f"{token.refresh}\\n")
    return Token(token.access + "+", token.refresh + "+", NOW + timedelta(hours=2))

vault = ProjectVault(SecretFolder(folder / "given"), folder / "kept")
print(Tokens(vault, "x-token", renew, Noon()).current().access)
"""


def test_many_processes_ask_once(vault: ProjectVault, tmp_path: Path) -> None:
    words = [sys.executable, "-c", PROCESS, str(tmp_path)]
    started = [
        subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [process.communicate()[0].strip() for process in started] == ["access-0+"] * 4
    assert (tmp_path / "asked").read_text() == "refresh-0\n"


def test_who_was_refused_takes_what_another_one_got(vault: ProjectVault) -> None:
    family = Family()
    used = tokens(vault, family.renew).current()
    newer = tokens(vault, family.renew).renewed(used)
    assert tokens(vault, family.renew).renewed(used) == newer
    assert family.count == 2


def test_an_empty_token_is_never_kept(vault: ProjectVault) -> None:
    with pytest.raises(NotRenewed):
        tokens(vault, lambda _: Token("", "refresh-9")).current()
    assert kept(vault).access == "access-0"


def test_an_answer_without_a_refresh_token_keeps_the_one_there_is(vault: ProjectVault) -> None:
    tokens(vault, lambda _: Token("access-1", "")).current()
    assert kept(vault).refresh == "refresh-0"


def test_a_refresh_token_is_not_spent_where_nothing_can_be_kept(tmp_path: Path) -> None:
    family = Family()
    (tmp_path / "file").write_text("")
    stored = SecretFolder(tmp_path)
    (tmp_path / NAME).write_text(Token("access-0", "refresh-0", NOW).to_secret())
    with pytest.raises(NotRenewed, match="cannot be kept"):
        tokens(ProjectVault(stored, tmp_path / "file" / "folder"), family.renew).current()
    assert family.count == 0


def test_a_secret_that_cannot_be_read_is_no_reason_to_sign_in_again(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    vault = ProjectVault(SecretFolder(tmp_path), tmp_path)
    with pytest.raises(NotRenewed, match="cannot be used"):
        tokens(vault, Family().renew).current()


def test_a_secret_that_is_gone_is_a_channel_that_is_not_connected(tmp_path: Path) -> None:
    vault = ProjectVault(SecretFolder(tmp_path), tmp_path)
    with pytest.raises(Disconnected, match="not stored"):
        tokens(vault, Family().renew).current()


@pytest.mark.parametrize(
    ("secret", "token"),
    [
        ("plain\n", Token("plain")),
        ('"quoted"', Token('"quoted"')),
        ("12345", Token("12345")),
        ('{"other": 1}', Token('{"other": 1}')),
        ('{"access": 5}', Token('{"access": 5}')),
        ("[" * 100_000, Token("[" * 100_000)),
        ('{"access": "a", "refresh": 7, "expires_at": "soon"}', Token("a")),
        ('{"access": "a", "expires_at": "2026-11-24T09:00:00"}', Token("a", None, NOW)),
    ],
)
def test_a_secret_is_a_token_whatever_it_looks_like(secret: str, token: Token) -> None:
    assert Token.from_secret(secret) == token


def test_a_token_is_read_as_it_was_written() -> None:
    token = Token("access", "refresh", NOW)
    assert Token.from_secret(token.to_secret()) == token


def test_a_token_does_not_show_itself() -> None:
    assert "hidden" not in repr(Token("hidden-access", "hidden-refresh", NOW))


def answer(status: int, data: object) -> Answer:
    return Answer(status, {}, json.dumps(data).encode())


def test_a_token_endpoint_gives_a_token() -> None:
    said = {"access_token": "a", "refresh_token": "r", "expires_in": 7200}
    assert token_of(answer(200, said), NOW) == Token("a", "r", NOW + timedelta(hours=2))


@pytest.mark.parametrize("seconds", ["7200", True, -1, 1e300, None])
def test_an_end_that_is_no_number_is_not_known(seconds: object) -> None:
    said = {"access_token": "a", "expires_in": seconds}
    assert token_of(answer(200, said), NOW).expires_at is None


@pytest.mark.parametrize("status", [400, 401])
def test_invalid_grant_disconnects(status: int) -> None:
    with pytest.raises(Disconnected):
        token_of(answer(status, {"error": "invalid_grant"}), NOW)


@pytest.mark.parametrize(
    ("status", "data"),
    [
        (200, {}),
        (200, {"access_token": ""}),
        (200, {"access_token": None}),
        (200, "oops"),
        (400, {"error": "invalid_request"}),
        (401, {"error": "invalid_client"}),
        (403, {}),
        (429, {"error": "slow_down"}),
        (500, {"error": "invalid_grant"}),
        (503, {}),
    ],
)
def test_anything_else_is_tried_again_later(status: int, data: object) -> None:
    with pytest.raises(NotRenewed):
        token_of(answer(status, data), NOW)


@pytest.mark.parametrize("error", [NotSent("no connection"), NoAnswer("no answer")])
def test_an_endpoint_that_cannot_be_reached_disconnects_nobody(error: Exception) -> None:
    def ask() -> Answer:
        raise error

    with pytest.raises(NotRenewed):
        renewing(ask, lambda: NOW)


def test_what_was_not_renewed_goes_out_later() -> None:
    assert not_renewed(NotRenewed("no answer")).state == "deferred"


def test_who_is_disconnected_is_told_to_sign_in() -> None:
    found = disconnected("x", Disconnected("revoked")).problems[0]
    assert (found.code, found.hint) == ("disconnected", "Sign in again: newsletter connect x")


def test_a_vault_refuses_an_empty_value(vault: ProjectVault) -> None:
    with pytest.raises(ValueError, match="empty"):
        vault.put(NAME, "")


def test_a_vault_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableInput) as found:
        ProjectVault(SecretFolder(tmp_path), tmp_path / "file").put(NAME, "value")
    assert found.value.problems[0].code == "cannot-write"
