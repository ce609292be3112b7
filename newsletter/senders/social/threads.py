"""A sender for Threads: a post is prepared in a container, which is then published, once.

The container is noted before it is published, and tells afterwards whether it was. See
https://developers.facebook.com/documentation/threads/posts and /reference/publishing.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from newsletter.editions.lines import cut_at_a_word
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.senders.http.client import Answer, client
from newsletter.senders.http.judging import unseen, words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.http.parts import Published, Step
from newsletter.senders.http.tokens import NotRenewed, Token, renewing
from newsletter.senders.social.attempts import (
    NotPosted,
    carry,
    look_for,
    named,
    objects,
    prepared,
    unnamed,
)
from newsletter.senders.social.bearer import Bearer, expiry_problem
from newsletter.senders.social.graph import GraphClient, code_of, identity, judged

ENDPOINT = "https://graph.threads.net"
VERSION = "/v1.0"
LIMITS = Limits(
    cannot=(
        "It draws the card of a link by itself, so title and picture of it may differ.",
        "It cannot upload a picture: one of its own has to be at a public address.",
        "It links the first hashtag only.",
    )
)
MOST_ALT = 1000
UNTOLD = "untold"
_GONE, _NOT_READY = 24, 9007
"""Codes of publishing: the container does not exist any more, or is not finished."""

LOOKS, PAUSE = 20, 1.5
AGAIN = timedelta(minutes=1)
RENEW_BEFORE = timedelta(days=30)
"""A token lives 60 days, and one that has ended cannot be renewed."""


def create(context: ChannelContext) -> "Threads":
    """A sender for the account whose number is ``account``.

    Raises:
        UnusableInput: setting-missing.
    """
    needed(context, "token")
    return Threads(context, base(context, "endpoint", ENDPOINT), needed(context, "account"))


@dataclass(frozen=True, slots=True)
class Threads:
    """One account on Threads."""

    context: ChannelContext = field(repr=False)
    endpoint: str
    user: str
    pause: Callable[[float], None] = time.sleep
    name: str = "threads"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["ThreadsSession"]:
        """Open a session, and renew the token long before it ends.

        Raises:
            AuthRefused: disconnected: Threads refuses the token.
            Unreachable: provider-unreachable.
        """
        bearer = Bearer(self.context, self._renew)
        bearer.wake()
        with client(self.endpoint) as http:
            api = GraphClient(http, bearer)
            who = identity(self.context.channel, "Threads", lambda: _who(api, self.user))
            self._keep_alive(bearer)
            yield ThreadsSession(self, api, str(who.get("username") or self.user))

    def _keep_alive(self, bearer: Bearer) -> None:
        """A token that cannot be renewed today, such as one of this day, still works."""
        tokens = bearer.tokens
        if tokens is None:
            return
        token = tokens.current()
        now = self.context.clock.now()
        if token.expires_at is None or token.expires_at - RENEW_BEFORE <= now:
            try:
                tokens.renewed(token)
            except NotRenewed:
                return

    def _renew(self, token: Token) -> Token:
        """https://developers.facebook.com/documentation/threads/get-started/long-lived-tokens"""
        params = {"grant_type": "th_refresh_token", "access_token": token.access}
        with client(self.endpoint, secrets=[token.access]) as http:
            return renewing(
                lambda: http.ask("GET", "/refresh_access_token", params=params),
                self.context.clock.now,
            )


def _who(api: GraphClient, user: str) -> Answer:
    return api.get(f"{VERSION}/{user}", fields="id,username")


