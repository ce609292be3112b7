"""A sender that keeps what it gets in memory and fails as its script says; for tests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from newsletter.errors import AuthRefused, NewsletterError, Unreachable, UnusableInput
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Limits, SenderKind
from newsletter.posting import Item
from newsletter.problems import Problem, did_you_mean


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one item: does it arrive, and what does the sender say about it?

    An accepted one gets its receipt from the sender.
    """

    arrives: bool
    outcome: Outcome


def accept() -> Step:
    """It arrives, and that is what we are told."""
    return Step(True, Outcome("accepted"))


def defer(text: str = "451 try again later", retry_at: datetime | None = None) -> Step:
    """Not now."""
    return Step(False, Outcome("deferred", text=text, retry_at=retry_at))


def reject(text: str = "550 no such user") -> Step:
    """Never."""
    return Step(False, Outcome("rejected", text=text))


def fail(text: str = "the disk is full") -> Step:
    """Our side cannot do it."""
    return Step(False, Outcome("failed", text=text))


def drop_before() -> Step:
    """The connection is lost before the item arrives; nobody can know."""
    return Step(False, Outcome("unknown", text="the connection was lost"))


def drop_after() -> Step:
    """The connection is lost after the item has arrived; nobody can know."""
    return Step(True, Outcome("unknown", text="the connection was lost"))


Script = Sequence[Step] | Callable[[Item, int], Step]
"""One step for each send, then acceptance; or a function of the item and the count of sends."""

WORDS: Mapping[str, Callable[[], Step]] = {
    "accept": accept,
    "defer": defer,
    "reject": reject,
    "fail": fail,
    "drop before": drop_before,
    "drop after": drop_after,
}
SESSION_FAULTS: Mapping[str, type[NewsletterError]] = {
    "auth refused": AuthRefused,
    "unreachable": Unreachable,
}
"""Words of a script in newsletter.toml; those of sessions are taken by one session each."""


def create(context: ChannelContext) -> "MemorySender":
    """The memory sender of a channel. Options: ``script``, ``keep``, ``network``.

    Raises:
        UnusableInput: script-unknown: a word of the script that means nothing.
    """
    words = _script(context.options.get("script", ()))
    return MemorySender(
        kind="social" if "network" in context.options else "email",
        script=[WORDS[word]() for word in words if word in WORDS],
        sessions=[fault(word) for word in words if word in SESSION_FAULTS],
        keep=context.options.get("keep") is not False,
    )


def fault(word: str) -> NewsletterError:
    """The error that a session raises for a word of the script."""
    code = word.replace(" ", "-")
    return SESSION_FAULTS[word](Problem(code, f"The script of the memory sender says: {word}."))


class MemorySender:
    """Records what arrived. Many threads may use it, and several sessions.

    ``sessions`` holds for each session to come the error that opening it raises, or None.
    ``arrived`` holds the items in order unless ``keep`` is false; ``count`` counts them always.
    """

    name = "memory"
    limits = Limits(leaves_this_computer=False)

    def __init__(
        self,
        *,
        kind: SenderKind = "email",
        script: Script = (),
        sessions: Sequence[NewsletterError | None] = (),
        keep: bool = True,
    ) -> None:
        self.kind: SenderKind = kind
        self.arrived: list[Item] = []
        self.count = 0
        self.sends = 0
        self.opened = 0
        self._script = script
        self._sessions = list(sessions)
        self._keep = keep
        self._lock = Lock()

    @contextmanager
    def session(self) -> Iterator["MemorySender"]:
        """Open a session, or raise what the script says.

        Raises:
            AuthRefused: the script says so.
            Unreachable: the script says so.
        """
        with self._lock:
            self.opened += 1
            error = self._sessions.pop(0) if self._sessions else None
        if error is not None:
            raise error
        yield self

    def send(self, item: Item) -> Outcome:
        """Do with ``item`` what the script says."""
        with self._lock:
            step = self._step(item)
            self.sends += 1
            if step.arrives:
                self._arrive(item)
            if step.outcome.state == "accepted":
                return Outcome("accepted", receipt=f"memory:{self.count}", text=step.outcome.text)
            return step.outcome

    def _step(self, item: Item) -> Step:
        if callable(self._script):
            return self._script(item, self.sends)
        return self._script[self.sends] if self.sends < len(self._script) else accept()

    def _arrive(self, item: Item) -> None:
        self.count += 1
        if self._keep:
            self.arrived.append(item)


def _script(value: object) -> list[str]:
    words = [str(word) for word in value] if isinstance(value, list | tuple) else [str(value)]
    known = (*WORDS, *SESSION_FAULTS)
    problems = [_unknown(word, known) for word in words if word not in known]
    if problems:
        raise UnusableInput(*problems)
    return words


def _unknown(word: str, known: Sequence[str]) -> Problem:
    hint = did_you_mean(word, known) or f"The words are: {', '.join(known)}."
    return Problem("script-unknown", f"'{word}' is no word of a memory sender's script.", hint)
