"""Facebook's Graph API for a Page, as its documentation says.

The pages stand below https://developers.facebook.com/docs/graph-api/ where they begin with ….
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.fakes.graph import BAD_TOKEN, error, stamp, token_of, values
from tests.fakes.multipart import fields
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

VERSION = r"/v\d+\.\d+"


@dataclass(slots=True)
class Story:
    """A post of the page that is out. ``values`` are those of the request."""

    id: str
    message: str
    values: dict[str, str]
    created_at: datetime
    photos: tuple[str, ...] = ()


@dataclass(slots=True)
class Photo:
    """An upload; ``published`` ones are stories of their own."""

    data: bytes
    url: str | None
    alt: str | None
    published: bool


class FakeFacebook(Fake):
    """Switches: ``now``, ``limited`` (error codes 4, 17, 32, 613 to come), ``usage`` in percent,
    ``refuses_duplicates`` (506), ``blocked`` (368), ``user_token`` (one that is no page's).

    `tests.fakes.graph.TRANSIENT` in ``after["feed"]`` is the 500 of a post that went out. Faults
    by route: ``feed``, ``stories``, ``story``, ``photos``, ``me``, ``page``.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self.token = "facebook-page-token"
        self.user_token = "facebook-user-token"
        self.page_id = "102030405060"
        self.stories: list[Story] = []
        self.uploads: dict[str, Photo] = {}
        self.limited: list[int] = []
        self.usage = 3
        self.refuses_duplicates = False
        self.blocked = False

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The endpoints that a sender may use."""
        page = f"{VERSION}/(?:me|{self.page_id})"
        listed = "feed|posts|published_posts"
        return [
            ("POST", f"{page}/feed", self.feed),
            ("GET", f"{page}/(?:{listed})", self.stories_of_page),
            ("POST", f"{page}/photos", self.photos),
            ("GET", page, self.page),
            ("GET", rf"{VERSION}/({self.page_id}_\d+)", self.story),
        ]

    def feed(self, asked: Asked) -> Says:
        """…/reference/page/feed, publishing: the id of the story."""
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        given = values(asked)
        photos = _photos(given)
        if wrong := faults_of_ours("facebook-feed", given):
            return error(400, 100, wrong[0])
        if wrong_story := self._wrong(given, photos):
            return wrong_story
        number = f"{self.page_id}_{1000 + len(self.stories)}"
        story = Story(number, given.get("message", ""), given, self.now(), photos)
        self.stories.append(story)
        return Says(200, {"id": number}, self._usage())

    def stories_of_page(self, asked: Asked) -> Says:
        """…/reference/page/feed, reading: newest first, only the fields named.

        ``since`` is an epoch or a date; what is not asked for by ``fields`` is left out.
        """
        if refusal := self._refusal(asked):
            return refusal
        since = float(asked.query.get("since", ["0"])[0])
        most = int(asked.query.get("limit", ["25"])[0])
        if most > 100:
            return error(400, 100, "(#100) Please reduce the amount of data you're asking for")
        found = [one for one in reversed(self.stories) if one.created_at.timestamp() >= since]
        return Says(200, {"data": [_told(one, asked) for one in found[:most]]}, self._usage())

    def story(self, asked: Asked) -> Says:
        """…/reference/post: one story."""
        if refusal := self._refusal(asked):
            return refusal
        assert asked.match
        found = next((one for one in self.stories if one.id == asked.match.group(1)), None)
        if found is None:
            return error(400, 100, "Unsupported get request. Object does not exist", 33)
        return Says(200, _told(found, asked))

    def photos(self, asked: Asked) -> Says:
        """…/reference/page/photos, publishing: by url, or with the bytes as ``source``."""
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        given, files = values(asked), fields(asked)
        if wrong := faults_of_ours("facebook-photo", given):
            return error(400, 100, wrong[0])
        data = next((one.data for one in files.values() if one.filename is not None), b"")
        if not data and "url" not in given:
            return error(400, 324, "(#324) Requires upload file")
        number = str(500000 + len(self.uploads))
        seen = given.get("published", "true") == "true"
        self.uploads[number] = Photo(data, given.get("url"), given.get("alt_text_custom"), seen)
        if not seen:
            return Says(200, {"id": number}, self._usage())
        story = f"{self.page_id}_{1000 + len(self.stories)}"
        text = given.get("message", given.get("caption", ""))
        self.stories.append(Story(story, text, given, self.now(), (number,)))
        return Says(200, {"id": number, "post_id": story}, self._usage())

    def page(self, asked: Asked) -> Says:
        """…/reference/page: its name. With a page's token ``me`` is the page."""
        if token_of(asked) == self.user_token:
            return Says(200, {"id": "777", "name": "A Person"})
        if refusal := self._refusal(asked):
            return refusal
        return Says(
            200, {"id": self.page_id, "name": "Acme News", "link": "https://facebook.example/acme"}
        )

    def _wrong(self, given: dict[str, str], photos: tuple[str, ...]) -> Says | None:
        """The codes are those of …/guides/error-handling."""
        if not (given.get("message") or given.get("link") or photos):
            return error(400, 197, "The post is empty. Please enter a message to share.")
        if len(given.get("message", "")) > 63206:
            return error(400, 100, "Param message is too long")
        if photos and "link" in given:
            return error(400, 100, "Param link cannot stand beside attached_media")
        if any(one not in self.uploads for one in photos):
            return error(400, 100, "Invalid media")
        if self.blocked:
            return error(400, 368, "The action attempted has been deemed abusive")
        if self.refuses_duplicates and self._is_out(given):
            return error(400, 506, "Duplicate status message")
        return None

    def _is_out(self, given: dict[str, str]) -> bool:
        return any(one.message == given.get("message", "") for one in self.stories)

    def _refusal(self, asked: Asked) -> Says | None:
        token = token_of(asked)
        if token == self.user_token:
            wrong = "(#200) Unpublished posts must be posted to a page as the page itself."
            return error(403, 200, wrong)
        return None if token == self.token else BAD_TOKEN

    def _over_limit(self) -> Says | None:
        """…/overview/rate-limiting."""
        if not self.limited:
            return None
        code = self.limited.pop(0)
        said = error(400, code, f"(#{code}) Calls to this api have exceeded the rate limit.")
        waits = {self.page_id: [{"type": "pages", "estimated_time_to_regain_access": 5}]}
        return Says(400, said.data, {"X-Business-Use-Case-Usage": json.dumps(waits)})

    def _usage(self) -> dict[str, str]:
        used = {"call_count": self.usage, "total_time": self.usage, "total_cputime": self.usage}
        return {"X-App-Usage": json.dumps(used)}


def _photos(given: dict[str, str]) -> tuple[str, ...]:
    """``attached_media`` as one list, or as numbered values."""
    listed = [value for name, value in sorted(given.items()) if name.startswith("attached_media[")]
    whole = json.loads(given["attached_media"]) if "attached_media" in given else []
    parsed = [json.loads(one) for one in listed] + whole
    return tuple(str(one["media_fbid"]) for one in parsed)


def _told(story: Story, asked: Asked) -> dict[str, Any]:
    attached = {"data": [{"url": story.values["link"]}]} if "link" in story.values else None
    whole = {
        "id": story.id,
        "message": story.message or None,
        "created_time": stamp(story.created_at),
        "permalink_url": f"https://www.facebook.com/{story.id}",
        "attachments": attached,
    }
    named = asked.query.get("fields", ["id,message,created_time"])[0].split(",")
    return {name: whole[name] for name in ("id", *named) if whole.get(name) is not None}
