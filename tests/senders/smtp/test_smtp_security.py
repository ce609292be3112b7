"""Encryption and signing in: nothing is said in the open that has to be secret."""

import base64
import socket
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import AuthRefused, NewsletterError, Unreachable, UnusableInput
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext
from newsletter.senders.smtp import connection
from newsletter.senders.smtp.sender import SmtpSender, create
from newsletter.settings import Secret
from tests.senders.smtp.certificates import Certificate, certificate
from tests.senders.smtp.hostile import OFFERS, HostileServer, Script, always, at, honest
from tests.senders.smtp.sending import NoonClock, message, send, smtp

LOGIN: dict[str, Any] = {"username": "news@acme.example", "password": Secret(secret="password")}
AUTH = (*OFFERS, "AUTH PLAIN LOGIN XOAUTH2")


@pytest.fixture
def localhost(tmp_path: Path) -> Certificate:
    return certificate(tmp_path, "localhost", "127.0.0.1")


def secured(server: HostileServer, ca: Certificate | None, **options: Any) -> SmtpSender:
    trust = {"ca": str(ca.file)} if ca else {}
    return smtp(server, **{"host": "localhost", "security": "starttls", **trust, **options})


def refused(sender: SmtpSender, error: type[NewsletterError]) -> tuple[str, str]:
    """The code and the text of the only problem that a session is refused with."""
    with pytest.raises(error) as caught, sender.session():
        pass
    (problem,) = caught.value.problems
    assert problem.hint
    return problem.code, problem.text


def commands(server: HostileServer) -> list[str]:
    return [command for talk in server.talks for command in talk.commands]


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_messages_travel_encrypted(localhost: Certificate, host: str, implicit: bool) -> None:
    messages = [message(number, 300_000 * number) for number in range(4)]
    security = "tls" if implicit else "starttls"
    with HostileServer(tls=localhost.server_context(), implicit=implicit) as server:
        run = send(secured(server, localhost, host=host, security=security), messages)
    assert run.states == ["accepted"] * 4
    assert [taken.data for taken in server.taken] == [each.data for each in messages]
    assert [talk.protected for talk in server.talks] == [True]


def test_a_stripped_starttls_is_refused_and_nothing_is_said(localhost: Certificate) -> None:
    with HostileServer(offers=AUTH) as server:
        code, text = refused(secured(server, localhost, **LOGIN), Unreachable)
    assert (code, [line.split()[0] for line in commands(server)]) == (
        "smtp-not-encrypted",
        ["EHLO"],
    )
    assert "no encryption" in text


@pytest.mark.parametrize("answer", [b"454 not now\r\n", b"250 ok\r\n", b"502 no\r\n"])
def test_a_refused_starttls_is_refused(localhost: Certificate, answer: bytes) -> None:
    script = at("STARTTLS", answer)
    with HostileServer(script, tls=localhost.server_context(), offers=AUTH) as server:
        code, _ = refused(secured(server, localhost, **LOGIN), Unreachable)
    assert code == "smtp-not-encrypted"
    assert not any(line.startswith("AUTH") for line in commands(server))


def test_words_smuggled_in_before_the_encryption_are_refused(localhost: Certificate) -> None:
    script = at("STARTTLS", b"220 go on\r\n250-evil\r\n250 AUTH PLAIN\r\n")
    with HostileServer(script, tls=localhost.server_context()) as server:
        code, text = refused(secured(server, localhost, **LOGIN), Unreachable)
    assert (code, "in the open" in text) == ("smtp-unreachable", True)


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    other = certificate(tmp_path, "mail.other.example")
    with HostileServer(tls=other.server_context(), offers=AUTH) as server:
        code, text = refused(secured(server, other, **LOGIN), Unreachable)
    assert (code, "localhost" in text) == ("smtp-certificate", True)
    assert not any(line.startswith("AUTH") for line in commands(server))


def test_a_certificate_that_nobody_vouches_for_is_refused(localhost: Certificate) -> None:
    with HostileServer(tls=localhost.server_context()) as server:
        code, text = refused(secured(server, None), Unreachable)
    assert (code, "self-signed" in text) == ("smtp-certificate", True)


def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    old = certificate(tmp_path, "localhost", valid_for=timedelta(hours=-1))
    with HostileServer(tls=old.server_context()) as server:
        code, text = refused(secured(server, old), Unreachable)
    assert (code, "expired" in text) == ("smtp-certificate", True)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_an_old_tls_is_refused(localhost: Certificate) -> None:
    context = localhost.server_context()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with HostileServer(tls=context) as server:
        code, _ = refused(secured(server, localhost), Unreachable)
    assert (code, server.talks[0].protected) == ("smtp-unreachable", False)


def test_a_server_in_the_open_is_not_taken_for_one_with_tls(localhost: Certificate) -> None:
    with HostileServer() as server:
        code, _ = refused(secured(server, localhost, security="tls"), Unreachable)
    assert code == "smtp-unreachable"


def test_a_file_of_authorities_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    sender = smtp(9, security="tls", ca=str(tmp_path / "ca.pem"))
    assert refused(sender, UnusableInput)[0] == "setting-invalid"


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ("plain", [b"\0news@acme.example\0open sesame"]),
        ("login", [b"news@acme.example", b"open sesame"]),
        ("xoauth2", [b"user=news@acme.example\1auth=Bearer open sesame\1\1"]),
    ],
)
def test_every_way_to_sign_in(localhost: Certificate, auth: str, said: list[bytes]) -> None:
    with HostileServer(tls=localhost.server_context(), offers=AUTH) as server:
        run = send(secured(server, localhost, **LOGIN, auth=auth), [message(1)])
    spoken = commands(server)
    start = next(n for n, line in enumerate(spoken) if line.startswith("AUTH"))
    words = " ".join(spoken[start : start + 3]).replace("AUTH", "").split()
    assert [base64.b64decode(word) for word in words[1 : 1 + len(said)]] == said
    assert run.states == ["accepted"]


