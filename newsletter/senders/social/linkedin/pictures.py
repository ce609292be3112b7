"""Uploading a picture to LinkedIn: announce it, put its bytes, wait until it is ready.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/images-api
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from newsletter.outcome import Outcome
from newsletter.ports import Clock
from newsletter.posting import Picture
from newsletter.senders.http.client import Answer, NoAnswer, NotSent
from newsletter.senders.http.judging import refused
from newsletter.senders.http.parts import Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.attempts import Asks, NotPosted, prepared

MOST_BYTES = 8_000_000
TYPES = ("image/jpeg", "image/png", "image/gif")
LOOKS = 10
PAUSE = 1.0
AGAIN = timedelta(minutes=1)
_HOSTS = (".linkedin.com", ".licdn.com")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Uploads for one author. ``endpoint`` is where LinkedIn is reached."""

    api: Asks = field(repr=False)
    endpoint: str
    author: str
    clock: Clock
    pause: Callable[[float], None]

    def uploaded(self, step: Step, given: Picture) -> str | None:
        """The URN of the picture, ready to be used; None if it cannot be made to fit.

        What an earlier attempt uploaded is used again.

        Raises:
            NotPosted: it was refused, or is not ready yet.
            NotRenewed, Disconnected: see `Tokens.current`.
        """
        urn = step.note("image")
        if not urn or not self._is_known(urn):
            picture = fitted(given, MOST_BYTES, TYPES)
            if picture is None:
                return None
            urn = self._put(picture)
            step.put("image", urn)
        self._wait(urn)
        return urn

    def _put(self, picture: Picture) -> str:
        begun = self._prepared(
            "POST",
            "/rest/images?action=initializeUpload",
            json={"initializeUploadRequest": {"owner": self.author}},
        )
        urn, where = begun.get("value", "image"), str(begun.get("value", "uploadUrl"))
        if not isinstance(urn, str) or not self._is_theirs(where):
            text = "the picture was not taken: LinkedIn named no place of its own for it"
            raise NotPosted(Outcome("failed", text=text))
        headers = {"Content-Type": picture.media_type}
        self._prepared("PUT", where, content=picture.data, headers=headers)
        return urn

    def _is_theirs(self, address: str) -> bool:
        """Only there the token may go along."""
        parts, own = urlsplit(address), urlsplit(self.endpoint)
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
        return parts.scheme == "https" and (parts.hostname or "").endswith(_HOSTS)

    def _is_known(self, urn: str) -> bool:
        try:
            status = self.api.ask("GET", _path(urn)).get("status")
        except (NotSent, NoAnswer):
            return False
        return status in ("AVAILABLE", "PROCESSING")

    def _wait(self, urn: str) -> None:
        for look in range(LOOKS):
            if look:
                self.pause(PAUSE)
            status = self._prepared("GET", _path(urn)).get("status")
            if status == "AVAILABLE":
                return
            if status == "PROCESSING_FAILED":
                text = "the picture was not taken: LinkedIn could not process it"
                raise NotPosted(Outcome("failed", text=text))
        text = "the picture is still being processed"
        raise NotPosted(Outcome("deferred", text=text, retry_at=self.clock.now() + AGAIN))

    def _prepared(self, method: str, path: str, **request: Any) -> Answer:
        return prepared(
            lambda: self.api.ask(method, path, **request),
            "the picture was not taken",
            lambda answer: refused(answer, self.clock.now()),
        )


def _path(urn: str) -> str:
    return f"/rest/images/{quote(urn, safe='')}"
