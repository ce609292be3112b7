"""SendGrid: one mail for each request to Mail Send, built there from its parts.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.problems import Problem, warning
from newsletter.senders.http.accounts import refused, signed_in
from newsletter.senders.http.client import Client, client
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.mail import carrying
from newsletter.senders.mail.mime import Letter, Mailbox, taken_apart
from newsletter.senders.mail.naming import bare

SERVICE = "SendGrid"
HOSTS = {"global": "https://api.sendgrid.com", "eu": "https://api.eu.sendgrid.com"}
SEND, SCOPES = "/v3/mail/send", "/v3/scopes"
LIMITS = Limits(
    max_bytes=30 * 1024 * 1024,
    cannot=("It cannot look up a mail whose outcome is unknown.",),
)
_UNTOUCHED = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
}
"""Links stay as they were approved, and nothing is added."""


def create(context: ChannelContext) -> "SendGrid":
    """The sender of a channel. Options: ``token``, an API key, and ``region``.

    Raises:
        UnusableInput: setting-missing.
    """
    host = HOSTS.get(optional(context, "region"), HOSTS["global"])
    return SendGrid(
        channel=context.channel,
        base=base(context, "endpoint", host),
        token=needed(context, "token"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SendGrid:
    """Sends through one account; each session has its own thread."""

    channel: str
    base: str
    token: str = field(repr=False)
    clock: Clock
    name: str = "sendgrid"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["SendGridSession"]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        headers = {"Authorization": f"Bearer {self.token}"}
        with client(self.base, secrets=[self.token], headers=headers, keep_alive=True) as opened:
            session = SendGridSession(self, opened)
            session.account()
            yield session


@dataclass(frozen=True, slots=True)
class SendGridSession:
    """Hands over one mail for each request."""

    sender: SendGrid
    client: Client

    def send(self, item: Item) -> Outcome:
        """Hand over one mail."""
        return carrying.one(item, LIMITS, self._send)

    def account(self) -> Account:
        """What the key may do; SendGrid does not say whose it is."""
        answer = signed_in(self.sender.channel, SERVICE, lambda: self.client.ask("GET", SCOPES))
        scopes = answer.get("scopes")
        may_send = isinstance(scopes, list) and "mail.send" in scopes
        return Account(f"an API key of {SERVICE}", problems=() if may_send else (_no_scope(),))

    def _send(self, message: Message) -> Outcome:
        answer = self.client.ask("POST", SEND, json=payload(taken_apart(message)))
        if answer.ok:
            receipt = answer.headers.get("x-message-id") or bare(message.message_id)
            return Outcome("accepted", receipt=receipt)
        return refused(answer, self.sender.clock.now())


def payload(letter: Letter) -> dict[str, Any]:
    """The body of a request for one letter."""
    to = [_person(letter.recipient)]
    data: dict[str, Any] = {
        "personalizations": [{"to": to}],
        "from": _person(letter.sender),
        "subject": letter.subject,
        "content": list(_contents(letter)),
        "headers": {**letter.headers, "Message-ID": letter.message_id},
        "custom_args": {"message_id": bare(letter.message_id)},
        "tracking_settings": _UNTOUCHED,
    }
    if letter.reply_to:
        data["reply_to"] = _person(letter.reply_to)
    if letter.pictures:
        data["attachments"] = [
            {
                "content": b64encode(picture.data).decode("ascii"),
                "type": picture.media_type,
                "filename": picture.file_name,
                "disposition": "inline",
                "content_id": picture.content_id,
            }
            for picture in letter.pictures
        ]
    return data


def _contents(letter: Letter) -> Iterator[dict[str, str]]:
    """Plain text has to come first."""
    for kind, text in (("text/plain", letter.text), ("text/html", letter.html)):
        if text:
            yield {"type": kind, "value": text}


def _person(mailbox: Mailbox) -> dict[str, str]:
    named = {"name": mailbox.name} if mailbox.name else {}
    return {"email": mailbox.address, **named}


def _no_scope() -> Problem:
    text = "The API key of SendGrid may not send mail."
    return warning(
        "provider-may-not-send", text, "Give it the permission Mail Send, or make another."
    )
