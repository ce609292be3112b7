"""A sender for Pages on Facebook: a post with its link, or with a picture of its own.

Facebook knows no key that tells a repeat, and may answer with an error although the post went out;
so what is in doubt is looked up in the Page's feed. See
https://developers.facebook.com/docs/graph-api/reference/page/feed and /reference/page/photos.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsletter.editions.lines import cut_at_a_word
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Limits, SenderKind
from newsletter.posting import Item
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.client import Answer, client
from newsletter.senders.http.judging import unseen, words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.http.parts import CLOCKS_APART, Published, Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.attempts import carry, look_for, named, objects, prepared, unnamed
from newsletter.senders.social.bearer import Bearer
from newsletter.senders.social.graph import (
    DUPLICATE_CODE,
    GraphClient,
    code_of,
    identity,
    judged,
)

ENDPOINT = "https://graph.facebook.com"
VERSION = "v25.0"
"""Available until 29 July 2028: https://developers.facebook.com/docs/graph-api/changelog"""

LIMITS = Limits(
    cannot=(
        "It has no threads: a post of several parts is refused.",
        "It draws the card of a link by itself, so title and picture of it may differ.",
        "It shows no card of the link beside a picture of its own.",
    )
)
MOST_ALT = 1000
MOST_BYTES = 4_000_000
_TYPES = ("image/jpeg", "image/png", "image/gif")


def create(context: ChannelContext) -> "Facebook":
    """A sender for the Page whose number is ``account``, with a token of that Page.

    Raises:
        UnusableInput: setting-missing.
    """
    needed(context, "token")
    version = optional(context, "version", VERSION).removeprefix("v")
    page = needed(context, "account")
    return Facebook(context, base(context, "endpoint", ENDPOINT), page, f"v{version}")


@dataclass(frozen=True, slots=True)
class Facebook:
    """One Page on Facebook."""

    context: ChannelContext = field(repr=False)
    endpoint: str
    page: str
    version: str = VERSION
    name: str = "facebook"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["FacebookSession"]:
        """Open a session, with one read of the Page's name.

        Raises:
            AuthRefused: disconnected: Facebook refuses the token.
            Unreachable: provider-unreachable.
        """
        with client(self.endpoint) as http:
            api = GraphClient(http, Bearer(self.context))
            path = f"/{self.version}/me"
            who = identity(
                self.context.channel, "Facebook", lambda: api.get(path, fields="id,name")
            )
            yield FacebookSession(self, api, str(who.get("name")), str(who.get("id")))


@dataclass(frozen=True, slots=True)
class FacebookSession:
    """A conversation with Facebook as one Page. ``owner`` is whom the token belongs to."""

    sender: Facebook
    api: GraphClient = field(repr=False)
    title: str
    owner: str

    def send(self, item: Item) -> Outcome:
        """Post one item."""
        return carry(item, self._publish, self._now)

    def reconcile(self, item: Item) -> Outcome:
        """Look an item up in the Page's feed."""
        return look_for(item, self._look_up, self._now)

    def account(self) -> Account:
        """The Page; a token of a person instead is a problem."""
        return Account(self.title, (f"Graph API {self.sender.version}",), self._problems())

    def _problems(self) -> tuple[Problem, ...]:
        if self.owner == self.sender.page:
            return ()
        channel, owner = printable(self.sender.context.channel), printable(self.title)
        text = f"The token of channel '{channel}' belongs to {owner}, not to the Page."
        hint = "Store a token of the Page itself: newsletter secret set NAME."
        return (Problem("token-of-another", text, hint),)

    def _publish(self, step: Step) -> Published | Outcome:
        if len(step.posting.post.parts) > 1:
            return Outcome("rejected", text="Facebook has no threads; write it as one post")
        form = {"message": step.part.text, **self._attached(step)}
        answer = self.api.post(f"{self._page}/feed", **form)
        number = answer.get("id")
        if answer.ok:
            return _published(str(number)) if number else unnamed("Facebook")
        if code_of(answer) == DUPLICATE_CODE:
            return self._look_up(step) or self._judged(answer)
        return self._judged(answer)

    def _attached(self, step: Step) -> dict[str, Any]:
        """The picture, or the link that Facebook makes a card of."""
        post, wanted = step.posting.post, optional(self.sender.context, "picture", "card")
        if wanted == "image" and (photo := self._photo(step)):
            return {"attached_media": json.dumps([{"media_fbid": photo}])}
        return {"link": post.link} if post.link and wanted != "none" else {}

    def _photo(self, step: Step) -> str | None:
        """The number of the picture, uploaded and seen by nobody yet; None if there is none."""
        given = step.posting.picture()
        picture = fitted(given, MOST_BYTES, _TYPES) if given else None
        if picture is None:
            return None
        described = {"alt_text_custom": cut_at_a_word(picture.alt, MOST_ALT)} if picture.alt else {}
        files = {"source": ("picture", picture.data, picture.media_type)}
        answer = prepared(
            lambda: self.api.post(f"{self._page}/photos", files, published="false", **described),
            "the picture was not taken",
            self._judged,
        )
        return named(answer, "id", what="the picture")

    def _look_up(self, step: Step) -> Published | Outcome | None:
        since = int((step.posting.created_at - CLOCKS_APART).timestamp())
        answer = self.api.get(
            f"{self._page}/feed",
            fields="id,message,created_time,permalink_url",
            since=since,
            limit=100,
        )
        if not answer.ok:
            return unseen(f"{answer.status} {words(answer)}")
        return _among(answer, step.part.text)

    @property
    def _page(self) -> str:
        return f"/{self.sender.version}/{self.sender.page}"

    def _judged(self, answer: Answer) -> Outcome:
        return judged(answer, self._now())

    def _now(self) -> datetime:
        return self.sender.context.clock.now()


def _among(answer: Answer, text: str) -> Published | None:
    wanted = " ".join(text.split())
    for one in objects(answer.get("data")):
        if " ".join(str(one.get("message") or "").split()) == wanted:
            number = str(one.get("id"))
            return Published(number, str(one.get("permalink_url") or _address(number)))
    return None


def _published(number: str) -> Published:
    return Published(number, _address(number))


def _address(number: str) -> str:
    return f"https://www.facebook.com/{number}"
