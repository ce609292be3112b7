"""Uploading an image and waiting until the server has worked on it.

https://docs.joinmastodon.org/methods/media/: 202 and 206 say that it is not ready yet.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from newsletter.outcome import Outcome
from newsletter.posting import Picture
from newsletter.senders.http.client import Answer, Client, NoAnswer, NotSent
from newsletter.senders.http.parts import Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.attempts import NotPosted, prepared
from newsletter.senders.social.mastodon.instance import Instance

UPLOAD, STATE = "/api/v2/media", "/api/v1/media/"
TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between the looks at an image that is being worked on."""

_NOTED, _WHAT = "media", "the picture"
_READY, _GONE = 200, 404


@dataclass(frozen=True, slots=True)
class Uploads:
    """The images of one session. ``judge`` says what a refusal means."""

    client: Client
    instance: Instance
    judge: Callable[[Answer], Outcome]
    pauses: Sequence[float] = PAUSES

    def attached(self, step: Step, picture: Picture) -> str:
        """The id of the uploaded image.

        An image of an attempt before is taken again while it is there, so that the attempts are
        alike.

        Raises:
            NotPosted: the post has to wait, or cannot go out with this picture.
        """
        noted = step.note(_NOTED)
        if noted and self._asked(noted).status != _GONE:
            return self._when_ready(noted)
        answer = self._uploaded(picture)
        number = str(answer.get("id") or "")
        if not number:
            raise NotPosted(Outcome("deferred", text=f"{_WHAT}: the answer names no id"))
        step.put(_NOTED, number)
        return number if answer.status == _READY else self._when_ready(number)

    def _uploaded(self, picture: Picture) -> Answer:
        fit = fitted(picture, self.instance.image_bytes, TYPES)
        if fit is None:
            raise NotPosted(Outcome("failed", text=f"{_WHAT}: it is no image that can be shown"))
        name = f"picture.{fit.media_type.partition('/')[2]}"
        told = {"description": fit.alt[: self.instance.description]} if fit.alt else {}
        files = {"file": (name, fit.data, fit.media_type)}
        ask = partial(self.client.ask, "POST", UPLOAD, files=files, data=told)
        return prepared(ask, _WHAT, self.judge)

    def _when_ready(self, number: str) -> str:
        """Wait for an image."""
        for pause in (0.0, *self.pauses):
            time.sleep(pause)
            if self._asked(number).status == _READY:
                return number
        raise NotPosted(Outcome("deferred", text="the server is still working on the picture"))

    def _asked(self, number: str) -> Answer:
        """How it stands with an image: that it is gone is an answer as well."""
        try:
            answer = self.client.ask("GET", STATE + number)
        except (NotSent, NoAnswer) as error:
            raise NotPosted(Outcome("deferred", text=f"{_WHAT}: {error}")) from None
        return answer if answer.status == _GONE else prepared(lambda: answer, _WHAT, self.judge)
