"""A sender for X: posts, threads as replies to oneself, a picture with its description.

X knows no key that tells a repeat. It refuses a text that is out already, and the timeline says
under which id. See https://docs.x.com/x-api/posts/create-post.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from newsletter.channels.prices import PRICES
from newsletter.editions.lines import cut_at_a_word
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Limits, SenderKind
from newsletter.posting import Item, Picture
from newsletter.printable import printable
from newsletter.problems import Problem, warning
from newsletter.senders.http.client import Answer, client
from newsletter.senders.http.judging import ours_to_mend, refused, unseen, words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.http.parts import CLOCKS_APART, Published, Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.attempts import Asks, carry, look_for, named, prepared, unnamed
from newsletter.senders.social.bearer import Bearer, BearerClient, identified, signed_out
from newsletter.senders.social.x.oauth1 import Keys, SigningClient
from newsletter.senders.social.x.renewing import renewal
from newsletter.senders.social.x.timeline import FIELDS, find

ENDPOINT = "https://api.x.com"
KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
LIMITS = Limits(
    cannot=(
        "It draws the card of a link by itself, so title and picture of it may differ.",
        "It sends a picture of its own with the first part of a thread only.",
    )
)
PRICE = PRICES["x"]
COSTS = f"a post costs ${PRICE.plain}, one with a link ${PRICE.linked} (in 2026)"
UNTOLD = "untold"
MOST_ALT = 1000
MOST_BYTES = 5_000_000
_TYPES = ("image/jpeg", "image/png")
_PAYMENT, _FORBIDDEN = 402, 403
_ABOUT_US = (
    "/client-forbidden",
    "/usage-capped",
    "/not-authorized-for-resource",
    "/unsupported-authentication",
)
"""Kinds of problems: https://docs.x.com/x-api/fundamentals/response-codes-and-errors"""


def create(context: ChannelContext) -> "X":
    """A sender for one account: with ``token``, or with the four keys of OAuth 1.0a.

    Raises:
        UnusableInput: setting-missing.
    """
    keys = None
    if any(optional(context, name) for name in KEYS):
        keys = Keys(*(needed(context, name) for name in KEYS))
    else:
        needed(context, "token")
    return X(context, base(context, "endpoint", ENDPOINT), keys)


@dataclass(frozen=True, slots=True)
class X:
    """One account on X."""

    context: ChannelContext = field(repr=False)
    endpoint: str
    keys: Keys | None = None
    name: str = "x"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["XSession"]:
        """Open a session. A token is renewed where it is due; X itself is asked when needed.

        Raises:
            AuthRefused: disconnected: the right to renew the token was revoked.
        """
        with client(self.endpoint, secrets=self.keys.values if self.keys else ()) as http:
            if self.keys:
                signing = SigningClient(http, self.endpoint, self.keys, self.context.clock)
                yield XSession(self.context, signing)
                return
            bearer = Bearer(self.context, renewal(self.context, self.endpoint))
            bearer.wake()
            yield XSession(self.context, BearerClient(http, bearer), bearer)


