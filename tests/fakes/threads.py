"""The Threads API as its documentation says: a container is made, then published.

The pages stand below https://developers.facebook.com/documentation/threads/ where they begin
with ….
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import regex

from tests.fakes.graph import BAD_TOKEN, error, stamp, token_of, values
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

URL = re.compile(r"https?://\S+")
EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")
MOST_LINKS = 5


@dataclass(slots=True)
class Container:
    """A post that is prepared. ``media`` is the id that it was published under."""

    id: str
    values: dict[str, str]
    created_at: datetime
    looks: int = 0
    media: str | None = None


@dataclass(slots=True)
class Published:
    """A post that is out."""

    id: str
    text: str
    values: dict[str, str]
    created_at: datetime
    replies_to: str | None


class FakeThreads(Fake):
    """Switches: ``now``, ``processing`` (looks before a container is finished), ``failing`` (its
    error_message), ``limited`` (429s to come), ``quota_used``.

    Faults by route: ``make``, ``publish``, ``container``, ``posts``, ``me``, ``limit``,
    ``refresh``.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self.token = "threads-token"
        self.token_born = now() - timedelta(days=30)
        self.user = "17841400000000001"
        self.username = "acme"
        self.containers: dict[str, Container] = {}
        self.published: list[Published] = []
        self.processing = 0
        self.failing: str | None = None
        self.limited = 0
        self.quota_used = 0

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The endpoints that a sender may use."""
        who = f"/v1.0/(?:me|{self.user})"
        return [
            ("POST", f"{who}/threads", self.make),
            ("POST", f"{who}/threads_publish", self.publish),
            ("GET", f"{who}/threads", self.posts),
            ("GET", f"{who}/replies", self.posts),
            ("GET", f"{who}/threads_publishing_limit", self.limit),
            ("GET", who, self.me),
            ("GET", "(?:/v1.0)?/refresh_access_token", self.refresh),
            ("GET", r"/v1.0/(9\d+)", self.container),
            ("GET", r"/v1.0/(18\d+)", self.post),
        ]

    def make(self, asked: Asked) -> Says:
        """…/reference/publishing: a container, nothing is seen of it yet."""
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        given = values(asked)
        if wrong := self._wrong(given):
            return wrong
        container = Container(f"9{len(self.containers):015}", given, self.now())
        self.containers[container.id] = container
        if given.get("auto_publish_text") == "true":
            return Says(200, {"id": self._publish(container)})
        return Says(200, {"id": container.id})

    def publish(self, asked: Asked) -> Says:
        """…/reference/publishing: threads_publish with creation_id.

        What a second publish of one container does is not told; here it does the worst.
        """
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        container = self.containers.get(values(asked).get("creation_id", ""))
        if container is None:
            return error(400, 24, "The requested resource does not exist", 4279009)
        if self._status(container) not in ("FINISHED", "PUBLISHED"):
            return error(400, 9007, "The media is not ready for publishing", 2207027)
        return Says(200, {"id": self._publish(container)})

    def container(self, asked: Asked) -> Says:
        """…/troubleshooting: the status of a container."""
        if refusal := self._refusal(asked):
            return refusal
        found = self.containers.get(_group(asked))
        if found is None:
            return error(400, 100, "Object does not exist", 33)
        found.looks += 1
        told = {"id": found.id, "status": self._status(found)}
        return Says(200, told | ({"error_message": self.failing} if self.failing else {}))

    def posts(self, asked: Asked) -> Says:
        """…/retrieve-and-discover-posts/retrieve-posts: newest first, only the fields named."""
        if refusal := self._refusal(asked):
            return refusal
        replies = asked.path.endswith("/replies")
        found = [one for one in reversed(self.published) if bool(one.replies_to) == replies]
        most = int(asked.query.get("limit", ["25"])[0])
        return Says(200, {"data": [_told(one, self.username, asked) for one in found[:most]]})

    def post(self, asked: Asked) -> Says:
        """…/retrieve-and-discover-posts/retrieve-posts: a single post."""
        if refusal := self._refusal(asked):
            return refusal
        found = next((one for one in self.published if one.id == _group(asked)), None)
        if found is None:
            return error(400, 100, "Object does not exist", 33)
        return Says(200, _told(found, self.username, asked))

    def limit(self, asked: Asked) -> Says:
        """…/troubleshooting: how much of the day's quota is used."""
        if refusal := self._refusal(asked):
            return refusal
        day = {"quota_total": 250, "quota_duration": 86400}
        return Says(200, {"data": [{"quota_usage": self.quota_used, "config": day}]})

    def me(self, asked: Asked) -> Says:
        """…/threads-profiles: who we are."""
        if refusal := self._refusal(asked):
            return refusal
        return Says(200, {"id": self.user, "username": self.username, "name": "Acme News"})

    def refresh(self, asked: Asked) -> Says:
        """…/get-started/long-lived-tokens: a token that is a day old or more, and still counts."""
        if refusal := self._refusal(asked):
            return refusal
        if asked.query.get("grant_type") != ["th_refresh_token"]:
            return error(400, 100, "Invalid parameter")
        if self.now() - self.token_born < timedelta(hours=24):
            return error(400, 100, "The token is not a day old yet")
        self.token, self.token_born = f"{self.token}-renewed", self.now()
        told = {"access_token": self.token, "token_type": "bearer", "expires_in": 5183944}
        return Says(200, told)

    def _wrong(self, given: dict[str, str]) -> Says | None:
        text = given.get("text", "")
        if wrong := faults_of_ours("threads-container", given):
            return error(400, 100, wrong[0])
        if _length(text) > 500:
            return error(400, 100, "Param text must be at most 500 characters long.")
        if len(set(URL.findall(text))) > MOST_LINKS:
            return error(400, 100, "THREADS_API__LINK_LIMIT_EXCEEDED")
        reply = given.get("reply_to_id")
        if reply and all(one.id != reply for one in self.published):
            return error(400, 24, "The media to reply to does not exist", 4279009)
        return None

    def _publish(self, container: Container) -> str:
        given, number = container.values, f"18{len(self.published):015}"
        reply = given.get("reply_to_id")
        self.published.append(Published(number, given.get("text", ""), given, self.now(), reply))
        container.media = number
        return number

    def _status(self, container: Container) -> str:
        if container.media:
            return "PUBLISHED"
        if self.failing:
            return "ERROR"
        if self.now() - container.created_at > timedelta(hours=24):
            return "EXPIRED"
        return "FINISHED" if container.looks >= self.processing else "IN_PROGRESS"

    def _refusal(self, asked: Asked) -> Says | None:
        return None if token_of(asked) == self.token else BAD_TOKEN

    def _over_limit(self) -> Says | None:
        """The Graph API's word for too much is an error object; when it ends is not told."""
        if not self.limited:
            return None
        self.limited -= 1
        return error(429, 4, "Application request limit reached", is_transient=True)


def _length(text: str) -> int:
    """Characters, emoji as their UTF-8 bytes (…/posts, under limitations)."""
    return len(EMOJI.sub(lambda found: "x" * len(found.group().encode()), text))


def _told(post: Published, username: str, asked: Asked) -> dict[str, Any]:
    whole = {
        "id": post.id,
        "text": post.text,
        "timestamp": stamp(post.created_at),
        "permalink": f"https://www.threads.com/@{username}/post/{post.id}",
        "media_type": "TEXT_POST" if "image_url" not in post.values else "IMAGE",
        "username": username,
        "is_reply": post.replies_to is not None,
        "replied_to": post.replies_to and {"id": post.replies_to},
    }
    named = asked.query.get("fields", ["id"])[0].split(",")
    return {name: whole[name] for name in ("id", *named) if whole.get(name) is not None}


def _group(asked: Asked) -> str:
    assert asked.match
    return asked.match.group(1)
