"""Brevo: one mail for each request, built there from its parts.

https://developers.brevo.com/reference/sendtransacemail

Its ``messageVersions`` could carry many mails, but no headers of their own, and so no link to
unsubscribe that is the recipient's alone; hence one by one.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.senders.http.accounts import held, refused, signed_in
from newsletter.senders.http.client import Answer, Client, client
from newsletter.senders.http.options import base, needed
from newsletter.senders.mail import carrying
from newsletter.senders.mail.mime import Letter, Mailbox, taken_apart
from newsletter.senders.mail.naming import bare, short, uuid_of

SERVICE = "Brevo"
HOST = "https://api.brevo.com/v3"
SEND, ACCOUNT, EVENTS = "/smtp/email", "/account", "/smtp/statistics/events"
LONGEST_NAME, LONGEST_TAG = 70, 100
LIMITS = Limits(
    max_bytes=20 * 1024 * 1024,
    cannot=(
        'It cannot embed pictures: write mode = "link" in [images].',
        "It replaces our Message-ID; ours goes along as a tag.",
        "It tracks links and opens where its account is set to, which cannot be switched off here.",
    ),
)
_TAKEN_BEFORE = "duplicate_parameter"
_OF_THE_ACCOUNT = frozenset({"unauthorized", "not_enough_credits", "permission_denied"})
_PICTURES = Outcome("failed", text='Brevo cannot embed pictures: write mode = "link" in [images]')


def create(context: ChannelContext) -> "Brevo":
    """The sender of a channel. Option: ``token``, an API key.

    Raises:
        UnusableInput: setting-missing.
    """
    return Brevo(
        channel=context.channel,
        base=base(context, "endpoint", HOST),
        token=needed(context, "token"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brevo:
    """Sends through one account; each session has its own thread."""

    channel: str
    base: str
    token: str = field(repr=False)
    clock: Clock
    name: str = "brevo"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["BrevoSession"]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        headers = {"api-key": self.token, "Accept": "application/json"}
        with client(self.base, secrets=[self.token], headers=headers, keep_alive=True) as opened:
            session = BrevoSession(self, opened)
            session.account()
            yield session


@dataclass(frozen=True, slots=True)
class BrevoSession:
    """Hands over one mail for each request."""

    sender: Brevo
    client: Client

    def send(self, item: Item) -> Outcome:
        """Hand over one mail."""
        return carrying.one(item, LIMITS, self._send)

    def reconcile(self, item: Item) -> Outcome:
        """Look for a mail among the events. They lag behind, so none found says nothing."""
        return carrying.looked_up(item, self._find)

    def account(self) -> Account:
        """Whose account it is, and what of its plan is left."""
        answer = signed_in(self.sender.channel, SERVICE, lambda: self.client.ask("GET", ACCOUNT))
        plans = answer.get("plan")
        facts = (
            printable(f"{one.get('credits')} credits ({one.get('type')}).")
            for one in plans or ()
            if isinstance(one, dict)
        )
        return Account(printable(str(answer.get("email") or SERVICE)), tuple(facts))

    def _send(self, message: Message) -> Outcome:
        letter = taken_apart(message)
        if letter.pictures:
            return _PICTURES
        answer = self.client.ask("POST", SEND, json=payload(letter))
        receipt = answer.get("messageId")
        if answer.ok and isinstance(receipt, str) and receipt:
            return Outcome("accepted", receipt=receipt)
        if answer.ok:
            return Outcome("unknown", text=f"{answer.status} without a messageId")
        return self._refused(answer)

    def _refused(self, answer: Answer) -> Outcome:
        code = answer.get("code")
        if code == _TAKEN_BEFORE:
            text = "Brevo had it before, in the last 30 minutes, and did not take it again"
            return Outcome("unknown", text=text)
        if code in _OF_THE_ACCOUNT:
            return held(f"{answer.status} {printable(str(answer.get('message') or code))}")
        return refused(answer, self.sender.clock.now())

    def _find(self, message: Message) -> Outcome:
        query = {"tags": json.dumps([short(message.message_id, LONGEST_TAG)]), "limit": "10"}
        answer = self.client.ask("GET", EVENTS, params=query)
        events = answer.get("events")
        found = [one for one in events or () if isinstance(one, dict)]
        if answer.ok and found:
            return Outcome("accepted", receipt=str(found[0].get("messageId") or message.message_id))
        return carrying.not_there(SERVICE)


def payload(letter: Letter) -> dict[str, Any]:
    """One letter as Brevo wants it; a repeat within 30 minutes is told by its key."""
    data: dict[str, Any] = {
        "sender": _person(letter.sender),
        "to": [_person(letter.recipient)],
        "subject": letter.subject,
        "headers": {
            **letter.headers,
            "idempotencyKey": uuid_of(letter.message_id),
            "X-Mailin-custom": f"message-id:{bare(letter.message_id)}",
        },
        "tags": [short(letter.message_id, LONGEST_TAG)],
    }
    texts = {"htmlContent": letter.html, "textContent": letter.text}
    data |= {name: text for name, text in texts.items() if text}
    if letter.reply_to:
        data["replyTo"] = _person(letter.reply_to)
    return data


def _person(mailbox: Mailbox) -> dict[str, str]:
    named = {"name": mailbox.name[:LONGEST_NAME]} if mailbox.name else {}
    return {"email": mailbox.address, **named}
