"""What a post needs before it can be sent: its pictures uploaded, its mentions resolved.

Nothing of this is seen by anybody, so whatever goes wrong here leaves nothing in doubt.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsletter.outcome import Outcome
from newsletter.posting import Picture, Posting
from newsletter.senders.http.client import Answer, NoAnswer
from newsletter.senders.http.judging import refused
from newsletter.senders.http.parts import Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.bluesky.record import Blob, card, image, record
from newsletter.senders.social.bluesky.repository import Repository

MOST_BYTES = 1_000_000
"""Of a picture: what every server takes, for the limit is 2,000,000 only on newer ones."""

TYPES = ("image/jpeg", "image/png")
RECORD = "record"
"""The note that holds the record; it is made once, for the same bytes in every attempt."""


class Unprepared(Exception):
    """The post cannot be made ready. ``outcome`` says why; nothing went out."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Preparing:
    """Makes records. ``picture`` is the channel's setting: card, image or none."""

    repository: Repository
    picture: str
    now: Callable[[], datetime]

    def record_of(self, step: Step) -> dict[str, Any]:
        """The record of a part, made at the first attempt.

        Raises:
            Unprepared: it could not be made.
            NotSent, NotRenewed, Disconnected: as those of `Repository`.
        """
        noted = step.note(RECORD)
        if noted:
            made: dict[str, Any] = json.loads(noted)
            return made
        made = record(step, self._did_of, self._embed(step.posting) if step.number == 0 else None)
        step.put(RECORD, json.dumps(made))
        return made

    def _embed(self, posting: Posting) -> Mapping[str, Any] | None:
        """The picture of the setting ``image``, else the card of the link."""
        found = posting.picture() if self.picture != "none" else None
        picture = fitted(found, MOST_BYTES, TYPES) if found else None
        blob = self._uploaded(picture) if picture else None
        if picture and blob and self.picture == "image":
            return image(blob, picture)
        return card(posting.post, blob)

    def _uploaded(self, picture: Picture) -> Blob:
        answer = self._asked(lambda: self.repository.upload(picture.data, picture.media_type))
        blob = answer.get("blob")
        if answer.ok and isinstance(blob, dict):
            return blob
        raise Unprepared(self._outcome(answer, "the picture"))

    def _did_of(self, handle: str) -> str | None:
        answer = self._asked(lambda: self.repository.resolve(handle))
        did = answer.get("did")
        if answer.ok and isinstance(did, str):
            return did
        if answer.status in (400, 404):
            return None
        raise Unprepared(self._outcome(answer, f"@{handle}"))

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except NoAnswer as error:
            raise Unprepared(Outcome("deferred", text=str(error))) from None

    def _outcome(self, answer: Answer, what: str) -> Outcome:
        """A refusal of something that no post depends on yet is never in doubt."""
        outcome = refused(answer, self.now())
        text = f"{what}: {outcome.text}"
        if outcome.state in ("unknown", "deferred"):
            return Outcome("deferred", text=text, retry_at=outcome.retry_at)
        return Outcome("failed", text=text)