@dataclass(frozen=True, slots=True)
class XSession:
    """A conversation with X as one account."""

    context: ChannelContext = field(repr=False)
    api: Asks = field(repr=False)
    bearer: Bearer | None = field(default=None, repr=False)

    def send(self, item: Item) -> Outcome:
        """Post one item, part by part."""
        return carry(item, self._publish, self.context.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """Look an item up in the account's timeline."""
        return look_for(item, self._look_up, self.context.clock.now)

    def account(self) -> Account:
        """The account's name, and what posting costs.

        Raises:
            AuthRefused: disconnected.
            Unreachable: provider-unreachable.
        """
        channel = self.context.channel
        answer = identified(channel, "X", lambda: self.api.ask("GET", "/2/users/me"))
        if not answer.ok:
            raise signed_out(channel, answer)
        facts = (COSTS, "100 posts in 15 minutes")
        return Account(f"@{answer.get('data', 'username')}", facts, self._problems())

    def _problems(self) -> tuple[Problem, ...]:
        if self.bearer is None or self.bearer.current().refresh:
            return ()
        channel = printable(self.context.channel)
        text = f"The token of channel '{channel}' cannot be renewed, and X lets it expire in hours."
        return (warning("token-not-renewable", text, f"Sign in: newsletter connect {channel}"),)

    def _publish(self, step: Step) -> Published | Outcome:
        body: dict[str, Any] = {"text": step.part.text}
        if step.before:
            body["reply"] = {"in_reply_to_tweet_id": step.before[-1]}
        elif media := self._media(step):
            body["media"] = {"media_ids": [media]}
        was_asked = bool(step.note("asked"))
        step.put("asked", self.context.clock.now().isoformat())
        answer = self.api.ask("POST", "/2/tweets", json=body)
        if answer.ok:
            number = answer.get("data", "id")
            return _published(number) if number else unnamed("X")
        if _is_duplicate(answer):
            return self._repeated(step, answer, was_asked=was_asked)
        outcome = self._refused(answer)
        if outcome.state != "unknown" and not was_asked:
            step.put("asked", "")
        return outcome

    def _repeated(self, step: Step, answer: Answer, *, was_asked: bool) -> Published | Outcome:
        """X has the text already: ours, if we tried before, whether it can be found or not."""
        found = self._look_up(step)
        if isinstance(found, Published):
            return found
        if not was_asked:
            return Outcome("rejected", text=f"403 {words(answer)}")
        if step.number + 1 < len(step.posting.post.parts):
            return unseen("X has this part, and does not show it; the next one cannot follow it")
        return self._somewhere()

    def _somewhere(self) -> Published:
        """It is out, under an id that nobody tells: the account is where to find it."""
        name = self.api.ask("GET", "/2/users/me").get("data", "username")
        return Published(UNTOLD, f"https://x.com/{name or 'home'}")

    def _look_up(self, step: Step) -> Published | Outcome | None:
        since = step.posting.created_at.astimezone(UTC) - CLOCKS_APART
        answer = self.api.ask("GET", "/2/users/me")
        if answer.ok:
            answer = self.api.ask(
                "GET",
                f"/2/users/{answer.get('data', 'id')}/tweets",
                params={
                    "max_results": 100,
                    "start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "tweet.fields": FIELDS,
                },
            )
        if not answer.ok:
            return unseen(f"{answer.status} {words(answer)}")
        reply_to = step.before[-1] if step.before else None
        number = find(step.part.text, reply_to, answer)
        return _published(number) if number else None

    def _media(self, step: Step) -> str | None:
        """The id of the uploaded picture; None if none is to go along."""
        if optional(self.context, "picture", "card") != "image":
            return None  # X draws the card of a link by itself
        given = step.posting.picture()
        picture = fitted(given, MOST_BYTES, _TYPES) if given else None
        return self._uploaded(picture) if picture else None

    def _uploaded(self, picture: Picture) -> str:
        files = {"media": ("picture", picture.data, picture.media_type)}
        form = {"media_category": "tweet_image"}
        answer = prepared(
            lambda: self.api.ask("POST", "/2/media/upload", files=files, data=form),
            "the picture was not taken",
            self._refused,
        )
        number = named(answer, "data", "id", what="the picture")
        if picture.alt:
            alt = {"alt_text": {"text": cut_at_a_word(picture.alt, MOST_ALT)}}
            prepared(
                lambda: self.api.ask(
                    "POST", "/2/media/metadata", json={"id": number, "metadata": alt}
                ),
                "the picture's description was not taken",
                self._refused,
            )
        return number

    def _refused(self, answer: Answer) -> Outcome:
        """A refusal that is about the app or its account is no refusal of the text."""
        if answer.status == _PAYMENT or str(answer.get("type")).endswith(_ABOUT_US):
            return ours_to_mend(f"{answer.status} {words(answer)}")
        return refused(answer, self.context.clock.now())


def _published(number: str) -> Published:
    return Published(str(number), f"https://x.com/i/web/status/{number}")


def _is_duplicate(answer: Answer) -> bool:
    return answer.status == _FORBIDDEN and "duplicate" in words(answer).lower()
