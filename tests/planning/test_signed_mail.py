"""A channel with DKIM: every mail that it stores verifies, and a key that is none stops it."""

import json
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from newsletter.email.dkim import Signer
from newsletter.secrets.stored import PROJECT_FOLDER
from tests.planning.conftest import Desk
from tests.senders.smtp.hostile import HostileServer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dkim  # type: ignore[import-untyped]

Run = Callable[..., tuple[int, str, str]]
DKIM = """\
dkim_domain = "pier.example"
dkim_selector = "news"
dkim_key = { secret = "dkim-key" }
"""


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


KEY = pem(rsa.generate_private_key(65537, 2048))
SHORT = pem(rsa.generate_private_key(65537, 1024))
NOT_RSA = pem(ed25519.Ed25519PrivateKey.generate())


@pytest.fixture
def signing(desk: Desk) -> Desk:
    """The outbox signs, with a key in the project's secrets."""
    audience = 'audience = "readers"\n'
    desk.edit("newsletter.toml", audience, audience + DKIM)
    desk.write(f"{PROJECT_FOLDER}/dkim-key", KEY)
    return desk


def stored(desk: Desk) -> list[bytes]:
    return [path.read_bytes() for path in (desk.root / ".newsletter/outbox").glob("*.eml")]


def verifies(message: bytes) -> bool:
    """What dkimpy, another implementation, says when the key's record is in DNS."""
    made = Signer("pier.example", "news", KEY.encode())
    records = {f"{made.record_name}.".encode(): made.record.encode()}

    def look_up(name: bytes, timeout: float = 5) -> bytes | None:
        return records.get(name)

    return bool(dkim.verify(message, dnsfunc=look_up))


def approved(desk: Desk, run_cli: Run) -> str:
    plan = desk.plan().plan.id
    assert run_cli("-C", str(desk.root), "approve", plan, "--yes", "--as", "Ada")[0] == 0
    return plan


def send(desk: Desk, run_cli: Run, plan: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run_cli("-C", str(desk.root), "send", plan, "--confirm", "2", "--json")
    return code, json.loads(out.splitlines()[-1])


def plan_warnings(desk: Desk) -> list[tuple[str, str]]:
    found = desk.plan().problems
    return [(one.code, one.severity) for one in found if one.code.startswith(("dkim", "secret"))]


def test_every_mail_of_a_plan_verifies(signing: Desk, run_cli: Run) -> None:
    code, _ = send(signing, run_cli, approved(signing, run_cli))
    mails = stored(signing)
    assert (code, len(mails)) == (0, 2)
    assert all(map(verifies, mails))


def test_what_an_smtp_server_takes_verifies(signing: Desk, run_cli: Run) -> None:
    with HostileServer() as server:
        smtp = f'sender = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"'
        signing.edit("newsletter.toml", 'sender = "outbox"\naudience', f"{smtp}\naudience")
        signing.edit("newsletter.toml", "live = true", 'live = true\nhold = "0s"')
        code, _ = send(signing, run_cli, approved(signing, run_cli))
    assert code == 0
    assert [verifies(mail.data) for mail in server.taken] == [True, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Gull", b"Bull"),
        (b"\r\nSubject: ", b"\r\nSubject: x"),
        (b" <https://news.", b" <https://nsew."),
    ],
)
def test_a_changed_byte_fails(signing: Desk, run_cli: Run, old: bytes, new: bytes) -> None:
    send(signing, run_cli, approved(signing, run_cli))
    mail = stored(signing)[0]
    assert old in mail
    assert not verifies(mail.replace(old, new, 1))


