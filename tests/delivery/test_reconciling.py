"""What became of the unknown ones: looked up before a run goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag

import pytest

from newsletter.delivery.events import Delivered, Stopped
from newsletter.delivery.policy import Policy
from newsletter.errors import Unreachable
from newsletter.outcome import Outcome
from newsletter.ports import Limits, SenderKind, Session
from newsletter.posting import Item, Posting
from newsletter.problems import Problem
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.status import deliveries
from tests.delivery.plans import add, engine, new_plan, post, run, work

UNKNOWN = Outcome("unknown", text="no answer")
LIMITS = Limits()
POLICY = Policy(look_again=())


@dataclass
class Board:
    """A sender whose answers get lost; ``found`` is what it finds out later, by post."""

    answers: list[Outcome] = field(default_factory=list)
    found: dict[str, Outcome | Exception] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    refusal: Unreachable | None = None
    limits: Limits = LIMITS
    name: str = "board"
    kind: SenderKind = "social"

    @contextmanager
    def session(self) -> Iterator[Session]:
        if self.refusal:
            raise self.refusal
        yield self

    def send(self, item: Item) -> Outcome:
        self.sent.append(text(item))
        return self.answers.pop(0) if self.answers else Outcome("accepted")

    def reconcile(self, item: Item) -> Outcome:
        self.looks.append(text(item))
        found = self.found.get(text(item), UNKNOWN)
        if isinstance(found, Exception):
            raise found
        return found


def text(item: Item) -> str:
    assert isinstance(item, Posting)
    return item.post.parts[0].text


def posts(store: Store, count: int) -> PlanChannel:
    new_plan(store)
    rows = [(f"board#{n}", f"board-{n}", "{}", 0) for n in range(count)]
    return add(store, rows, "board", posts=[post(n) for n in range(count)])


def on_record(store: Store, channel: PlanChannel) -> list[tuple[str, str | None]]:
    with store.reading() as connection:
        return [(one.state, one.receipt) for one in deliveries(connection, channel)]


def runs(store: Store, tmp_path: Path, channel: PlanChannel, board: Board, count: int) -> None:
    for _ in range(count):
        run(engine(store, tmp_path, policy=POLICY), work(channel, board, store))


def test_what_is_there_is_accepted_and_not_sent_again(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 2)
    board = Board([UNKNOWN], {"Post 0": Outcome("accepted", receipt="https://board.example/0")})
    runs(store, tmp_path, channel, board, 2)
    assert on_record(store, channel) == [
        ("accepted", "https://board.example/0"),
        ("accepted", None),
    ]
    assert board.sent == ["Post 0", "Post 1"]


def test_what_is_not_there_goes_out_again(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 1)
    board = Board([UNKNOWN], {"Post 0": Outcome("deferred", text="it is not there")})
    runs(store, tmp_path, channel, board, 2)
    assert on_record(store, channel) == [("accepted", None)]
    assert board.sent == ["Post 0", "Post 0"]


def test_what_nobody_can_tell_stays_unknown_and_is_never_repeated(
    store: Store, tmp_path: Path
) -> None:
    channel = posts(store, 1)
    board = Board([UNKNOWN])
    runs(store, tmp_path, channel, board, 3)
    assert on_record(store, channel) == [("unknown", None)]
    assert (board.sent, board.looks) == (["Post 0"], ["Post 0"] * 2)


def test_what_was_refused_is_rejected(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 1)
    board = Board([UNKNOWN], {"Post 0": Outcome("rejected", text="blocked")})
    runs(store, tmp_path, channel, board, 2)
    assert on_record(store, channel) == [("rejected", None)]


def test_a_look_that_raises_leaves_the_others_looked_up(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 2)
    board = Board([UNKNOWN, UNKNOWN])
    board.found = {"Post 0": RuntimeError("broken"), "Post 1": Outcome("accepted")}
    runs(store, tmp_path, channel, board, 2)
    assert [state for state, _ in on_record(store, channel)] == ["unknown", "accepted"]


def test_what_was_found_out_is_told(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 1)
    board = Board([UNKNOWN], {"Post 0": Outcome("accepted", receipt="7")})
    runs(store, tmp_path, channel, board, 1)
    events = run(engine(store, tmp_path, policy=POLICY), work(channel, board, store))
    told = [(one.state, one.receipt) for one in events if isinstance(one, Delivered)]
    assert told == [("accepted", "7")]


def test_a_network_that_cannot_be_reached_changes_nothing(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 1)
    board = Board([UNKNOWN])
    runs(store, tmp_path, channel, board, 1)
    board.refusal = Unreachable(Problem("provider-unreachable", "no"))
    events = run(engine(store, tmp_path, policy=POLICY), work(channel, board, store))
    assert [one.problems[0].code for one in events if isinstance(one, Stopped)] == [
        "provider-unreachable"
    ]
    assert on_record(store, channel) == [("unknown", None)]


def test_a_run_that_is_stopped_looks_no_further(store: Store, tmp_path: Path) -> None:
    channel = posts(store, 2)
    board = Board([UNKNOWN, UNKNOWN])
    runs(store, tmp_path, channel, board, 1)
    stop = Flag()
    stop.set()
    run(engine(store, tmp_path, policy=POLICY, stop=stop), work(channel, board, store))
    assert board.looks == []


@pytest.mark.parametrize(("doubt", "state"), [("assume-sent", "accepted"), ("hold", "unknown")])
def test_only_what_nobody_can_tell_is_settled_by_the_rule(
    store: Store, tmp_path: Path, doubt: str, state: str
) -> None:
    channel = posts(store, 2)
    board = Board([UNKNOWN, UNKNOWN], {"Post 0": Outcome("accepted", receipt="0")})
    runs(store, tmp_path, channel, board, 1)
    policy = Policy(look_again=(), doubt=doubt)  # type: ignore[arg-type]
    run(engine(store, tmp_path, policy=policy), work(channel, board, store))
    assert on_record(store, channel) == [("accepted", "0"), (state, None)]
