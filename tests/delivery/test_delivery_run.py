"""A run over the memory sender: each recipient once, every outcome on record."""

from pathlib import Path

from newsletter.senders.memory import MemorySender
from newsletter.store.opening import Store
from tests.delivery.plans import (
    addresses,
    email_plan,
    engine,
    run,
    states,
    work,
)


def test_everybody_gets_it_once(store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(store, 100), MemorySender()
    run(engine(store, tmp_path), work(channel, sender))
    assert sorted(addresses(sender)) == sorted(states(store, channel))


def test_every_outcome_is_on_record(store: Store, tmp_path: Path) -> None:
    channel = email_plan(store, 40)
    run(engine(store, tmp_path), work(channel, MemorySender()))
    assert set(states(store, channel).values()) == {"accepted"}


def test_a_second_run_sends_nothing_again(store: Store, tmp_path: Path) -> None:
    channel, sender = email_plan(store, 10), MemorySender()
    for _ in range(2):
        run(engine(store, tmp_path), work(channel, sender))
    assert sender.count == 10
