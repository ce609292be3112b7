"""What became of one thing that was handed to a sender. Unknown is a state of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

OutcomeState = Literal["accepted", "deferred", "rejected", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sender's word on one item.

    accepted   the other side took it; ``receipt`` is its answer, URL or id
    deferred   not now: try again, at ``retry_at`` if the other side named a time
    rejected   never: this recipient or this text was refused
    failed     our side could not do it; nothing went out
    unknown    it may or may not have gone out; never repeated blindly

    ``text`` holds the other side's words, or ours.
    """

    state: OutcomeState
    receipt: str | None = None
    text: str = ""
    retry_at: datetime | None = None
