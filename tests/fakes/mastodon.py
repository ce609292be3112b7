"""A fake Mastodon server, with the habits of servers that only say that they are one.

https://docs.joinmastodon.org/methods/statuses/ and /methods/media/, /methods/accounts/,
/methods/instance/, /api/rate-limits/. Faults go by the names of the routes: ``create_status``,
``upload_media``, ``media_state``, ``account_statuses``, ``one_status``, ``verify``, ``instance``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, Literal

import regex

from tests.fakes.multipart import fields, is_multipart
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_published

Key = Literal["honoured", "ignored", "500 on repeat"]
KEPT = timedelta(hours=1)
TOKEN = "mastodon-token-of-a-test"
ACCOUNT = "109254161521"
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_TAG = regex.compile(r"(?<![\w&/])#([\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)")


@dataclass(frozen=True, slots=True)
class Status:
    """A status that was committed. ``asked`` are the parameters that made it."""

    number: int
    text: str
    created_at: datetime
    asked: Mapping[str, Any]

    @property
    def id(self) -> str:
        """As the API names it: a number in a string."""
        return str(115_000_000_000 + self.number)


@dataclass(slots=True)
class Media:
    """An attachment. ``pending`` is how often it still answers that it is being processed."""

    id: str
    data: bytes
    description: str | None
    pending: int = 0


@dataclass
class Mastodon(Fake):
    """``statuses`` and ``media`` hold what was committed.

    ``key`` is what becomes of an Idempotency-Key; ``processing`` how often a new attachment is
    not ready (0: it is at once, with status 200); ``rate_headers`` are sent with each answer, as
    many small servers do not; ``lag`` is how many of the newest statuses a look does not see.
    """

    key: Key = "honoured"
    processing: int = 0
    max_characters: int = 500
    rate_headers: bool = True
    lag: int = 0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    statuses: list[Status] = field(default_factory=list)
    media: dict[str, Media] = field(default_factory=dict)
    keys: dict[str, Status] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The part of the API that a sender of posts needs."""
        return [
            ("GET", r"/api/v2/instance", self.instance),
            ("GET", r"/api/v1/accounts/verify_credentials", self.verify),
            ("POST", r"/api/v1/statuses", self.create_status),
            ("GET", r"/api/v1/statuses/(\d+)", self.one_status),
            ("GET", r"/api/v1/statuses/(\d+)/source", self.source),
            ("GET", rf"/api/v1/accounts/{ACCOUNT}/statuses", self.account_statuses),
            ("POST", r"/api/v2/media", self.upload_media),
            ("GET", r"/api/v1/media/(\w+)", self.media_state),
        ]

    def throttled(self, seconds: int = 60) -> Says:
        """A 429 as Mastodon says it: the reset is an ISO timestamp, and there is no Retry-After."""
        return Says(429, {"error": "Throttled"}, self._rate(0, self.now(), seconds))

    def instance(self, _: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/instance/#v2"""
        statuses = {
            "max_characters": self.max_characters,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        }
        media = {"image_size_limit": 16_777_216, "description_limit": 1500}
        configuration = {"statuses": statuses, "media_attachments": media}
        return self._says({"domain": "social.example", "configuration": configuration})

    def verify(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/accounts/#verify_credentials"""
        return self._refused(asked) or self._says(self._account())

    def create_status(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/statuses/#create"""
        body = _parameters(asked)
        if refusal := self._refused(asked) or self._invalid(body):
            return refusal
        key = asked.headers.get("Idempotency-Key")
        if key and (known := self._known(key)):
            if self.key == "500 on repeat":  # mastodon/mastodon #40399
                return Says(500, {"error": "Internal Server Error"})
            return self._says(self._status(known))
        status = Status(len(self.statuses) + 1, body.get("status") or "", self.now(), body)
        self.statuses.append(status)
        if key:
            self.keys[key] = status
        return self._says(self._status(status))

    def one_status(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/statuses/#get"""
        return self._of_status(asked, self._status)

    def source(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/statuses/#source"""
        return self._refused(asked) or self._of_status(
            asked, lambda one: {"id": one.id, "text": one.text, "spoiler_text": ""}
        )

    def account_statuses(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/accounts/#statuses: newest first."""
        if refusal := self._refused(asked):
            return refusal
        seen = self.statuses[: len(self.statuses) - self.lag]
        after = int(asked.query.get("since_id", asked.query.get("min_id", ["0"]))[0])
        before = int(asked.query.get("max_id", ["9" * 18])[0])
        newest = [one for one in reversed(seen) if after < int(one.id) < before]
        count = min(int(asked.query.get("limit", ["20"])[0]), 40)
        return self._says([self._status(one) for one in newest[:count]])

    def upload_media(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/media/#v2: 202 while it is being processed."""
        if refusal := self._refused(asked):
            return refusal
        form = fields(asked) if is_multipart(asked) else {}
        if "file" not in form:
            return _unprocessable("File can't be blank")
        description = form["description"].text if "description" in form else None
        if description and len(description) > 1500:
            return _unprocessable("Description is too long (maximum is 1500 characters)")
        media = Media(str(22_345 + len(self.media)), form["file"].data, description)
        media.pending = self.processing
        self.media[media.id] = media
        return self._says(self._attachment(media), 202 if media.pending else 200)

    def media_state(self, asked: Asked) -> Says:
        """https://docs.joinmastodon.org/methods/media/#get: 206 while it is being processed."""
        media = self.media.get(asked.match[1] if asked.match else "")
        if media is None:
            return Says(404, {"error": "Record not found"})
        media.pending = max(0, media.pending - 1)
        return self._says(self._attachment(media), 206 if media.pending else 200)

    def _of_status(self, asked: Asked, view: Callable[[Status], Any]) -> Says:
        number = asked.match[1] if asked.match else ""
        for status in self.statuses:
            if status.id == number:
                return self._says(view(status))
        return Says(404, {"error": "Record not found"})

    def _refused(self, asked: Asked) -> Says | None:
        if asked.token == TOKEN:
            return None
        return Says(401, {"error": "The access token is invalid"})

    def _known(self, key: str) -> Status | None:
        found = self.keys.get(key)
        fresh = found is not None and self.now() - found.created_at < KEPT
        return found if fresh and self.key != "ignored" else None

    def _invalid(self, body: Mapping[str, Any]) -> Says | None:
        component = "MediaStatus" if body.get("media_ids") else "TextStatus"
        if wrong := faults_of_published("mastodon-openapi", component, body):
            return Says(422, {"error": f"Not as published: {wrong}"})
        text = body.get("status") or ""
        if not text.strip() and not body.get("media_ids"):
            return _unprocessable("Text can't be blank")
        if _length(text) > self.max_characters:
            return _unprocessable(f"Text character limit of {self.max_characters} exceeded")
        attached = [self.media.get(one) for one in body.get("media_ids") or []]
        if any(one is None or one.pending for one in attached) or len(attached) > 4:
            return _unprocessable("Cannot attach files that have not finished processing.")
        replied = body.get("in_reply_to_id")
        if replied and all(one.id != replied for one in self.statuses):
            return Says(404, {"error": "The post you are trying to reply to does not exist."})
        return None

    def _account(self) -> dict[str, Any]:
        return {
            "id": ACCOUNT,
            "username": "acme",
            "acct": "acme",
            "url": "https://social.example/@acme",
        }

    def _status(self, status: Status) -> dict[str, Any]:
        """https://docs.joinmastodon.org/entities/Status/"""
        return {
            "id": status.id,
            "created_at": _iso(status.created_at),
            "in_reply_to_id": status.asked.get("in_reply_to_id"),
            "visibility": status.asked.get("visibility") or "public",
            "language": status.asked.get("language"),
            "uri": f"https://social.example/users/acme/statuses/{status.id}",
            "url": f"https://social.example/@acme/{status.id}",
            "content": as_html(status.text),
            "account": self._account(),
            "media_attachments": [
                self._attachment(self.media[one]) for one in status.asked.get("media_ids") or []
            ],
            "reblog": None,
        }

    def _attachment(self, media: Media) -> dict[str, Any]:
        url = None if media.pending else f"https://files.social.example/{media.id}.png"
        return {"id": media.id, "type": "image", "url": url, "description": media.description}

    def _says(self, data: Any, status: int = 200) -> Says:
        return Says(status, data, self._rate(299, self.now(), 300))

    def _rate(self, remaining: int, now: datetime, seconds: int) -> dict[str, str]:
        if not self.rate_headers:
            return {}
        reset = (now + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
        return {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": reset,
        }


def as_html(text: str) -> str:
    """The content of a status: paragraphs, short visible links, hashtags as links."""
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{_inline(one)}</p>" for one in paragraphs)


def _inline(text: str) -> str:
    html, end = "", 0
    for link in _LINK.finditer(text):
        html += _tagged(text[end : link.start()]) + _link(link[0])
        end = link.end()
    return (html + _tagged(text[end:])).replace("\n", "<br />")


def _tagged(text: str) -> str:
    address = r"https://social.example/tags/\1"
    link = rf'<a href="{address}" class="mention hashtag" rel="tag">#<span>\1</span></a>'
    return str(_TAG.sub(link, escape(text, quote=False)))


def _link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    shown, hidden = escape(rest[:30]), escape(rest[30:])
    kind = "ellipsis" if hidden else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}://</span><span class="{kind}">{shown}</span>'
        f'<span class="invisible">{hidden}</span></a>'
    )


def _length(text: str) -> int:
    return len(regex.findall(r"\X", _LINK.sub("x" * 23, text)))


def _parameters(asked: Asked) -> dict[str, Any]:
    if (asked.headers.get("Content-Type") or "").startswith("application/json"):
        return dict(asked.json)
    lists = {name.removesuffix("[]"): found for name, found in asked.form.items() if "[]" in name}
    return {name: found[0] for name, found in asked.form.items() if "[]" not in name} | lists


def _unprocessable(text: str) -> Says:
    return Says(422, {"error": f"Validation failed: {text}"})


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