@dataclass(frozen=True, slots=True)
class ThreadsSession:
    """A conversation with Threads as one account."""

    sender: Threads
    api: GraphClient = field(repr=False)
    username: str

    def send(self, item: Item) -> Outcome:
        """Post one item, part by part, each a reply to the one before."""
        return carry(item, self._publish, self._now)

    def reconcile(self, item: Item) -> Outcome:
        """Ask the container of the part in doubt whether it was published."""
        return look_for(item, self._look_up, self._now)

    def account(self) -> Account:
        """The account, and how much of today's quota is used.

        Raises:
            AuthRefused: disconnected.
            Unreachable: provider-unreachable.
        """
        path = f"{VERSION}/{self.sender.user}/threads_publishing_limit"
        answer = identity(
            self.sender.context.channel,
            "Threads",
            lambda: self.api.get(path, fields="quota_usage,config"),
        )
        ends = expiry_problem(self.sender.context, self.api.token)
        return Account(f"@{self.username}", (_quota(answer),), (ends,) if ends else ())

    def _publish(self, step: Step) -> Published | Outcome:
        container = step.note("container")
        if container and (known := self._known(step, container)):
            return known
        container = step.note("container") or self._make(step)
        self._wait(step, container)
        step.put("asked", self._now().isoformat())
        path = f"{VERSION}/{self.sender.user}/threads_publish"
        answer = self.api.post(path, creation_id=container)
        number = answer.get("id")
        if answer.ok and number:
            return self._published(str(number))
        return unnamed("Threads") if answer.ok else self._unpublished(step, answer)

    def _unpublished(self, step: Step, answer: Answer) -> Outcome:
        if code_of(answer) == _GONE:
            step.put("container", "")
        if code_of(answer) in (_GONE, _NOT_READY):
            return Outcome("deferred", text=f"{answer.status} {words(answer)}")
        return self._judged(answer)

    def _known(self, step: Step, container: str) -> Published | Outcome | None:
        """What has become of a container of an earlier attempt; one that is of no use is let go."""
        answer = self._look(container)
        if answer.get("status") == "PUBLISHED":
            return self._out(step)
        if not answer.ok and step.note("asked"):
            return unseen(f"{answer.status} {words(answer)}")
        if not answer.ok or answer.get("status") in ("EXPIRED", "ERROR"):
            step.put("container", "")
        return None

    def _make(self, step: Step) -> str:
        answer = prepared(
            lambda: self.api.post(f"{VERSION}/{self.sender.user}/threads", **self._form(step)),
            "the post was not taken",
            self._judged,
        )
        container = named(answer, "id", what="the post")
        step.put("container", container)
        return container

    def _form(self, step: Step) -> dict[str, Any]:
        form: dict[str, Any] = {"text": step.part.text}
        if step.before:
            return {**form, "media_type": "TEXT", "reply_to_id": step.before[-1]}
        wanted = optional(self.sender.context, "picture", "card")
        card, link = step.posting.post.card, step.posting.post.link
        if wanted == "image" and card and (card.image or "").startswith("https://"):
            alt = {"alt_text": cut_at_a_word(card.image_alt, MOST_ALT)} if card.image_alt else {}
            return {**form, "media_type": "IMAGE", "image_url": card.image, **alt}
        attached = {"link_attachment": link} if link and wanted != "none" else {}
        return {**form, "media_type": "TEXT", **attached}

    def _wait(self, step: Step, container: str) -> None:
        """Until the container is ready to be published."""
        for look in range(LOOKS):
            if look:
                self.sender.pause(PAUSE)
            answer = prepared(
                lambda: self._look(container), "the post could not be prepared", self._judged
            )
            status = answer.get("status")
            if status == "FINISHED":
                return
            if status in ("ERROR", "EXPIRED"):
                step.put("container", "")
                why = printable(str(answer.get("error_message") or status))
                raise NotPosted(Outcome("rejected", text=f"Threads could not prepare it: {why}"))
        text = "Threads is still preparing the post"
        raise NotPosted(Outcome("deferred", text=text, retry_at=self._now() + AGAIN))

    def _look(self, container: str) -> Answer:
        return self.api.get(f"{VERSION}/{container}", fields="status,error_message")

    def _look_up(self, step: Step) -> Published | Outcome | None:
        container = step.note("container")
        if not container or step.note("asked") is None:
            return None
        answer = self._look(container)
        if not answer.ok:
            return unseen(f"{answer.status} {words(answer)}")
        if answer.get("status") != "PUBLISHED":
            return None
        return self._out(step)

    def _out(self, step: Step) -> Published | Outcome:
        """What was published for certain, whether it can be found or not."""
        found = self._found(step)
        if found:
            return found
        if step.number + 1 < len(step.posting.post.parts):
            return unseen("it is published, and not shown; the next part cannot follow it")
        return Published(UNTOLD, f"https://www.threads.com/@{self.username}")

    def _found(self, step: Step) -> Published | None:
        """The post among the newest of the account."""
        kind = "replies" if step.before else "threads"
        answer = self.api.get(
            f"{VERSION}/{self.sender.user}/{kind}", fields="id,text,permalink", limit=50
        )
        for one in objects(answer.get("data")):
            if str(one.get("text")).strip() == step.part.text.strip():
                number = str(one.get("id"))
                return Published(number, str(one.get("permalink") or number))
        return None

    def _published(self, number: str) -> Published:
        """With its address, if that can be had."""
        try:
            link = self.api.get(f"{VERSION}/{number}", fields="permalink").get("permalink")
        except Exception:  # noqa: BLE001 - it is out, and nothing may put that in doubt
            link = None
        return Published(number, str(link or number))

    def _judged(self, answer: Answer) -> Outcome:
        return judged(answer, self._now())

    def _now(self) -> datetime:
        return self.sender.context.clock.now()


def _quota(answer: Answer) -> str:
    used = next(iter(objects(answer.get("data"))), {})
    config = used.get("config")
    most = config.get("quota_total") if isinstance(config, dict) else None
    return f"{used.get('quota_usage', 0)} of {most or 250} posts used in the last 24 hours"
