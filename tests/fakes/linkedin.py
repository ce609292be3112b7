"""LinkedIn's versioned Posts API as its documentation says, little text included.

The pages stand below https://learn.microsoft.com/en-us/linkedin/marketing/ where they begin with …
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

LITTLE_TEXT = re.compile(
    r"""\\[\\|{}@\[\]()<>#*_~]                      # an escaped character
    | \{hashtag\|\\\#\|[^}]+\}                      # a hashtag as a template
    | @\[[^\]]+\]\(urn:li:[a-zA-Z]+:[^)]+\)         # a mention
    | https?://[^\s\\|{}@\[\]()<>*~]+               # an address: _ and # are its own
    | \#[^\W_]\w*                                   # a hashtag
    | [^\\|{}@\[\]()<>#*_~]                         # anything that needs no escape
    """,
    re.VERBOSE,
)
"""What little text may be made of (…/community-management/shares/little-text-format)."""


def as_readers_see(commentary: str) -> str:
    """The text that LinkedIn shows: it ends in silence at the first unescaped reserved character.

    Reported by several who publish there; the page only says that they must be escaped.
    """
    shown, at = [], 0
    while found := LITTLE_TEXT.match(commentary, at):
        piece, at = found.group(), found.end()
        if piece.startswith("{hashtag"):
            piece = "#" + piece.rpartition("|")[2][:-1]
        elif piece.startswith("@["):
            piece = piece[2 : piece.index("]")]
        elif piece.startswith("\\"):
            piece = piece[1]
        shown.append(piece)
    return "".join(shown)


@dataclass(slots=True)
class Share:
    """A post that is out: the body as it was sent, and the text that readers see."""

    urn: str
    body: dict[str, Any]
    created_at: datetime
    comments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What readers see."""
        return as_readers_see(self.body["commentary"])


@dataclass(slots=True)
class Image:
    """An image that was announced; ``data`` when its bytes have come."""

    owner: str
    data: bytes = b""
    looks: int = 0


class FakeLinkedIn(Fake):
    """Switches: ``now``, ``limited`` (429s to come), ``may_read`` (the closed r_member_social),
    ``processing`` (looks at an image before it is available), ``sunset`` versions.

    Faults by route: ``publish``, ``posts``, ``comment``, ``begin_upload``, ``put_image``,
    ``image``, ``userinfo``, ``refresh``.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self.token = "linkedin-token"
        self.refresh_token = "linkedin-refresh"
        self.author = "urn:li:person:AbC-123"
        self.shares: list[Share] = []
        self.images: dict[str, Image] = {}
        self.limited = 0
        self.may_read = False
        self.processing = 0
        self.sunset = frozenset({"202306", "202507"})

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The endpoints that a sender may use."""
        return [
            ("POST", "/rest/posts", self.publish),
            ("GET", "/rest/posts", self.posts),
            ("POST", r"/rest/socialActions/([^/]+)/comments", self.comment),
            ("POST", "/rest/images", self.begin_upload),
            ("PUT", r"/dms-uploads/([^/]+)", self.put_image),
            ("GET", r"/rest/images/([^/]+)", self.image),
            ("GET", "/v2/userinfo", self.userinfo),
            ("POST", "/oauth/v2/accessToken", self.refresh),
        ]

    def publish(self, asked: Asked) -> Says:
        """…/community-management/shares/posts-api: 201, the id stands in a header alone."""
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        body = asked.json
        if wrong := faults_of_ours("linkedin-post", body):
            return _error(422, "UNPROCESSABLE_ENTITY", wrong[0])
        if body["author"] != self.author:
            return _error(403, "ACCESS_DENIED", "Field Value validation failed: /author")
        if wrong_image := self._wrong_image(body.get("content", {})):
            return _error(400, "INVALID_CONTENT", wrong_image)
        if len(as_readers_see(body["commentary"])) > 3000:
            return _error(422, "UNPROCESSABLE_ENTITY", "commentary exceeds 3000 characters")
        twin = next((one for one in self.shares if _same(one.body, body)), None)
        if twin:
            return _duplicate(twin.urn)
        urn = f"urn:li:share:{7290000000000000000 + len(self.shares)}"
        self.shares.append(Share(urn, body, self.now()))
        return Says(201, "", {"x-restli-id": urn})

    def posts(self, asked: Asked) -> Says:
        """…/shares/posts-api, find posts by author: for who was given r_member_social."""
        if refusal := self._refusal(asked):
            return refusal
        if not self.may_read:
            return _error(403, "ACCESS_DENIED", "Not enough permissions to access: posts.FINDER")
        newest = [_told(share) for share in reversed(self.shares)]
        count = int(asked.query.get("count", ["10"])[0])
        return Says(200, {"elements": newest[:count], "paging": {"start": 0, "count": count}})

    def comment(self, asked: Asked) -> Says:
        """…/community-management/shares/comments-api."""
        if refusal := self._refusal(asked) or self._over_limit():
            return refusal
        body, urn = asked.json, unquote(_group(asked))
        if wrong := faults_of_ours("linkedin-comment", body):
            return _error(422, "UNPROCESSABLE_ENTITY", wrong[0])
        share = next((one for one in self.shares if one.urn == urn), None)
        if share is None:
            return _error(404, "NOT_FOUND", "the post does not exist")
        number = str(6700000000000000000 + len(share.comments))
        share.comments.append(body)
        whole = f"urn:li:comment:({urn},{number})"
        return Says(201, {"id": number, "commentUrn": whole, **body}, {"x-restli-id": number})

    def begin_upload(self, asked: Asked) -> Says:
        """…/community-management/shares/images-api: where to put the bytes."""
        if refusal := self._refusal(asked):
            return refusal
        body = asked.json
        if asked.query.get("action") != ["initializeUpload"]:
            return _error(400, "ILLEGAL_ARGUMENT", "action is missing")
        if wrong := faults_of_ours("linkedin-image", body):
            return _error(400, "ILLEGAL_ARGUMENT", wrong[0])
        number = f"C4E{len(self.images):05}"
        urn = f"urn:li:image:{number}"
        self.images[urn] = Image(body["initializeUploadRequest"]["owner"])
        until = int(self.now().timestamp() * 1000) + 86_400_000
        where = f"{self.url}/dms-uploads/{number}"
        return Says(200, {"value": {"uploadUrlExpiresAt": until, "uploadUrl": where, "image": urn}})

    def put_image(self, asked: Asked) -> Says:
        """…/shares/images-api, upload the image: the bytes with PUT."""
        if asked.token != self.token:
            return INVALID_TOKEN
        self.images[f"urn:li:image:{_group(asked)}"].data = asked.body
        return Says(201, "")

    def image(self, asked: Asked) -> Says:
        """…/shares/images-api, get an image: its status."""
        if refusal := self._refusal(asked):
            return refusal
        urn = unquote(_group(asked))
        found = self.images.get(urn)
        if found is None:
            return _error(404, "NOT_FOUND", "no such image")
        found.looks += 1
        return Says(200, {"id": urn, "owner": found.owner, "status": self._status(found)})

    def userinfo(self, asked: Asked) -> Says:
        """https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2."""
        if asked.token != self.token:
            return INVALID_TOKEN
        return Says(200, {"sub": self.author.rpartition(":")[2], "name": "Acme News"})

    def refresh(self, asked: Asked) -> Says:
        """…/linkedin/shared/authentication/programmatic-refresh-tokens: the same refresh token."""
        form = {name: values[0] for name, values in asked.form.items()}
        if form.get("refresh_token") != self.refresh_token:
            wrong = (
                "The provided authorization grant or refresh token is invalid, expired or revoked."
            )
            return Says(400, {"error": "invalid_grant", "error_description": wrong})
        self.token += "-renewed"
        told = {"access_token": self.token, "expires_in": 5184000}
        more = {"refresh_token": self.refresh_token, "refresh_token_expires_in": 31536000}
        return Says(200, {**told, **more})

    def _refusal(self, asked: Asked) -> Says | None:
        """…/marketing/versioning and …/shared/api-guide/concepts/error-handling."""
        if asked.token != self.token:
            return INVALID_TOKEN
        version = asked.headers.get("LinkedIn-Version")
        if version is None:
            return _error(400, "VERSION_MISSING", "A version must be present.")
        if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version) or version in self.sunset:
            return _error(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
        if asked.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            return _error(400, "ILLEGAL_ARGUMENT", "X-Restli-Protocol-Version must be 2.0.0")
        return None

    def _over_limit(self) -> Says | None:
        """https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits.

        No header says when; the day begins anew at midnight UTC.
        """
        if not self.limited:
            return None
        self.limited -= 1
        text = "Resource level throttle limit for calls to this resource is reached."
        return _error(429, "TOO_MANY_REQUESTS", text)

    def _wrong_image(self, content: dict[str, Any]) -> str | None:
        media, article = content.get("media", {}), content.get("article", {})
        several = content.get("multiImage", {}).get("images", [])
        wanted = [media.get("id"), article.get("thumbnail"), *(one["id"] for one in several)]
        for urn in filter(None, wanted):
            image = self.images.get(urn)
            if image is None or not image.data:
                return f"{urn} was not uploaded"
            if self._status(image) != "AVAILABLE":
                return f"{urn} is still being processed"
        return None

    def _status(self, image: Image) -> str:
        if not image.data:
            return "WAITING_UPLOAD"
        return "AVAILABLE" if image.looks >= self.processing else "PROCESSING"


def _error(status: int, code: str, message: str) -> Says:
    return Says(status, {"status": status, "code": code, "message": message})


INVALID_TOKEN = Says(
    401,
    {
        "status": 401,
        "serviceErrorCode": 65600,
        "code": "INVALID_ACCESS_TOKEN",
        "message": "Invalid access token",
    },
)


def _duplicate(urn: str) -> Says:
    told = f"Content is a duplicate of {urn}"
    one = {"code": "DUPLICATE_POST", "description": told}
    return Says(422, {"status": 422, "message": told, "errorDetails": {"inputErrors": [one]}})


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("author", "commentary"))


def _told(share: Share) -> dict[str, Any]:
    at = int(share.created_at.timestamp() * 1000)
    return {"id": share.urn, "createdAt": at, "publishedAt": at, **share.body}


def _group(asked: Asked) -> str:
    assert asked.match
    return asked.match.group(1)
