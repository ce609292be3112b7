"""Amazon SES: the whole message goes out as it is, through SendEmail of version 2 of the API.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.senders.http.accounts import held, read, refused, refused_sign_in
from newsletter.senders.http.client import Answer, Client, client
from newsletter.senders.http.judging import words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.mail import carrying
from newsletter.senders.mail.mime import fit_address
from newsletter.senders.mail.naming import tag
from newsletter.senders.mail.sigv4 import Key, signed

SERVICE = "Amazon SES"
SEND, ACCOUNT = "/v2/email/outbound-emails", "/v2/email/account"
TAG = "newsletter-id"
"""The message tag that holds our Message-ID, as `newsletter.senders.mail.naming.tag` writes it."""

LIMITS = Limits(
    max_bytes=40 * 1024 * 1024,
    cannot=(
        "It replaces our Message-ID; ours goes along as a message tag.",
        "It cannot look up a mail whose outcome is unknown.",
    ),
)
_LATER = ("TooManyRequests", "Throttling", "LimitExceeded")
_OURS = ("AccountSuspended", "SendingPaused", "MailFromDomainNotVerified", "ConfigurationSet")

_UNVERIFIED = "address is not verified"
"""Said of our address, and in the sandbox of the recipient's: either is the account's to mend.

https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
"""


def create(context: ChannelContext) -> "Ses":
    """The sender of a channel.

    Options: ``region``, ``access_key_id``, ``secret_access_key``, ``configuration_set``.

    Raises:
        UnusableInput: setting-missing.
    """
    region = needed(context, "region")
    secret = needed(context, "secret_access_key")
    return Ses(
        channel=context.channel,
        base=base(context, "endpoint", f"https://email.{region}.amazonaws.com"),
        key=Key(needed(context, "access_key_id"), secret, region, "ses"),
        configuration_set=optional(context, "configuration_set"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ses:
    """Sends through one account and region; each session has its own thread."""

    channel: str
    base: str
    key: Key
    configuration_set: str
    clock: Clock
    name: str = "ses"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["SesSession"]:
        """Sign in; a key that may only send is taken as good.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        with client(self.base, secrets=[self.key.secret], keep_alive=True) as opened:
            session = SesSession(self, opened)
            session.account()
            yield session


@dataclass(frozen=True, slots=True)
class SesSession:
    """Hands over one mail for each request."""

    sender: Ses
    client: Client

    def send(self, item: Item) -> Outcome:
        """Hand over one mail."""
        return carrying.one(item, LIMITS, self._send)

    def account(self) -> Account:
        """Whose key it is, with its quota where the key may read that."""
        answer = read(self.sender.channel, SERVICE, lambda: self._ask("GET", ACCOUNT))
        name = f"{self.sender.key.access_key_id} in {self.sender.key.region}"
        if answer.status == 403 and _kind(answer).startswith("AccessDenied"):
            return Account(name, ("The key may send, and not read its quota.",))
        if not answer.ok:
            raise refused_sign_in(self.sender.channel, SERVICE, answer)
        return Account(name, tuple(_facts(answer)))

    def _send(self, message: Message) -> Outcome:
        answer = self._ask("POST", SEND, json.dumps(self._payload(message)).encode())
        receipt = answer.get("MessageId")
        if answer.ok and isinstance(receipt, str) and receipt:
            return Outcome("accepted", receipt=receipt)
        if answer.ok:
            return Outcome("unknown", text=f"{answer.status} without a MessageId")
        return self._refused(answer)

    def _refused(self, answer: Answer) -> Outcome:
        kind = _kind(answer)
        text = f"{answer.status} {kind} {words(answer)}"
        if kind.startswith(_OURS) or _UNVERIFIED in text:
            return held(text)
        outcome = refused(answer, self.sender.clock.now())
        if kind.startswith(_LATER):
            return replace(outcome, state="deferred", text=text)
        return replace(outcome, text=f"{kind}: {outcome.text}") if kind else outcome

    def _payload(self, message: Message) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "Destination": {"ToAddresses": [fit_address(message)]},
            "Content": {"Raw": {"Data": b64encode(message.data).decode("ascii")}},
            "EmailTags": [{"Name": TAG, "Value": tag(message.message_id)}],
        }
        if self.sender.configuration_set:
            payload["ConfigurationSetName"] = self.sender.configuration_set
        return payload

    def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        url, now = self.sender.base + path, self.sender.clock.now()
        kind = {"Content-Type": "application/json"} if body else {}
        headers = signed(self.sender.key, method, url, body, now, kind)
        return self.client.ask(method, url, content=body, headers=headers)


def _kind(answer: Answer) -> str:
    """The name of an error, which stands in a header, before a colon and an address."""
    named = answer.headers.get("x-amzn-errortype") or str(answer.get("__type") or "")
    return named.partition(":")[0].rpartition("#")[2]


def _facts(answer: Answer) -> Iterator[str]:
    quota = answer.get("SendQuota")
    if isinstance(quota, dict):
        day, rate = quota.get("Max24HourSend"), quota.get("MaxSendRate")
        yield f"{quota.get('SentLast24Hours')} of {day} mails sent in 24 hours, {rate} a second."
    if answer.get("ProductionAccessEnabled") is False:
        yield "It is in the sandbox: only verified addresses get mail."
    if answer.get("SendingEnabled") is False:
        yield "Sending is paused for this account."
