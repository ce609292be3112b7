"""What is handed to senders: a message, a post under way, or a whole edition for a platform."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newsletter.model import Message, Post


class Notes(Protocol):
    """What a sender remembers of one item, over attempts, runs and crashes.

    Names are the sender's own, like ``part.2.receipt``. A note of the same name is replaced.
    """

    def get(self, name: str) -> str | None:
        """What was noted under that name, None if nothing was."""
        ...

    def put(self, name: str, value: str) -> None:
        """Note something. It is on disk before this returns."""
        ...


class NotesInMemory:
    """Notes that last as long as the object: for tests, and for what is sent only once."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """What was noted under that name."""
        return self._values.get(name)

    def put(self, name: str, value: str) -> None:
        """Note something."""
        self._values[name] = value


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to upload. ``alt`` is its description, which may be empty."""

    data: bytes
    media_type: str
    width: int
    height: int
    alt: str = ""


def no_picture() -> Picture | None:
    """The picture of what has none."""
    return None


@dataclass(frozen=True, slots=True)
class Posting:
    """One post under way. All but ``picture`` was put on record before the first attempt.

    ``key`` (a UUID) and ``created_at`` (aware, UTC) are the same in every attempt, so that the
    other side can tell a repeat. ``picture`` fetches the card's image, or gives None if there is
    none or it cannot be had; it never raises.
    """

    post: Post
    key: str
    created_at: datetime
    notes: Notes = field(compare=False, repr=False)
    picture: Callable[[], Picture | None] = field(default=no_picture, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A whole edition for a platform that keeps the audience itself.

    ``html`` and ``text`` hold the platform's own token where its link to unsubscribe belongs.
    ``sends_at`` is when it is planned to go out. ``key``, ``created_at`` and ``notes`` are as in
    `Posting`.
    """

    edition: str
    subject: str
    preheader: str
    html: str
    text: str
    sends_at: datetime
    key: str
    created_at: datetime
    notes: Notes = field(compare=False, repr=False)


Item = Message | Posting | Handover
