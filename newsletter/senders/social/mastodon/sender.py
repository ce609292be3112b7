"""Mastodon and its kin: posts and threads, looked up again where an answer was lost.

https://docs.joinmastodon.org/methods/statuses/#create
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from newsletter.errors import AuthRefused
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.problems import Problem, warning
from newsletter.senders.http.accounts import held, signed_in
from newsletter.senders.http.client import Answer, Client, client
from newsletter.senders.http.judging import refused, words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.http.parts import Published, Step
from newsletter.senders.social.attempts import carry, look_for
from newsletter.senders.social.lengths import too_long
from newsletter.senders.social.mastodon.instance import (
    USUAL_CHARACTERS,
    Instance,
    read_instance,
)
from newsletter.senders.social.mastodon.media import PAUSES, Uploads
from newsletter.senders.social.mastodon.timeline import find, is_status, published

STATUSES = "/api/v1/statuses"
ME = "/api/v1/accounts/verify_credentials"

_POSTED = "posted"
"""The note of when a part was first asked to be published."""

LIMITS = Limits(
    cannot=("It fetches the card of a link by itself, so title and picture of it may differ.",)
)


def create(context: ChannelContext) -> "Mastodon":
    """The sender of a channel. Options: ``server``, ``token``, ``visibility``, ``picture``.

    Raises:
        UnusableInput: setting-missing.
    """
    server = base(context, "server")
    return Mastodon(
        channel=context.channel,
        server=server,
        base=base(context, "endpoint", server),
        token=needed(context, "token"),
        visibility=optional(context, "visibility", "public"),
        uploads=optional(context, "picture", "card") == "image",
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastodon:
    """Posts for one account. ``uploads``: the article's image goes along by itself."""

    channel: str
    server: str
    base: str
    token: str = field(repr=False)
    visibility: str
    uploads: bool
    clock: Clock
    pauses: Sequence[float] = PAUSES
    name: str = "mastodon"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["MastodonSession"]:
        """Sign in: one read, which also tells the account that posts are looked up in.

        Raises:
            AuthRefused: provider-sign-in, mastodon-account.
            Unreachable: provider-unreachable.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        with client(self.base, secrets=[self.token], headers=headers) as opened:
            me = signed_in(self.channel, self.domain, lambda: opened.ask("GET", ME))
            if not me.ok or not me.get("id"):
                raise AuthRefused(_no_account(self.channel, self.domain, me))
            yield MastodonSession(self, opened, str(me.get("id")), str(me.get("acct") or "?"))

    @property
    def domain(self) -> str:
        """The server's name."""
        return urlsplit(self.server).hostname or self.server


class MastodonSession:
    """One signed-in account."""

    def __init__(self, sender: Mastodon, opened: Client, account: str, name: str) -> None:
        self._sender, self._client = sender, opened
        self._account, self._name = account, name

    @cached_property
    def _instance(self) -> Instance:
        return read_instance(self._client, self._sender.domain)

    def account(self) -> Account:
        """The account, and what its server takes."""
        instance = self._instance
        most = instance.characters
        told = f"{most} characters a post" if most else "the server tells no limit of a post"
        facts = (told, f"a link counts {instance.per_url}")
        short = most is not None and most < USUAL_CHARACTERS
        problems = (_short(self._sender.channel, instance),) if short else ()
        return Account(printable(f"@{self._name}@{instance.domain}"), facts, problems)

    def send(self, item: Item) -> Outcome:
        """Post it, part by part. Nothing goes out of a thread with a part that is too long."""
        return self._too_long(item) or carry(item, self._publish, self._sender.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """Look for it among the account's own posts."""
        return look_for(item, self._look_up, self._sender.clock.now)

    def _too_long(self, item: Item) -> Outcome | None:
        instance = self._instance
        if instance.characters is None:
            return None
        return too_long(item, instance.length, instance.characters, instance.domain)

    def _publish(self, step: Step) -> Published | Outcome:
        """Post one part; one that was tried before is looked for first.

        The key alone would not do: a server keeps it for an hour, and some not at all.
        """
        if (found := self._look_up(step)) is not None:
            return found
        body = self._body(step)
        step.put(_POSTED, step.note(_POSTED) or self._sender.clock.now().isoformat())
        headers = {"Idempotency-Key": step.key}
        return self._judged(self._client.ask("POST", STATUSES, json=body, headers=headers))

    def _body(self, step: Step) -> dict[str, object]:
        body: dict[str, object] = {
            "status": step.part.text,
            "visibility": self._sender.visibility,
        }
        if language := _language(step.posting.post.lang):
            body["language"] = language
        if step.before:
            body["in_reply_to_id"] = step.before[-1]
        if media := self._media(step):
            body["media_ids"] = [media]
        return body

    def _judged(self, answer: Answer) -> Published | Outcome:
        if not answer.ok:
            return self._refused(answer)
        status = answer.json()
        if is_status(status):
            return published(status)
        return Outcome("unknown", text=f"{answer.status}, but the answer is no status")

    def _refused(self, answer: Answer) -> Outcome:
        """A token that no longer counts says nothing about the post; a 404 is about its thread."""
        if answer.status in (401, 403):
            return held(f"{answer.status} {words(answer)}")
        return refused(answer, self._sender.clock.now())

    def _media(self, step: Step) -> str | None:
        """The image of the first part, uploaded."""
        picture = step.posting.picture() if self._sender.uploads and step.number == 0 else None
        if picture is None:
            return None
        sender = self._sender
        uploads = Uploads(self._client, self._instance, self._refused, sender.pauses)
        return uploads.attached(step, picture)

    def _look_up(self, step: Step) -> Published | Outcome | None:
        """A part that was asked to be published before, if it is there."""
        tried = step.note(_POSTED)
        if tried is None:
            return None
        return find(self._client, self._account, step, datetime.fromisoformat(tried))


def _language(tag: str | None) -> str | None:
    """The two or three letters of ISO 639 at the beginning of a tag."""
    first = (tag or "").partition("-")[0].lower()
    return first if first.isascii() and first.isalpha() and len(first) in (2, 3) else None


def _no_account(channel: str, domain: str, answer: Answer) -> Problem:
    said = f"{domain} does not say whose token this is ({answer.status})"
    text = f"Channel '{printable(channel)}': {said}."
    hint = "Check the server's address, and that it is a Mastodon or speaks its API."
    return Problem("mastodon-account", text, hint)


def _short(channel: str, instance: Instance) -> Problem:
    name = printable(channel)
    text = f"Channel '{name}': {printable(instance.domain)} takes {instance.characters} characters."
    hint = f"Posts are written for {USUAL_CHARACTERS}; longer ones will be rejected there."
    return warning("mastodon-limit", text, hint)
