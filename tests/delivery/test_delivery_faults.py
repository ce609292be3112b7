"""The store fails in the middle of a run: what was heard is safe, and the next run goes on."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.delivery.events import InDoubt
from newsletter.delivery.items import Items
from newsletter.errors import NewsletterError
from newsletter.posting import Item
from newsletter.senders.memory import MemorySender, Step, accept
from newsletter.store import connecting
from newsletter.store.opening import Store, open_store
from tests.delivery.plans import addresses, email_plan, engine, run, states, work

SIZE = 3000


def codes(error: NewsletterError) -> list[str]:
    return [problem.code for problem in error.problems]


def at(count: int, act: Callable[[], None]) -> Callable[[Item, int], Step]:
    """A script that accepts all, and does something at one of them."""

    def script(_: Item, number: int) -> Step:
        if number == count:
            act()
        return accept()

    return script


@contextmanager
def full_disk(store: Store) -> Iterator[Callable[[], None]]:
    """A switch after which SQLite is given no more pages; undone in the end."""
    from sqlalchemy import event

    full: list[bool] = []

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 2**31
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(store.engine, "checkout", limit)
    try:
        yield lambda: full.append(True)
    finally:
        event.remove(store.engine, "checkout", limit)
        store.engine.dispose()


def test_a_full_disk_ends_the_run_and_doubles_nobody(sqlite_store: Store, tmp_path: Path) -> None:
    channel = email_plan(sqlite_store, SIZE)
    with full_disk(sqlite_store) as fill:
        first = MemorySender(script=at(50, fill))
        with pytest.raises(NewsletterError) as failed:
            run(engine(sqlite_store, tmp_path), work(channel, first))
    assert codes(failed.value) == ["store-full"]
    second = MemorySender()
    events = run(engine(sqlite_store, tmp_path), work(channel, second))
    assert sorted([*addresses(first), *addresses(second)]) == sorted(states(sqlite_store, channel))
    assert [event for event in events if isinstance(event, InDoubt)] == []


def test_a_store_that_stays_locked_ends_the_run_and_doubles_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragmas = ("PRAGMA busy_timeout = 50", *connecting._PRAGMAS[1:])
    monkeypatch.setattr(connecting, "_PRAGMAS", pragmas)
    store = open_store("sqlite:///state.db", tmp_path)
    channel = email_plan(store, SIZE)
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None, check_same_thread=False)
    first = MemorySender(script=at(50, lambda: void(other.execute("BEGIN IMMEDIATE"))))
    with pytest.raises(NewsletterError) as failed:
        run(engine(store, tmp_path), work(channel, first))
    other.execute("ROLLBACK")
    other.close()
    second = MemorySender()
    run(engine(store, tmp_path), work(channel, second))
    assert codes(failed.value) == ["store-locked"]
    assert sorted([*addresses(first), *addresses(second)]) == sorted(states(store, channel))
    store.close()


def void(_: object) -> None:
    """Forget a result."""


def test_our_own_mistake_is_not_hidden_and_loses_nobody(
    sqlite_store: Store, tmp_path: Path
) -> None:
    def mistaken() -> Items:
        raise ZeroDivisionError

    channel, sender = email_plan(sqlite_store, 10), MemorySender()
    broken = replace(work(channel, sender), make_items=mistaken)
    with pytest.raises(ZeroDivisionError):
        run(engine(sqlite_store, tmp_path), broken)
    run(engine(sqlite_store, tmp_path), work(channel, sender))
    assert sender.count == 10
