"""Signing in to networks: what comes back is checked, kept, and never shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from newsletter.errors import AuthRefused, NewsletterError, UnusableInput, UsageError
from newsletter.senders.http.oauth import App, Attempt, Network, attempt
from newsletter.senders.http.tokens import Token
from newsletter.usecases.channel_senders import secrets_of
from newsletter.usecases.connecting.connect import Connected, Connecting
from newsletter.usecases.projects import open_project
from newsletter.usecases.secret_keeping import secret_desk
from tests.fakes.mastodon import TOKEN as MASTODON_TOKEN
from tests.fakes.server import Fake, Says, serving
from tests.fakes.sign_in import (
    CLIENT,
    SECRET,
    SIGN_INS,
    Codes,
    SignInMastodon,
    SignInX,
)
from tests.usecases.conftest import TOML

NOW = datetime.now(UTC)
CHANNELS = {
    "x": f'client_id = "{CLIENT}"',
    "linkedin": f'author = "urn:li:person:1"\nclient_id = "{CLIENT}"',
    "threads": 'account = "17841400000000001"',
    "mastodon": 'server = "https://social.example"',
}


class Now:
    def now(self) -> datetime:
        return NOW


@dataclass
class Somebody:
    """A person who signs in, or does something else on the network's page."""

    does: Callable[[str], str]
    secrets: list[str] = field(default_factory=lambda: [SECRET])
    asked: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    def secret(self, what: str) -> str:
        self.asked.append(what)
        return self.secrets.pop(0) if self.secrets else ""

    def word(self, what: str) -> str:
        self.asked.append(what)
        return CLIENT

    def redirect(self, *, https: bool) -> str:
        return f"{'https' if https else 'http'}://localhost:8401/connected"

    def signed_in(self, attempt: Attempt) -> str:
        self.attempts.append(attempt)
        return self.does(attempt.address)


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def configure(root: Path, sender: str, endpoint: str, *more: str) -> None:
    lines = (f'sender = "{sender}"', f'endpoint = "{endpoint}"', CHANNELS[sender], *more)
    text = "\n".join((TOML, "[channels.wall]", *lines, 'token = { secret = "wall-token" }', ""))
    (root / "newsletter.toml").write_text(text, "utf-8")


def connect(root: Path, person: Somebody, channel: str = "wall") -> Connected:
    workspace = open_project(root)
    desk = secret_desk(workspace, None)
    return Connecting(workspace, secrets_of(workspace, None), desk, Now()).connect(channel, person)


def stored(root: Path, name: str = "wall-token") -> str | None:
    path = root / ".newsletter/secrets" / name
    return path.read_text().strip() if path.exists() else None


def code(error: NewsletterError) -> str:
    return error.problems[0].code


@pytest.mark.parametrize("sender", SIGN_INS)
def test_who_signs_in_is_connected(project: Path, sender: str) -> None:
    with serving(SIGN_INS[sender]()) as fake:
        configure(project, sender, fake.url)
        codes: Codes = fake.codes  # type: ignore[attr-defined]
        done = connect(project, Somebody(codes.allow))
    assert done.account
    assert list(done.kept) == ["wall-token"]
    token = Token.from_secret(stored(project) or "")
    assert token.access not in ("", "short-lived")


def test_the_token_of_x_can_be_renewed(project: Path) -> None:
    with serving(SignInX()) as fake:
        configure(project, "x", fake.url)
        connect(project, Somebody(fake.codes.allow))
    token = Token.from_secret(stored(project) or "")
    assert token == Token("x-token", "x-refresh", NOW + timedelta(hours=2))
    assert "offline.access" in fake.codes.scopes[0].split()


def test_an_app_with_a_secret_signs_in_with_it_and_it_is_kept(project: Path) -> None:
    with serving(SignInX(SECRET)) as fake:
        configure(project, "x", fake.url, 'client_secret = { secret = "app-secret" }')
        connect(project, Somebody(fake.codes.allow))
    assert stored(project, "app-secret") == SECRET


def test_what_is_pasted_may_be_the_code_alone(project: Path) -> None:
    with serving(SignInX()) as fake:
        configure(project, "x", fake.url)
        connect(
            project,
            Somebody(lambda page: fake.codes.allow(page).partition("code=")[2].partition("&")[0]),
        )
    assert stored(project)


def refused(root: Path, person: Somebody) -> str:
    with pytest.raises(AuthRefused) as found:
        connect(root, person)
    assert stored(root) is None
    text = str(found.value)
    for attempt_ in person.attempts:
        assert attempt_.state not in text
        assert attempt_.verifier not in text
    return code(found.value)


def test_who_says_no_is_not_connected(project: Path) -> None:
    with serving(SignInX()) as fake:
        configure(project, "x", fake.url)
        assert refused(project, Somebody(fake.codes.deny)) == "sign-in-denied"


def test_an_answer_to_another_sign_in_is_not_used(project: Path) -> None:
    def another(page: str) -> str:
        return fake.codes.allow(page.replace("state=", "state=x"))

    with serving(SignInX()) as fake:
        configure(project, "x", fake.url)
        assert refused(project, Somebody(another)) == "sign-in-state"
        assert fake.count("POST", "/2/oauth2/token") == 0


