"""X API v2 as its documentation says. Request bodies are held against X's own OpenAPI file."""

import base64
import hashlib
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fakes.multipart import fields
from tests.fakes.oauth1 import OAuth1, is_signed
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_published

PROBLEM = {"Content-Type": "application/problem+json"}
URL = re.compile(r"https?://\S+")
MOST_IMAGE = 5 * 1024 * 1024


@dataclass(slots=True)
class Tweet:
    """A post that is out. ``text`` is as it was sent."""

    id: str
    text: str
    created_at: datetime
    replies_to: str | None = None
    media: tuple[str, ...] = ()


@dataclass(slots=True)
class Media:
    """An upload, with its description if it was given one."""

    data: bytes
    category: str
    alt: str | None = None


@dataclass(slots=True)
class Grants:
    """OAuth 2.0 tokens: which access tokens count, which one may still be used to refresh."""

    access: set[str] = field(default_factory=lambda: {"x-token"})
    refresh: str | None = "x-refresh"
    client_id: str = "x-client"
    client_secret: str | None = "x-client-secret"
    count: int = 0


class FakeX(Fake):
    """Switches: ``now``; ``limited`` (a 429 for each, with the epoch of its end); ``cannot_read``.

    ``allowed`` is what is left of the window, told in the headers. Faults by route: ``publish``,
    ``timeline``, ``me``, ``upload``, ``describe``, ``refresh``.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self.tweets: list[Tweet] = []
        self.media: dict[str, Media] = {}
        self.oauth1 = OAuth1()
        self.grants = Grants()
        self.user = ("2244994945", "acme", "Acme News")
        self.limited: list[int] = []
        self.allowed = 100
        self.cannot_read = False

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The endpoints that a sender may use."""
        return [
            ("POST", "/2/tweets", self.publish),
            ("GET", "/2/users/me", self.me),
            ("GET", r"/2/users/(\d+)/tweets", self.timeline),
            ("POST", "/2/media/upload", self.upload),
            ("POST", "/2/media/metadata", self.describe),
            ("POST", "/2/oauth2/token", self.refresh),
        ]

    def publish(self, asked: Asked) -> Says:
        """https://docs.x.com/x-api/posts/create-post; limits: x-api/fundamentals/rate-limits."""
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        body = asked.json
        if wrong := faults_of_published("x-openapi", "CreatePostsRequest", body):
            return _problem(400, "Invalid Request", wrong[0])
        text, media = body.get("text", ""), tuple(body.get("media", {}).get("media_ids", ()))
        if not text.strip() and not media:
            return _problem(400, "Invalid Request", "text or media is required")
        if any(one not in self.media for one in media):
            return _problem(400, "Invalid Request", "Your media IDs are invalid.")
        reply = body.get("reply", {}).get("in_reply_to_tweet_id")
        if reply and all(tweet.id != reply for tweet in self.tweets):
            return _problem(403, "Forbidden", "You attempted to reply to a Tweet that is deleted.")
        if any(tweet.text == text for tweet in self.tweets):
            return DUPLICATE
        return self._published(Tweet(self._id(), text, self.now(), reply, media))

    def _published(self, tweet: Tweet) -> Says:
        self.tweets.append(tweet)
        self.allowed -= 1
        data = {"id": tweet.id, "text": _shown(tweet.text), "edit_history_post_ids": [tweet.id]}
        return Says(201, {"data": data}, self._window(int(self.now().timestamp()) + 900))

    def me(self, asked: Asked) -> Says:
        """https://docs.x.com/x-api/users/get-my-user."""
        if refusal := self._refusal(asked):
            return refusal
        number, name, shown = self.user
        return Says(200, {"data": {"id": number, "username": name, "name": shown}})

    def timeline(self, asked: Asked) -> Says:
        """https://docs.x.com/x-api/users/get-posts: newest first; 5 to 100 a page.

        Texts come back with ``&`` ``<`` ``>`` escaped and links as t.co; ``entities`` has them
        whole. Without ``tweet.fields`` only id and text are told.
        """
        if refusal := self._refusal(asked):
            return refusal
        if self.cannot_read:
            return _problem(403, "Forbidden", "This needs another access level.")
        most = int(asked.query.get("max_results", ["10"])[0])
        if not 5 <= most <= 100:
            return _problem(400, "Invalid Request", "max_results is not between 5 and 100")
        wanted = asked.query.get("tweet.fields", [""])[0].split(",")
        since = asked.query.get("start_time", [""])[0]
        newest = [one for one in reversed(self.tweets) if not since or _iso(one) >= since]
        told = [_told(tweet, wanted) for tweet in newest[:most]]
        return Says(200, {"data": told, "meta": {"result_count": len(told)}} if told else EMPTY)

    def upload(self, asked: Asked) -> Says:
        """https://docs.x.com/x-api/media/upload-media: one shot, multipart or base64 in JSON."""
        if refusal := self._refusal(asked):
            return refusal
        form = fields(asked)
        body = {name: one.text for name, one in form.items() if name != "media"} or {}
        if form:
            data = form["media"].data if "media" in form else b""
            body["media"] = "-"
        else:
            body = asked.json
            data = base64.b64decode(body.get("media", ""), validate=True)
        if wrong := faults_of_published("x-openapi", "MediaUploadRequest", body):
            return _problem(400, "Invalid Request", wrong[0])
        if not data or len(data) > MOST_IMAGE:
            return _problem(400, "Invalid Request", "media is empty or too large")
        number = self._id()
        self.media[number] = Media(data, body["media_category"])
        told = {"id": number, "media_key": f"3_{number}", "expires_after_secs": 86400}
        return Says(200, {"data": {**told, "size": len(data)}})

    def describe(self, asked: Asked) -> Says:
        """https://docs.x.com/x-api/media/create-media-metadata: the alternative text."""
        if refusal := self._refusal(asked):
            return refusal
        body = asked.json
        if wrong := faults_of_published("x-openapi", "CreateMediaMetadataRequest", body):
            return _problem(400, "Invalid Request", wrong[0])
        alt = body.get("metadata", {}).get("alt_text", {}).get("text", "")
        if body["id"] not in self.media or len(alt) > 1000:
            return _problem(400, "Invalid Request", "no such media, or too long a text")
        self.media[body["id"]].alt = alt
        return Says(200, {"data": {"id": body["id"], "associated_metadata": body["metadata"]}})

    def refresh(self, asked: Asked) -> Says:
        """https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.

        A refresh token counts once. A confidential client authenticates with Basic. X answers a
        token that does not count with ``invalid_request``.
        """
        form = {name: values[0] for name, values in asked.form.items()}
        grants = self.grants
        if not self._knows_client(asked, form):
            said = {"error": "unauthorized_client", "error_description": "Missing valid header"}
            return Says(401, said)
        if form.get("grant_type") != "refresh_token" or not self._may_refresh(form):
            wrong = "Value passed for the token was invalid."
            return Says(400, {"error": "invalid_request", "error_description": wrong})
        grants.count += 1
        access, grants.refresh = f"x-token-{grants.count}", f"x-refresh-{grants.count}"
        grants.access = {access}
        token = {"token_type": "bearer", "expires_in": 7200, "access_token": access}
        return Says(200, {**token, "refresh_token": grants.refresh, "scope": "tweet.write"})

    def _may_refresh(self, form: Mapping[str, str]) -> bool:
        """A token that is used again ends all that came of it."""
        if form.get("refresh_token") == self.grants.refresh is not None:
            return True
        self.grants.refresh = None
        return False

    def _knows_client(self, asked: Asked, form: Mapping[str, str]) -> bool:
        if self.grants.client_secret is None:
            return form.get("client_id") == self.grants.client_id
        pair = f"{self.grants.client_id}:{self.grants.client_secret}".encode()
        basic = f"Basic {base64.b64encode(pair).decode()}"
        return asked.headers.get("Authorization") == basic

    def _refusal(self, asked: Asked) -> Says | None:
        """https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""
        if asked.token in self.grants.access or is_signed(asked, self.url, self.oauth1):
            return None
        return _problem(401, "Unauthorized", "Unauthorized")

    def _over_limit(self) -> Says | None:
        if not self.limited:
            return None
        self.allowed = 0
        headers = {**PROBLEM, **self._window(self.limited.pop(0))}
        return Says(429, {"title": "Too Many Requests", "detail": "Too Many Requests"}, headers)

    def _window(self, reset: int) -> Mapping[str, str]:
        left = str(max(0, self.allowed))
        return {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": left,
            "x-rate-limit-reset": str(reset),
        }

    def _id(self) -> str:
        return str(1990000000000000000 + len(self.tweets) * 100 + len(self.media) + 1)


EMPTY = {"meta": {"result_count": 0}}


def _problem(status: int, title: str, detail: str, kind: str = "about:blank") -> Says:
    said = {"title": title, "detail": detail, "type": kind, "status": status}
    return Says(status, said, PROBLEM)


DUPLICATE = _problem(
    403, "Forbidden", "You are not allowed to create a Tweet with duplicate content."
)
"""The answer to a text that is out already; which one it repeats is not told."""


def _shown(text: str) -> str:
    short = URL.sub(lambda found: _t_co(found.group()), text)
    return html.escape(short, quote=False)


def _t_co(url: str) -> str:
    return f"https://t.co/{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def _iso(tweet: Tweet) -> str:
    return tweet.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _told(tweet: Tweet, fields: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"id": tweet.id, "text": _shown(tweet.text)}
    if "created_at" in fields:
        told["created_at"] = _iso(tweet)
    if "referenced_tweets" in fields and tweet.replies_to:
        told["referenced_tweets"] = [{"type": "replied_to", "id": tweet.replies_to}]
    urls = URL.findall(tweet.text)
    if "entities" in fields and urls:
        known = [{"url": _t_co(url), "expanded_url": url, "display_url": url} for url in urls]
        told["entities"] = {"urls": known}
    return told
