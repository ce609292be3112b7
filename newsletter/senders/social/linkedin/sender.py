"""A sender for LinkedIn: a post with the card of its link or a picture; more parts as comments.

LinkedIn knows no key that tells a repeat. It refuses a text that is out already and names the post
that it repeats, so sending again is safe, and tells what became of the first try.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Limits, SenderKind
from newsletter.posting import Item
from newsletter.senders.http.client import Answer, client
from newsletter.senders.http.judging import ours_to_mend, refused, unseen, words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.http.parts import CLOCKS_APART, Published, Step
from newsletter.senders.social.attempts import carry, look_for, objects, unnamed
from newsletter.senders.social.bearer import (
    Bearer,
    BearerClient,
    expiry_problem,
    identified,
    signed_out,
)
from newsletter.senders.social.linkedin.body import article, image, post_body
from newsletter.senders.social.linkedin.little_text import little_text
from newsletter.senders.social.linkedin.pictures import Pictures
from newsletter.senders.social.linkedin.renewing import renewal
from newsletter.senders.social.linkedin.versions import DEFAULT, sunset, version_problem

ENDPOINT = "https://api.linkedin.com"
LIMITS = Limits(
    cannot=(
        "It has no threads: further parts become comments of at most 1250 characters.",
        "It shows us no comments: when the answer to one is lost, a person has to look.",
    )
)
_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
_UNAUTHORIZED, _FORBIDDEN, _NO_SUCH_VERSION = 401, 403, 426
_UNREADABLE = (400, 403, 404)


def create(context: ChannelContext) -> "LinkedIn":
    """A sender for one person or page, whose URN is ``author``.

    Raises:
        UnusableInput: setting-missing.
    """
    needed(context, "token")
    version = optional(context, "version", DEFAULT)
    author = needed(context, "author")
    return LinkedIn(context, base(context, "endpoint", ENDPOINT), author, version)


@dataclass(frozen=True, slots=True)
class LinkedIn:
    """One author on LinkedIn."""

    context: ChannelContext = field(repr=False)
    endpoint: str
    author: str
    version: str = DEFAULT
    name: str = "linkedin"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["LinkedInSession"]:
        """Open a session. A token is renewed where it is due; LinkedIn is asked when needed.

        Raises:
            AuthRefused: disconnected: the right to renew the token was revoked.
        """
        bearer = Bearer(self.context, renewal(self.context))
        bearer.wake()
        headers = {"LinkedIn-Version": self.version, "X-Restli-Protocol-Version": "2.0.0"}
        with client(self.endpoint, headers=headers) as http:
            yield LinkedInSession(self, BearerClient(http, bearer), bearer)


@dataclass(frozen=True, slots=True)
class LinkedInSession:
    """A conversation with LinkedIn as one author."""

    sender: LinkedIn
    api: BearerClient = field(repr=False)
    bearer: Bearer = field(repr=False)
    pause: Callable[[float], None] = time.sleep

    @property
    def context(self) -> ChannelContext:
        """The channel."""
        return self.sender.context

    def send(self, item: Item) -> Outcome:
        """Post one item, part by part."""
        return carry(item, self._publish, self.context.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """Look an item up, where LinkedIn lets us; else it is sent again, which cannot double."""
        return look_for(item, self._look_up, self.context.clock.now)

    def account(self) -> Account:
        """Who posts, and until when version and token are good.

        Raises:
            AuthRefused: disconnected.
            Unreachable: provider-unreachable.
        """
        channel = self.context.channel
        answer = identified(channel, "LinkedIn", lambda: self.api.ask("GET", "/v2/userinfo"))
        if answer.status == _UNAUTHORIZED:
            raise signed_out(channel, answer)
        today = self.context.clock.now().date()
        known = (
            version_problem(channel, self.sender.version, today),
            expiry_problem(self.context, self.bearer.current()),
        )
        name = answer.get("name") if answer.ok else None
        shown = f"{name} ({self.sender.author})" if name else self.sender.author
        return Account(shown, self._facts(), tuple(one for one in known if one))

    def _facts(self) -> tuple[str, ...]:
        until = sunset(self.sender.version)
        ends = f", spoken until {until:%-d %B %Y}" if until else ""
        return (f"API version {self.sender.version}{ends}", "about 150 posts a day")

    def _publish(self, step: Step) -> Published | Outcome:
        if step.before:
            return self._comment(step)
        body = post_body(self.sender.author, step.part.text, self._content(step))
        answer = self.api.ask("POST", "/rest/posts", json=body)
        if answer.ok:
            urn = answer.headers.get("x-restli-id")
            return _published(urn) if urn else unnamed("LinkedIn")
        return _duplicate(answer) or self._refused(answer)

    def _comment(self, step: Step) -> Published | Outcome:
        """Comments are plain text, not little text.

        https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api
        """
        urn = step.before[0]
        body = {
            "actor": self.sender.author,
            "object": urn,
            "message": {"text": step.part.text},
        }
        path = f"/rest/socialActions/{quote(urn, safe='')}/comments"
        answer = self.api.ask("POST", path, json=body)
        if answer.ok:
            number = answer.headers.get("x-restli-id") or answer.get("id")
            return Published(str(number), _address(urn))
        return self._refused(answer)

    def _refused(self, answer: Answer) -> Outcome:
        if answer.status == _NO_SUCH_VERSION:
            text = f"{words(answer)}: set another month as version in the channel"
            return ours_to_mend(f"426 {text}")
        if answer.status == _FORBIDDEN:
            text = f"403 {words(answer)}: the account may not post as {self.sender.author}"
            return ours_to_mend(text)
        return refused(answer, self.context.clock.now())

    def _look_up(self, step: Step) -> Published | Outcome | None:
        """Few apps may read posts. The others learn it from the answer to a repeat."""
        if step.before:
            return unseen("LinkedIn does not show comments to us")
        params = {"q": "author", "author": self.sender.author, "count": 50, "sortBy": "CREATED"}
        finder = {"X-RestLi-Method": "FINDER"}
        answer = self.api.ask("GET", "/rest/posts", params=params, headers=finder)
        if not answer.ok:
            unreadable = answer.status in _UNREADABLE
            return None if unreadable else unseen(f"{answer.status} {words(answer)}")
        wanted = little_text(step.part.text)
        since = (step.posting.created_at - CLOCKS_APART).timestamp() * 1000
        return next(
            (
                _published(str(one["id"]))
                for one in objects(answer.get("elements"))
                if one.get("commentary") == wanted and one.get("id") and _when(one) >= since
            ),
            None,
        )

    def _content(self, step: Step) -> Mapping[str, Any] | None:
        """What stands below the text: a picture, or the card of the link."""
        post, wanted = step.posting.post, optional(self.context, "picture", "card")
        given = step.posting.picture() if wanted != "none" else None
        urn = None
        if given and (wanted == "image" or post.link):
            urn = self._pictures.uploaded(step, given)
        if urn and wanted == "image":
            return image(urn, given.alt if given else "")
        return article(post, urn, given.alt if given else "")

    @property
    def _pictures(self) -> Pictures:
        sender = self.sender
        return Pictures(self.api, sender.endpoint, sender.author, self.context.clock, self.pause)


def _published(urn: str) -> Published:
    return Published(urn, _address(urn))


def _when(post: Mapping[str, Any]) -> float:
    """When a post was made, in milliseconds since 1970; 0 if it does not say."""
    made = post.get("createdAt")
    return float(made) if isinstance(made, int | float) else 0.0


def _address(urn: str) -> str:
    return f"https://www.linkedin.com/feed/update/{urn}/"


def _duplicate(answer: Answer) -> Published | None:
    """The post that this one repeats, if that is why it was refused."""
    told = answer.body.decode("utf-8", "replace")
    found = _URN.search(told) if answer.status == 422 and "DUPLICATE_POST" in told else None
    return _published(found[0]) if found else None