def test_a_code_that_was_used_already_connects_nobody(project: Path) -> None:
    with serving(SignInMastodon()) as fake:
        configure(project, "mastodon", fake.url)
        used: list[str] = []

        def allow(page: str) -> str:
            used.append(fake.codes.allow(page))
            return used[-1]

        connect(project, Somebody(allow))
        (project / ".newsletter/secrets/wall-token").unlink()
        spent = used[0].partition("code=")[2].partition("&")[0]
        assert refused(project, Somebody(lambda _: spent)) == "sign-in-failed"


@pytest.mark.parametrize("pasted", ["", "\n", "https://localhost:8401/connected?x=1"])
def test_what_holds_no_code_connects_nobody(project: Path, pasted: str) -> None:
    with serving(SignInX()) as fake:
        configure(project, "x", fake.url)
        assert refused(project, Somebody(lambda _: pasted)) in ("sign-in-failed", "sign-in-state")


def test_a_token_endpoint_that_fails_connects_nobody(project: Path) -> None:
    with serving(SignInX()) as fake:
        fake.before["redeem"] = [Says(503, {"error": "unavailable"})]
        configure(project, "x", fake.url)
        assert refused(project, Somebody(fake.codes.allow)) == "sign-in-failed"


def test_a_server_that_registers_no_apps_connects_nobody(project: Path) -> None:
    with serving(SignInMastodon()) as fake:
        fake.before["register"] = [Says(200, [])]
        configure(project, "mastodon", fake.url)
        assert refused(project, Somebody(fake.codes.allow)) == "sign-in-failed"


def test_without_a_client_id_x_is_not_even_tried(project: Path) -> None:
    configure(project, "x", "http://127.0.0.1:9")
    text = (project / "newsletter.toml").read_text().replace("client_id", "# client_id")
    (project / "newsletter.toml").write_text(text)
    with pytest.raises(UnusableInput) as found:
        connect(project, Somebody(str))
    assert code(found.value) == "setting-missing"


def test_an_unknown_channel_has_a_suggestion(project: Path) -> None:
    configure(project, "x", "http://127.0.0.1:9")
    with pytest.raises(UsageError) as found:
        connect(project, Somebody(str), "wal")
    assert (code(found.value), "wall" in str(found.value)) == ("channel-unknown", True)


@pytest.fixture
def telegram(project: Path) -> Iterator[tuple[Path, Fake]]:
    """A channel whose secret is typed."""
    from tests.fakes.telegram import Telegram

    with serving(Telegram()) as fake:
        lines = (
            "[channels.wall]",
            'sender = "telegram"',
            f'endpoint = "{fake.url}"',
            'chat = "@acme"',
            'token = { secret = "wall-token" }',
        )
        (project / "newsletter.toml").write_text("\n".join((TOML, *lines, "")))
        yield project, fake


def test_a_secret_that_is_typed_is_tried_before_it_is_kept(
    telegram: tuple[Path, Fake],
) -> None:
    from tests.fakes import telegram as fakes

    root, _ = telegram
    done = connect(root, Somebody(str, [fakes.TOKEN]))
    assert (stored(root), list(done.kept)) == (fakes.TOKEN, ["wall-token"])


def test_a_secret_that_is_refused_does_not_take_the_place_of_a_good_one(
    telegram: tuple[Path, Fake],
) -> None:
    from tests.fakes import telegram as fakes

    root, _ = telegram
    connect(root, Somebody(str, [fakes.TOKEN]))
    with pytest.raises(AuthRefused) as found:
        connect(root, Somebody(str, ["1234:wrong-token"]))
    assert stored(root) == fakes.TOKEN
    assert "wrong-token" not in str(found.value)


def test_nothing_typed_leaves_what_is_stored(telegram: tuple[Path, Fake]) -> None:
    from tests.fakes import telegram as fakes

    root, _ = telegram
    connect(root, Somebody(str, [fakes.TOKEN]))
    assert connect(root, Somebody(str, [""])).kept == {}


def test_every_sign_in_is_another_one() -> None:
    network = Network("X", "https://x.example", "https://x.example/token", ())
    tries = [attempt(network, App("id"), "http://127.0.0.1:1/") for _ in range(20)]
    assert len({one.state for one in tries} | {one.verifier for one in tries}) == 40
    assert all(len(one.verifier) >= 43 for one in tries)


def test_a_sign_in_does_not_show_itself() -> None:
    network = Network("X", "https://x.example", "https://x.example/token", ())
    one = attempt(network, App("id", SECRET), "http://127.0.0.1:1/")
    assert not [part for part in (SECRET, one.state, one.verifier) if part in repr(one)]


def test_the_token_of_mastodon_is_stored_as_it_came(project: Path) -> None:
    with serving(SignInMastodon()) as fake:
        configure(project, "mastodon", fake.url)
        connect(project, Somebody(fake.codes.allow))
    assert Token.from_secret(stored(project) or "").access == MASTODON_TOKEN