def test_without_dkim_there_is_no_signature(desk: Desk, run_cli: Run) -> None:
    send(desk, run_cli, approved(desk, run_cli))
    assert not any(b"DKIM-Signature" in mail for mail in stored(desk))


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "secret-missing"), ("no key", "dkim-key"), (NOT_RSA, "dkim-key")],
    ids=["missing", "nonsense", "not RSA"],
)
def test_a_key_that_cannot_be_used_stops_its_channel_alone(
    signing: Desk, run_cli: Run, key: str | None, code: str
) -> None:
    plan = approved(signing, run_cli)
    path = signing.root / PROJECT_FOLDER / "dkim-key"
    path.unlink() if key is None else path.write_text(key, "utf-8")
    exit_code, done = send(signing, run_cli, plan)
    assert [one["code"] for one in done["problems"]] == [code]
    assert (exit_code, stored(signing), done["posts"] > 0) == (5, [], True)


def test_where_no_other_channel_goes_on_nothing_could_be_tried(signing: Desk, run_cli: Run) -> None:
    signing.edit(
        "newsletter.toml", '[channels.wall]\nsender = "outbox"\nnetwork = "mastodon"\n', ""
    )
    plan = approved(signing, run_cli)
    signing.write(f"{PROJECT_FOLDER}/dkim-key", "no key")
    assert send(signing, run_cli, plan)[0] == 4


def test_after_the_key_was_put_right_nobody_is_lost(signing: Desk, run_cli: Run) -> None:
    plan = approved(signing, run_cli)
    signing.write(f"{PROJECT_FOLDER}/dkim-key", "no key")
    send(signing, run_cli, plan)
    signing.write(f"{PROJECT_FOLDER}/dkim-key", KEY)
    assert send(signing, run_cli, plan)[0] == 0
    assert [verifies(mail) for mail in stored(signing)] == [True, True]


def test_an_approved_plan_is_sent_with_the_signature_of_today(desk: Desk, run_cli: Run) -> None:
    plan = approved(desk, run_cli)
    audience = 'audience = "readers"\n'
    desk.edit("newsletter.toml", audience, audience + DKIM)
    desk.write(f"{PROJECT_FOLDER}/dkim-key", KEY)
    assert send(desk, run_cli, plan)[0] == 0
    assert all(map(verifies, stored(desk)))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (KEY, []),
        (SHORT, [("dkim-key-short", "warning")]),
        (NOT_RSA, [("dkim-key", "warning")]),
        ("", [("secret-missing", "warning")]),
    ],
    ids=["2048 bits", "1024 bits", "not RSA", "empty"],
)
def test_a_plan_warns_of_the_key(signing: Desk, key: str, expected: list[tuple[str, str]]) -> None:
    signing.write(f"{PROJECT_FOLDER}/dkim-key", key)
    assert plan_warnings(signing) == expected


def test_what_is_no_key_is_never_shown(signing: Desk) -> None:
    signing.write(f"{PROJECT_FOLDER}/dkim-key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n")
    (found,) = [one for one in signing.plan().problems if one.code == "dkim-key"]
    assert "c2VjcmV0" not in str(found)


def test_a_test_mail_is_signed_too(signing: Desk, run_cli: Run) -> None:
    signing.edit("newsletter.toml", "live = true", 'live = false\ntest_recipients = ["*"]')
    code, _, _ = run_cli("-C", str(signing.root), "test-send", "2026-11-24")
    (mail,) = stored(signing)
    assert (code, verifies(mail)) == (0, True)


@pytest.mark.parametrize(
    ("key", "expected"), [(SHORT, (0, "dkim-key-short")), ("x", (4, "dkim-key"))]
)
def test_a_test_mail_tells_of_the_key(
    signing: Desk, run_cli: Run, key: str, expected: tuple[int, str]
) -> None:
    signing.edit("newsletter.toml", "live = true", 'live = false\ntest_recipients = ["*"]')
    signing.write(f"{PROJECT_FOLDER}/dkim-key", key)
    code, out, _ = run_cli("-C", str(signing.root), "--json", "test-send", "2026-11-24")
    codes = [one["code"] for one in json.loads(out)["problems"]]
    assert (code, [one for one in codes if one.startswith("dkim")]) == (expected[0], [expected[1]])
