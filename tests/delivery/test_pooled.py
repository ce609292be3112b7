"""Sessions in threads: batches, looking again at what is unknown, plug-ins that break promises."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

import pytest

from newsletter.delivery.pooled import PooledSession, pooled
from newsletter.errors import AuthRefused, NewsletterError, UnusableInput
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Limits, SenderKind, Session
from newsletter.posting import Item
from newsletter.problems import Problem
from newsletter.senders.contract import sample_message

THREE = Limits(batch=3)
ACCEPTED, UNKNOWN = Outcome("accepted"), Outcome("unknown", text="no answer")
GONE = Outcome("deferred", text="it is not there")


class Single:
    """A session that takes one item at a time."""

    def send(self, item: Item) -> Outcome:
        return ACCEPTED


@dataclass
class Batches:
    """A session that takes several, and answers as it is told for each of them."""

    answers: Callable[[Sequence[str]], Sequence[Outcome]] = lambda names: [ACCEPTED] * len(names)
    sizes: list[int] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    found: list[Outcome] = field(default_factory=list)

    def send(self, item: Item) -> Outcome:
        return self.send_all([item])[0]

    def send_all(self, items: Sequence[Item]) -> Sequence[Outcome]:
        self.sizes.append(len(items))
        return self.answers([name(one) for one in items])


class Looking(Batches):
    """A session that also finds out what became of an item."""

    def reconcile(self, item: Item) -> Outcome:
        self.looks.append(name(item))
        return self.found.pop(0) if self.found else UNKNOWN


def name(item: Item) -> str:
    assert isinstance(item, Message)
    return item.recipient.partition("@")[0]


@dataclass
class Sender:
    """A sender of one given session."""

    opened: Session
    limits: Limits = THREE
    name: str = "plug-in"
    kind: SenderKind = "email"

    @contextmanager
    def session(self) -> Iterator[Session]:
        yield self.opened


def send(
    sender: Sender, count: int, look_again: Sequence[float] = (), threads: int = 1
) -> dict[int, Outcome]:
    """Hand over so many items at once; what became of each."""
    items = [(n, sample_message(n, f"p{n}@newsletter.invalid")) for n in range(count)]
    outcomes: dict[int, Outcome] = {}
    with pooled(sender, threads, None, lambda _: None, look_again) as session:
        session.submit(items)
        while len(outcomes) < count:
            heard = session.outcomes(5)
            assert heard, "it does not end"
            outcomes |= dict(heard)
    return outcomes


def states(outcomes: dict[int, Outcome]) -> list[str]:
    return [outcomes[n].state for n in sorted(outcomes)]


def test_items_go_out_in_batches_of_the_senders_size() -> None:
    session = Batches()
    assert states(send(Sender(session), 7)) == ["accepted"] * 7
    assert max(session.sizes) <= 3
    assert sum(session.sizes) == 7


def test_a_session_without_batches_takes_one_at_a_time() -> None:
    assert states(send(Sender(Single()), 7)) == ["accepted"] * 7


def test_each_item_of_a_batch_has_its_own_outcome() -> None:
    def answers(names: Sequence[str]) -> Sequence[Outcome]:
        return [Outcome("rejected") if one == "p1" else ACCEPTED for one in names]

    assert states(send(Sender(Batches(answers)), 3)) == ["accepted", "rejected", "accepted"]


def test_a_batch_with_too_few_outcomes_leaves_all_of_it_in_doubt() -> None:
    outcomes = send(Sender(Batches(lambda _: [])), 1)
    assert states(outcomes) == ["unknown"]
    found = send(Sender(Batches(lambda names: [ACCEPTED] * (len(names) - 1))), 3)
    assert set(states(found)) == {"unknown"}


@pytest.mark.parametrize("kind", [RuntimeError, SystemExit])
def test_a_batch_that_raises_leaves_all_of_it_in_doubt_without_its_words(
    kind: type[BaseException],
) -> None:
    def answers(_: Sequence[str]) -> Sequence[Outcome]:
        raise kind("secret-value")

    outcomes = send(Sender(Batches(answers)), 3)
    assert set(states(outcomes)) == {"unknown"}
    assert "secret" not in "".join(one.text for one in outcomes.values())


@pytest.mark.parametrize("answer", [None, "accepted", Outcome("sent"), Outcome(["accepted"])])  # type: ignore[arg-type]
def test_an_answer_that_is_no_outcome_leaves_its_item_in_doubt(answer: object) -> None:
    assert states(send(Sender(Batches(lambda _: [answer])), 1)) == ["unknown"]  # type: ignore[list-item]
    looking = Looking(lambda names: [UNKNOWN] * len(names), found=[answer])  # type: ignore[list-item]
    assert states(send(Sender(looking), 1, (0.0,))) == ["unknown"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            Outcome("rejected", text="no\r\n250 ok \x1b[2J"),
            Outcome("rejected", text="no 250 ok \\x1b[2J"),
        ),
        (Outcome("accepted", 7, "\ud800"), Outcome("accepted", "7", "\\ud800")),  # type: ignore[arg-type]
        (Outcome("failed", text="x" * 5_000_000), Outcome("failed", text="x" * 1000)),
        (Outcome("deferred", retry_at=datetime(2026, 11, 24)), Outcome("deferred")),  # noqa: DTZ001
        (Outcome("deferred", retry_at="soon"), Outcome("deferred")),  # type: ignore[arg-type]
    ],
)
def test_what_a_plug_in_says_can_be_stored_and_printed_in_one_line(
    said: Outcome, kept: Outcome
) -> None:
    assert send(Sender(Batches(lambda _: [said])), 1) == {0: kept}


def test_the_unknown_ones_of_a_batch_are_looked_up_together() -> None:
    session = Looking(lambda names: [UNKNOWN if one != "p0" else ACCEPTED for one in names])
    session.found = [ACCEPTED, UNKNOWN, GONE]
    assert states(send(Sender(session), 3, (0.0, 0.0))) == ["accepted", "accepted", "deferred"]
    assert session.looks == ["p1", "p2", "p2"]


def test_what_nobody_can_tell_stays_as_it_was_said() -> None:
    session = Looking(lambda names: [UNKNOWN] * len(names))
    assert send(Sender(session), 1, (0.0, 0.0)) == {0: UNKNOWN}
    assert session.looks == ["p0", "p0"]


def test_certain_outcomes_are_never_looked_up() -> None:
    session = Looking(lambda names: [Outcome("failed")] * len(names))
    send(Sender(session), 3, (0.0,))
    assert session.looks == []


def test_a_look_that_raises_has_found_out_nothing() -> None:
    class Failing(Looking):
        def reconcile(self, item: Item) -> Outcome:
            raise RuntimeError("secret-value")

    session = Failing(lambda names: [UNKNOWN] * len(names))
    assert send(Sender(session), 1, (0.0,)) == {0: UNKNOWN}


def test_a_run_that_ends_does_not_wait_for_the_next_look() -> None:
    tried = Event()

    def answers(names: Sequence[str]) -> Sequence[Outcome]:
        tried.set()
        return [UNKNOWN] * len(names)

    session = PooledSession(Sender(Looking(answers)), 1, None, (3600.0,))
    session.open(lambda _: None)
    session.submit([(0, sample_message())])
    assert tried.wait(5)
    assert session.drain(5) == [(0, UNKNOWN)]


def broken(error: Exception) -> Sender:
    class Broken(Sender):
        @contextmanager
        def session(self) -> Iterator[Session]:
            raise error
            yield self.opened  # type: ignore[unreachable]

    return Broken(Single())


def test_a_refusal_to_open_is_told_as_it_is() -> None:
    refusal = AuthRefused(Problem("smtp-sign-in", "no"))
    with pytest.raises(AuthRefused) as found, pooled(broken(refusal), 2, None, print):
        pass
    assert found.value is refusal


def test_a_plug_in_that_breaks_when_it_opens_stops_its_own_channel_only() -> None:
    with pytest.raises(NewsletterError) as found, pooled(broken(OSError("secret")), 2, None, print):
        pass
    assert isinstance(found.value, UnusableInput)
    assert found.value.problems[0].code == "sender-broken"
    assert "secret" not in str(found.value)


def test_a_plug_in_that_breaks_when_it_closes_harms_nobody() -> None:
    class Untidy(Sender):
        @contextmanager
        def session(self) -> Iterator[Session]:
            yield self.opened
            raise OSError("too late")

    assert states(send(Untidy(Single()), 2)) == ["accepted"] * 2
