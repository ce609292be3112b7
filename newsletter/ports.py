"""Protocols of the edges, declared for their consumers: the use cases and the delivery engine."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from newsletter.model import Item, Message
from newsletter.outcome import Outcome

SenderKind = Literal["email", "social", "platform"]


class Clock(Protocol):
    """The only way to learn the time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class Secrets(Protocol):
    """Where values are kept that must stand in no file of the project."""

    def get(self, name: str) -> str | None:
        """The value of that name, None if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a sender can and cannot do, as data that `newsletter senders` shows.

    ``max_bytes`` of one item, ``batch`` items for each call; None means no limit of its own.
    ``cannot`` lists in plain words what it leaves out, so that nothing is dropped silently.
    """

    max_bytes: int | None = None
    batch: int = 1
    leaves_this_computer: bool = True
    cannot: tuple[str, ...] = ()


class Session(Protocol):
    """One signed-in conversation with the other side."""

    def send(self, item: Item) -> Outcome:
        """Hand over one item. Never raises for one recipient or post: it returns an Outcome."""
        ...


Outcomes = Sequence[tuple[int, Outcome]]
"""What became of items, each by the number that it was submitted under."""


class BulkSession(Protocol):
    """A conversation that carries many messages at once, for senders that are made for it.

    The caller submits at most ``capacity`` items that it has no outcome of yet. ``on_start``,
    which `BulkSender.bulk_session` is given, is called with an item's number right before its
    first byte is written, from whichever thread writes it.
    """

    @property
    def capacity(self) -> int:
        """How many items are useful to have in hand, waiting ones included."""
        ...

    def submit(self, items: Sequence[tuple[int, Message]]) -> None:
        """Take items to send. Returns at once."""
        ...

    def outcomes(self, timeout: float) -> Outcomes:
        """What is known by now, waiting at most ``timeout`` seconds for the first.

        Raises:
            AuthRefused: credentials were refused; items without an outcome were not started.
            Unreachable: no connection can be had; items without an outcome were not started.
        """
        ...

    def drain(self, timeout: float) -> Outcomes:
        """Start nothing more; the outcomes of all that was started, within ``timeout`` seconds.

        Items that were not started get no outcome; those that stay unanswered are ``unknown``.
        """
        ...


class Sender(Protocol):
    """A backend that takes messages or posts away."""

    @property
    def name(self) -> str:
        """The name in the entry-point group ``newsletter.senders``."""
        ...

    @property
    def kind(self) -> SenderKind:
        """What it carries: email, social posts, or a whole edition for a platform."""
        ...

    @property
    def limits(self) -> Limits:
        """What it can and cannot do."""
        ...

    def session(self) -> AbstractContextManager[Session]:
        """Open a session.

        Raises:
            AuthRefused: credentials are missing or refused; the channel stops, nothing is lost.
            Unreachable: the other side does not answer; the channel stops, nothing is lost.
        """
        ...


class BulkSender(Sender, Protocol):
    """A sender for bulk mail."""

    def bulk_session(self, on_start: Callable[[int], None]) -> AbstractContextManager[BulkSession]:
        """Open a conversation of many messages; raises as `session` does."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """What a sender's factory is given: the channel's name, its options, the project folder."""

    channel: str
    options: Mapping[str, object]
    folder: Path
    clock: Clock


SenderFactory = Callable[[ChannelContext], Sender]
