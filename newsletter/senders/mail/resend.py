"""Resend: up to 100 mails for each request, which may be repeated under its key for 24 hours.

https://resend.com/docs/api-reference/emails/send-batch-emails
https://resend.com/docs/dashboard/emails/idempotency-keys
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.senders.http.accounts import read, refused, refused_sign_in
from newsletter.senders.http.client import Answer, Client, NoAnswer, client
from newsletter.senders.http.judging import in_doubt, words
from newsletter.senders.http.options import base, needed
from newsletter.senders.mail import batches, carrying
from newsletter.senders.mail.mime import Letter, taken_apart
from newsletter.senders.mail.naming import batch_key, tag

SERVICE = "Resend"
HOST = "https://api.resend.com"
BATCH, SINGLE, DOMAINS = "/emails/batch", "/emails", "/domains"
TAG = "newsletter_id"
KEPT = timedelta(hours=23)
"""A repeat is safe for 24 hours; the last one is left alone."""

LIMITS = Limits(
    max_bytes=40 * 1024 * 1024,
    batch=100,
    cannot=(
        "It replaces our Message-ID; ours goes along as a tag.",
        "It cannot look up a mail whose outcome is unknown once the run that sent it has ended.",
        "It tracks links and opens where its domain is set to, which cannot be switched off here.",
    ),
)
MOST_BYTES = 35_000_000
REMEMBERED = 1000
_KEY_IN_USE = 409
"""Another request with this key is under way, or had another body."""


def create(context: ChannelContext) -> "Resend":
    """The sender of a channel. Option: ``token``, an API key.

    Raises:
        UnusableInput: setting-missing.
    """
    return Resend(
        channel=context.channel,
        base=base(context, "endpoint", HOST),
        token=needed(context, "token"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend:
    """Sends through one account; each session has its own thread."""

    channel: str
    base: str
    token: str = field(repr=False)
    clock: Clock
    name: str = "resend"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["ResendSession"]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        headers = {"Authorization": f"Bearer {self.token}"}
        with client(self.base, secrets=[self.token], headers=headers, keep_alive=True) as opened:
            session = ResendSession(self, opened)
            session.account()
            yield session


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Mails that were posted together and not answered for.

    ``unheard`` are those that were not asked for since the last repeat.
    """

    parcels: tuple[batches.Parcel, ...]
    since: datetime
    unheard: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ResendSession:
    """Hands over many mails for each request.

    It remembers what became of the last ones, and all requests that were not answered for.
    """

    sender: Resend
    client: Client
    doubts: dict[str, _Doubt] = field(default_factory=dict)
    known: dict[str, Outcome] = field(default_factory=dict)

    def send(self, item: Item) -> Outcome:
        """Hand over one mail."""
        return self.send_all([item])[0]

    def send_all(self, items: Sequence[Item]) -> Sequence[Outcome]:
        """Hand over mails together."""
        return carrying.together(items, LIMITS, self._send_all)

    def reconcile(self, item: Item) -> Outcome:
        """Repeat the request that a mail was in, under its key: Resend does nothing twice."""
        return carrying.looked_up(item, self._settle)

    def account(self) -> Account:
        """The domains that the key may send from; one that may only send cannot list them."""
        ask = lambda: self.client.ask("GET", DOMAINS)  # noqa: E731 - it is asked twice if need be
        answer = read(self.sender.channel, SERVICE, ask)
        if answer.get("name") == "restricted_api_key":
            return Account(f"an API key of {SERVICE}", ("It may send, and not list its domains.",))
        if not answer.ok:
            raise refused_sign_in(self.sender.channel, SERVICE, answer)
        found = answer.get("data")
        domains = [one for one in found or () if isinstance(one, dict)]
        facts = (printable(f"{one.get('name')}: {one.get('status')}.") for one in domains[:10])
        return Account(f"an API key of {SERVICE}", tuple(facts))

    def _send_all(self, mails: Sequence[Message]) -> Sequence[Outcome]:
        return batches.sent(mails, _payload, self._post, MOST_BYTES)

    def _post(self, parcels: Sequence[batches.Parcel]) -> batches.Answered:
        """Post parcels. Pictures cannot go in a batch, so mails with some go one by one."""
        if len(parcels) > 1 and any("attachments" in one.payload for one in parcels):
            return None
        try:
            answered = self._answered(self._ask(parcels), len(parcels))
        except NoAnswer as error:
            answered = [in_doubt(error)] * len(parcels)
        if answered:
            self._remember(_Doubt(tuple(parcels), self.sender.clock.now()), answered)
        return answered

    def _remember(self, doubt: _Doubt, outcomes: Sequence[Outcome]) -> None:
        for parcel, outcome in zip(doubt.parcels, outcomes, strict=True):
            name = parcel.message.message_id
            if outcome.state == "unknown":
                self.doubts[name] = doubt
            else:
                self.doubts.pop(name, None)
                self.known[name] = outcome
        while len(self.known) > REMEMBERED:
            self.known.pop(next(iter(self.known)))

    def _ask(self, parcels: Sequence[batches.Parcel]) -> Answer:
        key = batch_key(one.message.message_id for one in parcels)
        headers = {"Idempotency-Key": key, "x-batch-validation": "permissive"}
        alone = len(parcels) == 1
        body = parcels[0].payload if alone else [one.payload for one in parcels]
        return self.client.ask("POST", SINGLE if alone else BATCH, json=body, headers=headers)

    def _answered(self, answer: Answer, count: int) -> batches.Answered:
        if answer.ok:
            return _outcomes(answer, count)
        if answer.status == _KEY_IN_USE:
            text = f"an earlier request has the same key: {words(answer)}"
            return [Outcome("unknown", text=text)] * count
        return batches.refused(refused(answer, self.sender.clock.now()), count)

    def _settle(self, message: Message) -> Outcome:
        name = message.message_id
        doubt = self.doubts.get(name)
        if doubt and name in doubt.unheard:
            doubt.unheard.remove(name)
        elif doubt:
            others = (one.message.message_id for one in doubt.parcels)
            doubt.unheard.update(one for one in others if one != name)
            self._repeat(doubt)
        return self.known.get(name, _CANNOT_TELL)

    def _repeat(self, doubt: _Doubt) -> None:
        """Repeat a request: what it is answered with counts once for each mail in it.

        Only success does: a refusal is that of the repeat, and says nothing of the first.
        """
        if self.sender.clock.now() - doubt.since > KEPT:
            return
        answer = self._ask(doubt.parcels)
        if answer.ok:
            self._remember(doubt, _outcomes(answer, len(doubt.parcels)))


