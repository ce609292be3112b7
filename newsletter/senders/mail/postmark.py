"""Postmark: many mails for each request, each with an answer of its own.

https://postmarkapp.com/developer/api/email-api
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
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
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.mail import batches, carrying
from newsletter.senders.mail.mime import Letter, taken_apart
from newsletter.senders.mail.naming import short

SERVICE = "Postmark"
HOST = "https://api.postmarkapp.com"
BATCH, SERVER, OUTBOUND = "/email/batch", "/server", "/messages/outbound"
STREAM = "broadcast"
METADATA, LONGEST_METADATA = "message-id", 80
"""The name under which our Message-ID goes along; names hold 20 characters, values 80."""

LIMITS = Limits(max_bytes=10 * 1024 * 1024, batch=100)
"""Postmark takes 500 in a request: with fewer, fewer are in memory, and in doubt, at a time."""

MOST_BYTES = 45_000_000
"""Of a request; Postmark takes 50 MB."""

_OK = 0
_OF_THE_ACCOUNT = frozenset({10, 100, 400, 401, 405, 411, 412, 413, 1235})
"""Codes of https://postmarkapp.com/developer/api/overview#error-codes that say nothing about a
recipient: the token, maintenance, a sender that is not confirmed, credits, an unknown stream."""


def create(context: ChannelContext) -> "Postmark":
    """The sender of a channel. Options: ``token``, a server's; ``message_stream``.

    Raises:
        UnusableInput: setting-missing.
    """
    return Postmark(
        channel=context.channel,
        base=base(context, "endpoint", HOST),
        token=needed(context, "token"),
        stream=optional(context, "message_stream", STREAM),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmark:
    """Sends through one server and stream; each session has its own thread."""

    channel: str
    base: str
    token: str = field(repr=False)
    stream: str
    clock: Clock
    name: str = "postmark"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["PostmarkSession"]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        headers = {"X-Postmark-Server-Token": self.token, "Accept": "application/json"}
        with client(self.base, secrets=[self.token], headers=headers, keep_alive=True) as opened:
            session = PostmarkSession(self, opened)
            session.account()
            yield session


@dataclass(frozen=True, slots=True)
class PostmarkSession:
    """Hands over many mails for each request."""

    sender: Postmark
    client: Client

    def send(self, item: Item) -> Outcome:
        """Hand over one mail."""
        return self.send_all([item])[0]

    def send_all(self, items: Sequence[Item]) -> Sequence[Outcome]:
        """Hand over mails together."""
        return carrying.together(items, LIMITS, self._send_all)

    def reconcile(self, item: Item) -> Outcome:
        """Look for a mail by its metadata. Postmark's index lags, so none found says nothing."""
        return carrying.looked_up(item, self._find)

    def account(self) -> Account:
        """The server whose token it is."""
        answer = signed_in(self.sender.channel, SERVICE, lambda: self.client.ask("GET", SERVER))
        name = printable(str(answer.get("Name") or "a server"))
        return Account(
            f"{name} at {SERVICE}", (f"Mails go through the stream {self.sender.stream}.",)
        )

    def _send_all(self, mails: Sequence[Message]) -> Sequence[Outcome]:
        return batches.sent(mails, self._payload, self._post, MOST_BYTES)

    def _payload(self, message: Message) -> dict[str, Any]:
        return payload(taken_apart(message), self.sender.stream)

    def _post(self, parcels: Sequence[batches.Parcel]) -> batches.Answered:
        answer = self.client.ask("POST", BATCH, json=[one.payload for one in parcels])
        if not answer.ok:
            return self._refused(answer, len(parcels))
        results = answer.json()
        if not isinstance(results, list) or len(results) != len(parcels):
            text = f"{answer.status}, but not an answer for each mail"
            return [Outcome("unknown", text=text)] * len(parcels)
        return [_outcome(one) for one in results]

    def _refused(self, answer: Answer, count: int) -> batches.Answered:
        code, text = answer.get("ErrorCode"), f"{answer.status} {_words(answer.json())}"
        if code in _OF_THE_ACCOUNT:
            return [held(text)] * count
        return batches.refused(refused(answer, self.sender.clock.now()), count)

    def _find(self, message: Message) -> Outcome:
        name = short(message.message_id, LONGEST_METADATA)
        query = {"count": "1", "offset": "0", f"metadata_{METADATA}": name}
        answer = self.client.ask("GET", OUTBOUND, params=query)
        found = answer.get("Messages")
        if answer.ok and isinstance(found, list) and found and isinstance(found[0], dict):
            return Outcome("accepted", receipt=str(found[0].get("MessageID") or name))
        return carrying.not_there(SERVICE)


def payload(letter: Letter, stream: str) -> dict[str, Any]:
    """One letter as Postmark wants it."""
    headers = {**letter.headers, "Message-ID": letter.message_id, "X-PM-KeepID": "true"}
    data: dict[str, Any] = {
        "From": str(letter.sender),
        "To": str(letter.recipient),
        "Subject": letter.subject,
        "MessageStream": stream,
        "TrackOpens": False,
        "TrackLinks": "None",
        "Metadata": {METADATA: short(letter.message_id, LONGEST_METADATA)},
        "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
    }
    texts = {"HtmlBody": letter.html, "TextBody": letter.text}
    data |= {name: text for name, text in texts.items() if text}
    if letter.reply_to:
        data["ReplyTo"] = str(letter.reply_to)
    if letter.pictures:
        data["Attachments"] = [
            {
                "Name": picture.file_name,
                "Content": b64encode(picture.data).decode("ascii"),
                "ContentType": picture.media_type,
                "ContentID": f"cid:{picture.content_id}",
            }
            for picture in letter.pictures
        ]
    return data


def _outcome(result: object) -> Outcome:
    """What became of one mail of a batch."""
    if not isinstance(result, dict) or not isinstance(result.get("ErrorCode"), int):
        return Outcome("unknown", text="an answer that cannot be read")
    code, receipt = result["ErrorCode"], result.get("MessageID")
    if code == _OK and receipt:
        return Outcome("accepted", receipt=str(receipt))
    if code == _OK:
        return Outcome("unknown", text="taken, but without a MessageID")
    return (
        held(_words(result))
        if code in _OF_THE_ACCOUNT
        else Outcome("rejected", text=_words(result))
    )


def _words(data: object) -> str:
    if not isinstance(data, dict):
        return ""
    return printable(f"{data.get('ErrorCode', '')} {data.get('Message', '')}".strip())[:300]
