"""The generic webhook: a post as one JSON event, signed, under an id that every try repeats.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newsletter.errors import UnusableInput
from newsletter.instants import as_utc
from newsletter.model import Post
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item, Posting
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.accounts import refused
from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent, client
from newsletter.senders.http.judging import in_doubt, not_sent, words
from newsletter.senders.http.options import optional
from newsletter.senders.http.waiting import retry_at
from newsletter.senders.social.attempts import NO_POST
from newsletter.senders.social.hooks import Hook, hook
from newsletter.senders.social.webhook.signing import keys, signatures

EVENT = "post.published"
"""The type of the event."""

GONE = 410
_RECEIPT = "receipt"
LIMITS = Limits(
    cannot=("A receiver that does not remember webhook-ids may see a repeated post twice.",)
)


def create(context: ChannelContext) -> "Webhook":
    """The sender of a channel. Options: ``url``; ``secret``, without which nothing is signed.

    Raises:
        UnusableInput: setting-missing, webhook-address, webhook-secret.
    """
    secret = optional(context, "secret")
    try:
        signing = keys(secret)
    except ValueError as error:
        raise UnusableInput(_no_key(context.channel, str(error))) from None
    return Webhook(
        channel=context.channel,
        url=hook(context, "url"),
        signing=signing,
        secrets=tuple(secret.split()),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One receiver. ``signing`` keys: none, one, or the new and the old one."""

    channel: str
    url: Hook
    signing: tuple[bytes, ...] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    clock: Clock
    name: str = "webhook"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["WebhookSession"]:
        """Open it unseen: a receiver takes events and nothing else."""
        secrets = (*self.url.secrets, *self.secrets)
        with client(self.url.address, secrets=secrets) as opened:
            yield WebhookSession(self, opened)


class WebhookSession:
    """One receiver in use."""

    def __init__(self, sender: Webhook, opened: Client) -> None:
        self._sender, self._client = sender, opened

    def account(self) -> Account:
        """Where events go, and how they are signed; a receiver tells nothing by itself."""
        count = len(self._sender.signing)
        how = "not signed" if not count else f"signed, keys: {count}"
        return Account(printable(self._sender.url.host), (how,))

    def send(self, item: Item) -> Outcome:
        """Send the whole post as one event."""
        if not isinstance(item, Posting):
            return NO_POST
        if found := item.notes.get(_RECEIPT):
            return Outcome("accepted", receipt=found)
        try:
            body = event(item)
        except UnicodeEncodeError:
            return Outcome("rejected", text="it holds half a character, which is no UTF-8")
        try:
            return self._judged(item, self._ask(item, body))
        except NotSent as error:
            return not_sent(error)
        except NoAnswer as error:
            return in_doubt(error)

    def reconcile(self, item: Item) -> Outcome:
        """Whatever became of it: the same id again cannot double it."""
        if not isinstance(item, Posting):
            return NO_POST
        if found := item.notes.get(_RECEIPT):
            return Outcome("accepted", receipt=found)
        return Outcome("deferred", text="it is sent again, under the same webhook-id")

    def _ask(self, posting: Posting, body: bytes) -> Answer:
        sender = self._sender
        timestamp = int(sender.clock.now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": posting.key,
            "webhook-timestamp": str(timestamp),
        }
        if sender.signing:
            given = signatures(sender.signing, posting.key, timestamp, body)
            headers["webhook-signature"] = given
        return self._client.ask("POST", sender.url.address, content=body, headers=headers)

    def _judged(self, posting: Posting, answer: Answer) -> Outcome:
        """Only 2xx is success. What is the receiver's own trouble passes: the id is the same."""
        if answer.ok:
            posting.notes.put(_RECEIPT, posting.key)
            return Outcome("accepted", receipt=posting.key)
        now, said = self._sender.clock.now(), f"{answer.status} {words(answer)}".strip()
        if answer.status == GONE:
            text = f"{said}: the receiver wants no more; remove the channel, or its url"
            return Outcome("failed", text=text)
        if answer.status >= 500:
            return Outcome("deferred", text=said, retry_at=retry_at(answer, now))
        return refused(answer, now)


def event(posting: Posting) -> bytes:
    """The body, the same in every attempt.

    Raises:
        UnicodeEncodeError: a text holds half a character.
    """
    at = as_utc(posting.created_at)
    body = {"type": EVENT, "timestamp": at, "data": _data(posting.post)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _data(post: Post) -> dict[str, Any]:
    card = post.card
    return {
        "network": post.network,
        "article": post.article,
        "parts": [part.text for part in post.parts],
        "link": post.link,
        "hashtags": [tag.removeprefix("#") for tag in post.hashtags],
        "lang": post.lang,
        "card": card and {"title": card.title, "description": card.description},
    }


def _no_key(channel: str, why: str) -> Problem:
    text = f"Channel '{printable(channel)}': the secret cannot sign: {why}."
    hint = "It is whsec_ and 24 to 64 random bytes in base64: see docs/reference/senders.md."
    return Problem("webhook-secret", text, hint)