_CANNOT_TELL = Outcome("unknown", text=f"{SERVICE} cannot tell; decide: newsletter resolve")


def _payload(message: Message) -> dict[str, Any]:
    return payload(taken_apart(message))


def payload(letter: Letter) -> dict[str, Any]:
    """One letter as Resend wants it."""
    data: dict[str, Any] = {
        "from": str(letter.sender),
        "to": [str(letter.recipient)],
        "subject": letter.subject,
        "headers": dict(letter.headers),
        "tags": [{"name": TAG, "value": tag(letter.message_id)}],
    }
    data |= {name: text for name, text in (("html", letter.html), ("text", letter.text)) if text}
    if letter.reply_to:
        data["reply_to"] = str(letter.reply_to)
    if letter.pictures:
        data["attachments"] = [
            {
                "content": b64encode(picture.data).decode("ascii"),
                "filename": picture.file_name,
                "content_type": picture.media_type,
                "content_id": picture.content_id,
            }
            for picture in letter.pictures
        ]
    return data


def _single(answer: Answer) -> Outcome:
    receipt = answer.get("id")
    if isinstance(receipt, str) and receipt:
        return Outcome("accepted", receipt=receipt)
    return Outcome("unknown", text=f"{answer.status} without an id")


def _outcomes(answer: Answer, count: int) -> Sequence[Outcome]:
    """Ids of the mails that were taken, in their order, and errors by the number of the mail."""
    if count == 1:
        return [_single(answer)]
    errors = _errors(answer)
    taken = answer.get("data")
    ids = [one.get("id") for one in taken or () if isinstance(one, dict) and one.get("id")]
    if len(ids) + len(errors) != count or not all(number in range(count) for number in errors):
        return [Outcome("unknown", text="an answer that does not fit the request")] * count
    receipts = iter(ids)
    return [
        errors[number] if number in errors else Outcome("accepted", receipt=str(next(receipts)))
        for number in range(count)
    ]


def _errors(answer: Answer) -> dict[int, Outcome]:
    found = answer.get("errors")
    errors = [one for one in found or () if isinstance(one, dict)]
    return {
        one["index"]: Outcome(
            "rejected", text=printable(str(one.get("message") or "refused"))[:300]
        )
        for one in errors
        if isinstance(one.get("index"), int)
    }
