"""A real Postfix over STARTTLS, signed in: what lies in the mailboxes is what was sent."""

import json
import os
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused
from newsletter.model import Message
from newsletter.ports import ChannelContext
from newsletter.senders.smtp.sender import SmtpSender, create_with
from newsletter.settings import Secret
from tests.planning.conftest import ARTICLE, run_cli
from tests.senders.postfix.server import DOMAIN, Postfix, missing, postfix
from tests.senders.smtp.sending import NoonClock, Run, Safe, send

__all__ = ["run_cli"]

pytestmark = pytest.mark.slow

LOGIN = f"news@{DOMAIN}"
PASSWORD = "open sesame"
COUNT = 50
UNKNOWN = 23
"""The number of the message whose recipient has no mailbox."""

TEXTS = (
    ".\n..\n...\n.a dot before a word\n",
    "早上好。今天的十二篇文章。\n.点\n",
    "👩‍👩‍👧 🇺🇦 emoji, and é in two characters\n",
    "From here on, a line that mbox would quote\n\n\n.\n",
    "x" * 990 + "\n" + "." * 990 + "\n",
    "blanks at the end   \n\ta tab first\n=3D is no quoted-printable here\n",
    "\n",
    "many lines\n" * 5000,
)
TRACE = re.compile(rb"(?:(?:Return-Path|X-Original-To|Delivered-To|Received):.*\n(?:[ \t].*\n)*)+")
"""What servers on the way put before a message (RFC 5321, section 4.4)."""

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <news@acme.example>"
timezone = "Europe/Lisbon"
language = "en"
url = "https://news.pier.example"
address = "1 Pier Road, Seatown"

[safety]
live = true
hold = "0s"

[channels.email]
sender = "smtp"
audience = "readers"
host = "127.0.0.1"
port = {port}
security = "starttls"
username = "news@acme.example"
password = {{ secret = "smtp-password" }}
ca = "ca.pem"
"""


def user(number: int) -> str:
    return f"reader{number}"


READERS = [user(number) for number in range(COUNT) if number != UNKNOWN]


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    why = missing()
    if why:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{why}, and CI=true wants every test to run")
        pytest.skip(f"not run: {why}")
    with postfix(["ada", "bo", "cy", *READERS], login="news", password=PASSWORD) as running:
        yield running


def sender(server: Postfix, password: str = PASSWORD, **more: object) -> SmtpSender:
    options: dict[str, object] = {
        "host": "localhost",
        "port": server.port,
        "security": "starttls",
        "username": LOGIN,
        "password": Secret(secret="password"),
        "ca": str(server.certificate.file),
        "connections": 2,
    }
    context = ChannelContext("email", options | more, Path("/"), NoonClock())
    return create_with(context, Safe(password=password))


def letter(number: int) -> Message:
    fields = (
        f"From: The Pier <{LOGIN}>",
        f"To: {user(number)}@{DOMAIN}",
        f"Subject: Number {number}",
        f"Message-ID: <{number}@{DOMAIN}>",
        "Date: Tue, 24 Nov 2026 09:00:00 +0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    text = "\n".join((*fields, "", TEXTS[number % len(TEXTS)]))
    data = text.replace("\n", "\r\n").encode()
    return Message(f"<{number}@{DOMAIN}>", LOGIN, f"{user(number)}@{DOMAIN}", data)


@pytest.fixture(scope="module")
def run(server: Postfix) -> Run:
    """Fifty letters in one session, all of them delivered that can be."""
    run = send(sender(server), [letter(number) for number in range(COUNT)])
    server.wait_for_mail(READERS)
    return run


def without_trace(mail: bytes) -> bytes:
    trace = TRACE.match(mail)
    assert trace
    return mail[trace.end() :]


def test_all_but_the_unknown_user_are_accepted(run: Run) -> None:
    expected = ["rejected" if number == UNKNOWN else "accepted" for number in range(COUNT)]
    assert run.states == expected


def test_the_refusal_names_the_recipient_and_gives_the_servers_words(run: Run) -> None:
    said = run.outcomes[UNKNOWN].text
    assert said.startswith(f"{user(UNKNOWN)}@{DOMAIN}: 550 5.1.1 ")
    assert "User unknown in virtual mailbox table" in said


@pytest.mark.parametrize("number", [n for n in range(COUNT) if n != UNKNOWN])
def test_the_mailbox_holds_the_very_bytes_that_were_sent(
    number: int, server: Postfix, run: Run
) -> None:
    assert run.error is None
    sent = letter(number).data.replace(b"\r\n", b"\n")
    assert [without_trace(mail) for mail in server.mailbox(user(number))] == [sent]


def test_every_letter_came_encrypted_and_signed_in(server: Postfix, run: Run) -> None:
    assert run.error is None
    mails = [mail for reader in READERS for mail in server.mailbox(reader)]
    assert [b" with ESMTPSA id " in mail for mail in mails] == [True] * (COUNT - 1)


def test_auth_login_lets_us_in_as_well(server: Postfix) -> None:
    hello = Message("<cy@acme.example>", LOGIN, f"cy@{DOMAIN}", letter(0).data)
    assert send(sender(server, auth="login"), [hello]).states == ["accepted"]
    assert "sasl_method=LOGIN" in server.log


def test_a_wrong_password_is_refused_in_the_servers_words(server: Postfix) -> None:
    with pytest.raises(AuthRefused, match=r"535 5\.7\.8"), sender(server, "sesame").session():
        pass


def test_a_plan_sent_with_newsletter_send_is_in_every_mailbox_once(
    server: Postfix, run_cli: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    project(tmp_path, server)

    def newsletter(*words: str) -> dict[str, object]:
        code, out, err = run_cli("-C", str(tmp_path), *words, "--json")
        assert code == 0, out + err
        told: dict[str, object] = json.loads(out.splitlines()[-1])
        return told

    newsletter("audience", "import", str(tmp_path / "people.csv"), "--audience", "readers")
    plan = str(newsletter("plan", "2026-11-24")["plan"])
    newsletter("approve", plan, "--as", "Ana", "--yes")
    newsletter("send", plan, "--confirm", "2")
    server.wait_for_mail(["ada", "bo"])
    assert [addressees(server, "ada"), addressees(server, "bo")] == [
        [f"ada@{DOMAIN}"],
        [f"bo@{DOMAIN}"],
    ]


def addressees(server: Postfix, user: str) -> list[str]:
    """Whom each mail of a mailbox is for, as long as it carries the article."""
    mails = [message_from_bytes(mail, policy=policy.default) for mail in server.mailbox(user)]
    bodies = [mail.get_body(["html"]) for mail in mails]
    assert all(body and "早安🌊" in body.get_content() for body in bodies)
    return [mail["To"].addresses[0].addr_spec for mail in mails]


def project(folder: Path, server: Postfix) -> None:
    files = {
        "newsletter.toml": TOML.format(port=server.port),
        "ca.pem": server.certificate.file.read_text(),
        "people.csv": f"email,first_name\nada@{DOMAIN},Ada\nbo@{DOMAIN},Bo\n",
        "articles/a.md": ARTICLE.format(title="早安🌊", day="2026-11-22"),
        ".newsletter/secrets/smtp-password": PASSWORD,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / ".newsletter" / "secrets" / "smtp-password").chmod(0o600)
