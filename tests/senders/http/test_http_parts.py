"""A post part by part: it goes on where it broke, and no part goes out twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.model import Part, Post
from newsletter.outcome import Outcome
from newsletter.posting import NotesInMemory, Posting
from newsletter.senders.http.parts import Published, Step, reconcile_parts, send_parts

BEGIN = datetime(2026, 11, 24, 9, tzinfo=UTC)
UNKNOWN = Outcome("unknown", text="no answer")
LATER = Outcome("deferred", text="too many")


class Killed(BaseException):
    """The process is gone."""


class FrailNotes(NotesInMemory):
    """Notes of a process that is killed at its n-th write, before it or after it."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_in: int | None = None
        self.after = False

    def put(self, name: str, value: str) -> None:
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in < 0:
                self.dies_in = None
                if self.after:
                    super().put(name, value)
                raise Killed
        super().put(name, value)


@dataclass
class Network:
    """A network that tells the truth: what it holds is what it shows."""

    held: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    now: datetime = BEGIN

    def publish(self, step: Step) -> Published | Outcome:
        fault = self.faults.pop(0) if self.faults else "ok"
        if fault == "refused for now":
            return LATER
        if fault == "lost on the way":
            return UNKNOWN
        if fault == "killed before":
            raise Killed
        self.held.append((step.part.text, step.before))
        if fault == "killed after":
            raise Killed
        return UNKNOWN if fault == "answer lost" else published(step)

    def look_up(self, step: Step) -> Published | Outcome | None:
        fault = self.faults.pop(0) if self.faults else "ok"
        if fault != "ok":
            return UNKNOWN
        texts = [text for text, _ in self.held]
        return published(step) if step.part.text in texts else None

    def clock(self) -> datetime:
        return self.now


def published(step: Step) -> Published:
    return Published(f"ref-{step.number}", f"https://social.example/{step.number}")


def posting(parts: int, notes: NotesInMemory | None = None) -> Posting:
    texts = tuple(Part(f"Part {number}", 6, 500) for number in range(parts))
    return Posting(Post("mastodon", "a.md", texts), "key", BEGIN, notes or NotesInMemory())


def whole(parts: int) -> list[tuple[str, tuple[str, ...]]]:
    """What a network holds of a thread that is out: each part replies to all before it."""
    return [(f"Part {n}", tuple(f"ref-{before}" for before in range(n))) for n in range(parts)]


def run_to_its_end(item: Posting, network: Network) -> Outcome:
    """What the engine does, over as many runs as it takes: look when in doubt, else send."""
    in_doubt = False
    for _ in range(100):
        network.now += timedelta(minutes=2)
        try:
            outcome = (
                reconcile_parts(item, network.look_up, network.clock)
                if in_doubt
                else send_parts(item, network.publish, network.clock)
            )
        except Killed:
            in_doubt = True
            continue
        if outcome.state == "accepted":
            return outcome
        in_doubt = outcome.state == "unknown"
    raise AssertionError("it never ended")


FAULTS = ("refused for now", "lost on the way", "killed before", "killed after", "answer lost")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("number", range(5))
def test_a_thread_that_is_cut_anywhere_is_whole_in_the_end(fault: str, number: int) -> None:
    network = Network(faults=["ok"] * number + [fault])
    run_to_its_end(posting(5), network)
    assert network.held == whole(5)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("write", range(15))
def test_a_process_that_dies_at_any_note_doubles_nothing(write: int, after: bool) -> None:
    notes, network = FrailNotes(), Network()
    notes.dies_in, notes.after = write, after
    run_to_its_end(posting(5, notes), network)
    assert network.held == whole(5)


@settings(max_examples=200, database=None, derandomize=True)
@given(
    st.integers(1, 5),
    st.lists(st.sampled_from(("ok", *FAULTS)), max_size=12),
    st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=3),
)
def test_after_any_faults_each_part_is_out_once(
    parts: int, faults: list[str], deaths: list[tuple[int, bool]]
) -> None:
    notes, network = FrailNotes(), Network(faults=faults)
    item = posting(parts, notes)
    for notes.dies_in, notes.after in deaths:
        run_to_its_end(item, network)
    notes.dies_in = None
    run_to_its_end(item, network)
    assert network.held == whole(parts)


def test_the_receipt_is_that_of_the_first_part() -> None:
    assert run_to_its_end(posting(3), Network()).receipt == "https://social.example/0"


def test_each_part_has_a_key_of_its_own_that_never_changes() -> None:
    keys: list[str] = []

    def note_key(step: Step) -> Outcome | Published:
        keys.append(step.key)
        return published(step)

    for _ in range(2):
        send_parts(posting(3), note_key, lambda: BEGIN)
    assert keys == ["key", "key-1", "key-2"] * 2


def test_what_breaks_in_a_thread_says_which_part() -> None:
    network = Network(faults=["ok", "answer lost"])
    assert send_parts(posting(3), network.publish, network.clock).text == "part 2 of 3: no answer"


def test_what_breaks_in_a_single_post_is_told_as_it_is() -> None:
    assert send_parts(posting(1), lambda _: UNKNOWN, lambda: BEGIN) is UNKNOWN


@pytest.mark.parametrize("texts", [(), ("",), (" \n",)])
def test_a_post_without_text_is_refused(texts: tuple[str, ...]) -> None:
    empty = Post("mastodon", "a.md", tuple(Part(text, 0, 500) for text in texts))
    item = Posting(empty, "key", BEGIN, NotesInMemory())
    assert send_parts(item, published, lambda: BEGIN).state == "rejected"


def looked_up(item: Posting, found: Published | Outcome | None, at: datetime) -> Outcome:
    return reconcile_parts(item, lambda _: found, lambda: at)


@pytest.fixture
def tried() -> Posting:
    """A post that was tried, with no answer."""
    item = posting(1)
    send_parts(item, lambda _: UNKNOWN, lambda: BEGIN)
    return item


def test_what_is_not_there_yet_may_still_come(tried: Posting) -> None:
    assert looked_up(tried, None, BEGIN + timedelta(seconds=59)).state == "unknown"


def test_what_is_not_there_after_a_minute_may_go_out_again(tried: Posting) -> None:
    assert looked_up(tried, None, BEGIN + timedelta(seconds=60)).state == "deferred"


def test_what_cannot_be_told_stays_unknown(tried: Posting) -> None:
    assert looked_up(tried, UNKNOWN, BEGIN + timedelta(days=1)).state == "unknown"


def test_what_is_found_is_accepted_and_never_looked_for_again(tried: Posting) -> None:
    found = Published("ref", "https://social.example/1")
    assert looked_up(tried, found, BEGIN).receipt == "https://social.example/1"

    def never(_: Step) -> None:
        raise AssertionError("it is known already")

    assert reconcile_parts(tried, never, lambda: BEGIN).state == "accepted"


def test_what_was_never_tried_may_go_out() -> None:
    assert looked_up(posting(1), None, BEGIN).state == "deferred"


def test_where_a_network_names_no_address_what_is_out_is_accepted_all_the_same() -> None:
    nameless: Callable[[Step], Published] = lambda _: Published("", "")  # noqa: E731
    item = posting(2)
    send_parts(item, nameless, lambda: BEGIN)
    assert looked_up(item, None, BEGIN).state == "accepted"