@pytest.mark.parametrize(
    ("offered", "first"),
    [
        ("AUTH LOGIN PLAIN", "AUTH PLAIN"),
        ("AUTH=LOGIN", "AUTH LOGIN"),
        ("AUTH CRAM-MD5 XOAUTH2", "AUTH XOAUTH2"),
    ],
)
def test_the_way_to_sign_in_is_chosen_from_what_is_offered(offered: str, first: str) -> None:
    with HostileServer(offers=(*OFFERS, offered)) as server:
        send(smtp(server, **LOGIN), [message(1)])
    assert commands(server)[1].startswith(first)


REFUSE: list[Script] = [
    at("AUTH", b"535 5.7.8 bad credentials\r\n"),
    at("AUTH", b"534 5.7.9 use an app password\r\n"),
]


@pytest.mark.parametrize("script", REFUSE)
def test_a_wrong_password_is_said_so_and_never_shown(script: Script) -> None:
    with HostileServer(script, offers=AUTH) as server:
        code, text = refused(smtp(server, **LOGIN), AuthRefused)
    assert code == "smtp-sign-in"
    assert "5.7." in text
    assert "sesame" not in text


def test_a_refused_token_ends_with_the_servers_last_word() -> None:
    def script(verb: str, _: int) -> bytes | None:
        answers = {"AUTH": b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n", "AUTH-LINE": b"535 5.7.8 no\r\n"}
        return answers.get(verb)

    with HostileServer(script, offers=AUTH) as server:
        _, text = refused(smtp(server, **LOGIN, auth="xoauth2"), AuthRefused)
    assert "535 5.7.8 no" in text


def test_a_sign_in_that_fails_for_now_is_no_wrong_password() -> None:
    with HostileServer(at("AUTH", b"454 4.7.0 try later\r\n"), offers=AUTH) as server:
        code, _ = refused(smtp(server, **LOGIN), Unreachable)
    assert code == "smtp-unreachable"


@pytest.mark.parametrize("offers", [OFFERS, (*OFFERS, "AUTH CRAM-MD5")])
def test_a_server_without_our_way_to_sign_in_is_refused(offers: tuple[str, ...]) -> None:
    with HostileServer(offers=offers) as server:
        assert refused(smtp(server, **LOGIN), AuthRefused)[0] == "smtp-sign-in"


def test_a_secret_that_is_not_stored_is_named() -> None:
    sender = smtp(9, username="a", password=Secret(secret="elsewhere"))
    code, text = refused(sender, AuthRefused)
    assert (code, "'elsewhere'" in text) == ("secret-missing", True)


def test_without_a_place_for_secrets_a_password_is_missing() -> None:
    options = {"host": "localhost", "username": "a", "password": Secret(secret="password")}
    sender = create(ChannelContext("email", options, Path(), NoonClock()))
    assert refused(sender, AuthRefused)[0] == "secret-missing"


def test_the_username_may_be_a_secret_too() -> None:
    with HostileServer(offers=AUTH) as server:
        send(smtp(server, username=Secret(secret="password")), [message(1)])
    assert base64.b64decode(commands(server)[1].split()[-1]) == b"\0open sesame\0"


def test_a_password_that_turns_wrong_in_mid_run_stops_it_and_loses_nobody() -> None:
    messages = [message(number) for number in range(6)]
    with HostileServer(honest, then=REFUSE[0], offers=AUTH) as server:
        run = send(smtp(server, **LOGIN, messages_per_connection=2), messages)
    assert isinstance(run.error, AuthRefused)
    assert run.outcomes == {n: Outcome("accepted", "250 2.0.0 Ok: queued") for n in (0, 1)}
    assert (run.started, len(server.taken)) == ([0, 1], 2)


def test_a_server_that_wants_a_sign_in_after_all_stops_the_run() -> None:
    messages = [message(number) for number in range(6)]
    with HostileServer(then=always("MAIL", b"530 5.7.0 sign in first\r\n")) as server:
        run = send(smtp(server), messages)
    assert isinstance(run.error, AuthRefused)
    assert len(run.started) == 1
    assert run.states == ["deferred"]


def own_address() -> str:
    """An address of this computer that others could reach. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("not run: this computer is in no network")
        address: str = probe.getsockname()[0]
        return address


def test_nothing_is_said_in_the_open_over_a_network() -> None:
    host = own_address()
    with HostileServer(address=host, offers=AUTH) as server:
        code, text = refused(smtp(server, host=host, **LOGIN), Unreachable)
    assert (code, "not this computer" in text) == ("smtp-not-encrypted", True)
    assert commands(server) == []


@pytest.mark.parametrize(
    ("address", "answer"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("192.0.2.1", False), ("", False)],
)
def test_only_the_loopback_is_this_computer(address: str, answer: bool) -> None:
    assert connection._is_loopback(address) is answer


def test_secrets_are_not_shown_by_what_holds_them() -> None:
    sender = smtp(9, **LOGIN)
    assert "sesame" not in repr(sender)
    assert "sesame" not in repr(sender._credentials())
