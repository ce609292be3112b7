"""The contract, kept by our own senders, and broken by one that must be caught."""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest

from newsletter.errors import AuthRefused
from newsletter.outcome import Outcome
from newsletter.ports import Limits, Sender
from newsletter.posting import Item
from newsletter.senders.contract import SenderContract
from newsletter.senders.memory import MemorySender, fault
from newsletter.senders.outbox import Outbox


class TestMemory(SenderContract):
    def sender(self) -> Sender:
        return MemorySender()

    def unreachable_sender(self) -> Sender:
        return MemorySender(sessions=[fault("unreachable")])


class TestMemoryForPosts(SenderContract):
    def sender(self) -> Sender:
        return MemorySender(kind="social")

    def unreachable_sender(self) -> Sender:
        return MemorySender(sessions=[AuthRefused(*fault("auth refused").problems)])


class TestOutbox(SenderContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def sender(self) -> Sender:
        return Outbox(self.folder, self.folder / "outbox")

    def unreachable_sender(self) -> Sender:
        (self.folder / "file").touch()
        return Outbox(self.folder, self.folder / "file" / "outbox")


class TestOutboxForPosts(TestOutbox):
    def sender(self) -> Sender:
        return Outbox(self.folder, self.folder / "outbox", "social")


class TestPlugIn(SenderContract):
    @pytest.fixture(autouse=True)
    def _board(self, tmp_path: Path) -> None:
        self.board = tmp_path / "board.txt"

    def sender(self) -> Sender:
        path = Path(__file__).parent / "plugin_sample" / "noticeboard.py"
        spec = importlib.util.spec_from_file_location("noticeboard_under_contract", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        made: Sender = module.Noticeboard(self.board)
        return made


class Crooked:
    """A sender that is wrong in one way; ``answer`` is what it says to every item."""

    def __init__(self, answer: Callable[[Item], Any] | None = None, **wrong: Any) -> None:
        self.name = wrong.get("name", "crooked")
        self.kind = wrong.get("kind", "email")
        self.limits = wrong.get("limits", Limits())
        self.answer = answer or (lambda _: Outcome("accepted", receipt="1"))
        self.open = wrong.get("open", nullcontext)

    @contextmanager
    def session(self) -> Iterator["Crooked"]:
        with self.open():
            yield self

    def send(self, item: Item) -> Any:
        return self.answer(item)


class Finder(Crooked):
    """A sender that looks things up; ``found`` is what it says of every item."""

    def __init__(self, found: Outcome) -> None:
        super().__init__()
        self.found = found

    def reconcile(self, _: Item) -> Outcome:
        return self.found


class Batches(Crooked):
    """A sender that takes items together, and says as many outcomes as it likes."""

    def __init__(self, outcomes: int) -> None:
        super().__init__(limits=Limits(batch=2))
        self.outcomes = outcomes

    def send_all(self, _: Sequence[Item]) -> Sequence[Outcome]:
        return [Outcome("accepted", receipt="1")] * self.outcomes


class Honest(Crooked):
    """A sender that can do everything, and tells the truth."""

    def __init__(self) -> None:
        super().__init__(limits=Limits(batch=2))
        self.sent: list[Item] = []

    def send(self, item: Item) -> Outcome:
        self.sent.append(item)
        return Outcome("accepted", receipt="1")

    def send_all(self, items: Sequence[Item]) -> Sequence[Outcome]:
        return [self.send(item) for item in items]

    def reconcile(self, item: Item) -> Outcome:
        if item in self.sent:
            return Outcome("accepted", receipt="1")
        return Outcome("deferred", text="it is not there")


def raises(_: Item) -> Outcome:
    raise ConnectionResetError("lost")


def raises_for_a_line_break(item: Item) -> Outcome:
    if "\n" in getattr(item, "recipient", ""):
        raise ValueError("line break")
    return Outcome("accepted", receipt="1")


def says(*given: Any, **named: Any) -> Callable[[Item], Outcome]:
    return lambda _: Outcome(*given, **named)


def opens_once() -> Callable[[], Any]:
    opened: list[int] = []

    def opening() -> Any:
        opened.append(1)
        if len(opened) > 1:
            raise RuntimeError("it was open before")
        return nullcontext()

    return opening


def not_after_a_difficult_one() -> Callable[[Item], Outcome]:
    bad: list[Item] = []

    def answer(item: Item) -> Outcome:
        if "\n" in getattr(item, "recipient", ""):
            bad.append(item)
        return Outcome("unknown", text="?") if bad else Outcome("accepted", receipt="1")

    return answer


def never_twice() -> Callable[[Item], Outcome]:
    seen: set[Item] = set()

    def answer(item: Item) -> Outcome:
        if item in seen:
            raise KeyError("seen before")
        seen.add(item)
        return Outcome("accepted", receipt="1")

    return answer


def refuses_with(error: Exception) -> Callable[[], Any]:
    def opening() -> Any:
        raise error

    return opening


NAIVE = datetime(2026, 11, 24)  # noqa: DTZ001 - what the contract must catch

CROOKED: dict[str, tuple[str, Callable[[], Crooked]]] = {
    "no name": ("test_it_has_a_name", lambda: Crooked(name="")),
    "a name of two words": ("test_it_has_a_name", lambda: Crooked(name="my sender")),
    "an unknown kind": ("test_its_kind_is_known", lambda: Crooked(kind="fax")),
    "no limits": ("test_its_limits_make_sense", lambda: Crooked(limits=None)),
    "an empty batch": ("test_its_limits_make_sense", lambda: Crooked(limits=Limits(batch=0))),
    "no bytes": ("test_its_limits_make_sense", lambda: Crooked(limits=Limits(max_bytes=0))),
    "an empty sentence": (
        "test_its_limits_make_sense",
        lambda: Crooked(limits=Limits(cannot=("",))),
    ),
    "no answer": ("test_every_item_gets_an_outcome", lambda: Crooked(lambda _: None)),
    "a word": ("test_every_item_gets_an_outcome", lambda: Crooked(lambda _: "accepted")),
    "an unknown state": ("test_every_item_gets_an_outcome", lambda: Crooked(says("sent"))),
    "no receipt": ("test_every_item_gets_an_outcome", lambda: Crooked(says("accepted"))),
    "no reason": ("test_every_item_gets_an_outcome", lambda: Crooked(says("deferred"))),
    "a naive time": (
        "test_every_item_gets_an_outcome",
        lambda: Crooked(says("deferred", text="later", retry_at=NAIVE)),
    ),
    "a time for what is over": (
        "test_every_item_gets_an_outcome",
        lambda: Crooked(says("accepted", receipt="1", retry_at=NAIVE)),
    ),
    "a refusal of valid items": (
        "test_an_item_that_it_can_carry_is_not_rejected",
        lambda: Crooked(says("rejected", text="no")),
    ),
    "it raises": ("test_no_item_makes_it_raise", lambda: Crooked(raises)),
    "it raises for one": (
        "test_no_item_makes_it_raise",
        lambda: Crooked(raises_for_a_line_break),
    ),
    "it is stuck after a difficult one": (
        "test_it_goes_on_after_a_difficult_item",
        lambda: Crooked(not_after_a_difficult_one()),
    ),
    "it refuses a repeat": (
        "test_the_same_item_may_come_twice",
        lambda: Crooked(never_twice()),
    ),
    "it forgets": (
        "test_an_item_that_was_accepted_is_found_again",
        lambda: Finder(Outcome("deferred", text="not there")),
    ),
    "it makes things up": (
        "test_an_item_that_was_never_sent_is_not_found",
        lambda: Finder(Outcome("accepted", receipt="1")),
    ),
    "it loses one of a batch": (
        "test_a_batch_gets_an_outcome_for_each",
        lambda: Batches(1),
    ),
    "it opens once": ("test_sessions_follow_each_other", lambda: Crooked(open=opens_once())),
    "it opens once at a time": (
        "test_two_sessions_may_be_open_at_once",
        lambda: Crooked(open=opens_once()),
    ),
    "it opens in one thread": (
        "test_two_threads_may_have_a_session_each",
        lambda: Crooked(open=opens_once()),
    ),
    "it swallows errors": (
        "test_a_session_lets_errors_through",
        lambda: Crooked(open=lambda: suppress(RuntimeError)),
    ),
    "it refuses with another error": (
        "test_a_session_that_cannot_open_says_why",
        lambda: Crooked(open=refuses_with(OSError("down"))),
    ),
    "it refuses without a reason": (
        "test_a_session_that_cannot_open_says_why",
        lambda: Crooked(open=refuses_with(AuthRefused())),
    ),
    "it opens although nobody is there": (
        "test_a_session_that_cannot_open_says_why",
        Crooked,
    ),
}


class CrookedContract(SenderContract):
    def __init__(self, make: Callable[[], Crooked]) -> None:
        self.make = make

    def sender(self) -> Sender:
        made: Sender = self.make()
        return made

    def unreachable_sender(self) -> Sender:
        return self.sender()

    def items(self) -> Sequence[Item]:
        return MESSAGES


MESSAGES = TestMemory().items()


@pytest.mark.parametrize(("test", "make"), CROOKED.values(), ids=CROOKED)
def test_a_crooked_sender_is_caught(test: str, make: Callable[[], Crooked]) -> None:
    with pytest.raises((AssertionError, RuntimeError)):
        getattr(CrookedContract(make), test)()


def test_every_promise_of_the_contract_is_broken_by_a_crooked_sender() -> None:
    promises = {name for name in dir(SenderContract) if name.startswith("test_")}
    caught = {test for test, _ in CROOKED.values()}
    assert promises == caught


def test_an_honest_sender_passes_all_that_the_crooked_ones_fail() -> None:
    contract = CrookedContract(Honest)
    for test in {test for test, _ in CROOKED.values()} - {
        "test_a_session_that_cannot_open_says_why"
    }:
        getattr(contract, test)()


def test_a_contract_without_a_sender_says_so() -> None:
    with pytest.raises(NotImplementedError, match="how to make the sender"):
        SenderContract().sender()


def test_a_sender_that_is_always_there_skips_the_test_of_its_absence() -> None:
    with pytest.raises(SkipTest):
        TestPlugIn().test_a_session_that_cannot_open_says_why()
