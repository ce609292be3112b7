from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable, UnusableInput
from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext
from newsletter.posting import Item
from newsletter.project.clock import SystemClock
from newsletter.senders.contract import sample_message, sample_post
from newsletter.senders.memory import (
    MemorySender,
    Step,
    accept,
    create,
    defer,
    drop_after,
    drop_before,
    fail,
    fault,
    reject,
)

LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)


def send(sender: MemorySender, items: Sequence[Item]) -> list[Outcome]:
    with sender.session() as session:
        return [session.send(item) for item in items]


def made(**options: object) -> MemorySender:
    return create(ChannelContext("memory", options, Path(), SystemClock()))


def test_everything_arrives_in_order_without_a_script() -> None:
    sender = MemorySender()
    items: list[Item] = [sample_message(1), sample_post(1), sample_message(2)]
    outcomes = send(sender, items)
    assert sender.arrived == items
    assert [outcome.receipt for outcome in outcomes] == ["memory:1", "memory:2", "memory:3"]


@pytest.mark.parametrize(
    ("step", "state", "arrived"),
    [
        (accept(), "accepted", 1),
        (defer(), "deferred", 0),
        (reject(), "rejected", 0),
        (fail(), "failed", 0),
        (drop_before(), "unknown", 0),
        (drop_after(), "unknown", 1),
    ],
)
def test_a_step_decides_what_arrives_and_what_is_said(step: Step, state: str, arrived: int) -> None:
    sender = MemorySender(script=[step])
    (outcome,) = send(sender, [sample_message()])
    assert (outcome.state, len(sender.arrived)) == (state, arrived)


def test_a_script_goes_on_over_sessions_and_ends_in_acceptance() -> None:
    sender = MemorySender(script=[reject(), defer("later", LATER)])
    states = [send(sender, [sample_message()])[0] for _ in range(3)]
    assert states == [
        Outcome("rejected", text="550 no such user"),
        Outcome("deferred", text="later", retry_at=LATER),
        Outcome("accepted", receipt="memory:1"),
    ]


def test_a_script_can_be_a_function_of_the_item_and_the_count() -> None:
    def every_second(item: Item, number: int) -> Step:
        return defer() if number % 2 else accept()

    outcomes = send(MemorySender(script=every_second), [sample_message(n) for n in range(4)])
    assert [outcome.state for outcome in outcomes] == ["accepted", "deferred"] * 2


@pytest.mark.parametrize(
    ("word", "error"), [("auth refused", AuthRefused), ("unreachable", Unreachable)]
)
def test_a_session_fails_as_often_as_the_script_says(word: str, error: type[Exception]) -> None:
    sender = MemorySender(sessions=[None, fault(word)])
    send(sender, [sample_message()])
    with pytest.raises(error):
        send(sender, [sample_message()])
    assert (send(sender, [])[:], sender.opened, sender.count) == ([], 3, 1)


def test_without_keeping_it_only_counts() -> None:
    sender = MemorySender(keep=False)
    send(sender, [sample_message(n) for n in range(3)])
    assert (sender.arrived, sender.count) == ([], 3)


def test_many_threads_lose_nothing() -> None:
    sender = MemorySender()
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(sender.send, [sample_message(n) for n in range(400)]))
    assert len({outcome.receipt for outcome in outcomes}) == sender.count == 400


def test_settings_can_hold_a_script() -> None:
    sender = made(script=["unreachable", "reject", "drop after"], network="x", keep=False)
    with pytest.raises(Unreachable):
        send(sender, [])
    outcomes = send(sender, [sample_post(n) for n in range(3)])
    assert [outcome.state for outcome in outcomes] == ["rejected", "unknown", "accepted"]
    assert (sender.kind, sender.arrived) == ("social", [])


@pytest.mark.parametrize("script", [["rejct"], "rejct"])
def test_a_word_that_means_nothing_is_suggested(script: object) -> None:
    with pytest.raises(UnusableInput, match="Did you mean 'reject'") as caught:
        made(script=script)
    assert caught.value.problems[0].code == "script-unknown"
