"""Protocols of the edges, declared for their consumers: the use cases and the delivery engine."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.posting import Item
from newsletter.problems import Problem

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


class Vault(Secrets, Protocol):
    """Secrets that change by themselves: tokens that are refreshed, sessions that are kept."""

    def put(self, name: str, value: str) -> None:
        """Keep a value; the one before is replaced in one step.

        Raises:
            ValueError: the value is empty: a token is never overwritten by none.
            UnusableInput: cannot-write.
        """
        ...

    def locked(self, name: str) -> AbstractContextManager[None]:
        """Be the only one, in all processes of this computer, that renews that secret."""
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
        """Hand over one item. Never raises for one recipient or post: it returns an Outcome.

        An item may come again after it was deferred, or after a person asked for it; what was
        noted of a `Posting` (`newsletter.posting.Notes`) says which of its parts went out.
        """
        ...


@runtime_checkable
class BatchSession(Protocol):
    """A session that takes up to `Limits.batch` messages in one call."""

    def send_all(self, items: Sequence[Item]) -> Sequence[Outcome]:
        """Hand over items together; an outcome for each, in their order. Never raises."""
        ...


@runtime_checkable
class Reconciles(Protocol):
    """A session that can find out what became of an item whose outcome is unknown."""

    def reconcile(self, item: Item) -> Outcome:
        """Look it up, without sending anything twice. Never raises.

        accepted   it is there; the receipt says where
        deferred   it is not there, or only in part: sending it again is safe
        rejected   it was refused
        unknown    nobody can tell, or not yet
        """
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are on the other side, as `connect` and `doctor` show it.

    ``name`` is like ``@acme@social.example``; ``facts`` are limits and dates in plain words.
    """

    name: str
    facts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@runtime_checkable
class Identifies(Protocol):
    """A session that can say whose account it uses, without changing anything there."""

    def account(self) -> Account:
        """The account, and what is wrong with it.

        Raises:
            AuthRefused: the credentials are refused.
            Unreachable: the other side does not answer.
        """
        ...


Outcomes = Sequence[tuple[int, Outcome]]
"""What became of items, each by the number that it was submitted under."""


class Witness(Protocol):
    """Is told what happens to an item at that moment, by the thread or process that sends it."""

    def start(self, number: int) -> None:
        """The first byte of it is about to be written."""
        ...

    def answer(self, number: int, outcome: Outcome) -> None:
        """This is what became of it; `BulkSession.outcomes` says so later."""
        ...


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """What a bulk session is opened for.

    ``make`` turns a draft into its message when its turn comes; what it raises is that message's
    failure. It and ``witness`` are pickled where several processes send. ``expected`` messages
    are to come, at most.
    """

    make: Callable[[Any], Message]
    witness: Witness
    expected: int


class BulkSession(Protocol):
    """A conversation that carries many messages at once, for senders that are made for it.

    The caller submits drafts, at most ``capacity`` that it has no outcome of yet.
    """

    @property
    def capacity(self) -> int:
        """How many items are useful to have in hand, waiting ones included."""
        ...

    def submit(self, drafts: Sequence[tuple[int, Any]]) -> None:
        """Take drafts to send, each under a number. Returns at once."""
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
    """A backend that takes messages, posts or editions away."""

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

    def bulk_session(self, order: BulkOrder) -> AbstractContextManager[BulkSession]:
        """Open a conversation of many messages; raises as `session` does."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """What a sender's factory is given: the channel's name, its options, the project folder.

    In ``options`` every secret stands with its value; ``references`` has the names of those
    secrets by option. ``vault`` keeps what the sender renews by itself.
    """

    channel: str
    options: Mapping[str, object]
    folder: Path
    clock: Clock
    vault: Vault | None = None
    references: Mapping[str, str] = field(default_factory=dict)


SenderFactory = Callable[[ChannelContext], Sender]
