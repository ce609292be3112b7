"""A store that fails says what to do, and keeps what was recorded before."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from newsletter.errors import NewsletterError
from newsletter.store.faults import explained
from newsletter.store.opening import Store, open_store
from newsletter.store.suppressions import all_suppressions, suppress

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def codes(error: pytest.ExceptionInfo[NewsletterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def write(store: Store, count: int) -> None:
    with store.writing() as connection:
        keys = [f"{number:06}@example.com" for number in range(count)]
        suppress(connection, keys, "asked", NOW)


@contextmanager
def pages_limited(store: Store) -> Iterator[None]:
    """SQLite's own limit fails as a full disk does."""
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    yield


def test_a_full_disk_says_to_free_space(sqlite_store: Store) -> None:
    with pages_limited(sqlite_store), pytest.raises(NewsletterError) as error:
        write(sqlite_store, 5000)
    assert codes(error) == ["store-full"]


def test_what_was_recorded_before_the_disk_was_full_is_still_there(sqlite_store: Store) -> None:
    write(sqlite_store, 1)
    with pages_limited(sqlite_store), pytest.raises(NewsletterError):
        write(sqlite_store, 5000)
    with sqlite_store.reading() as connection:
        assert [one.key for one in all_suppressions(connection)] == ["000000@example.com"]


def test_a_store_that_another_program_holds_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.store.connecting._PRAGMAS", ("PRAGMA busy_timeout = 20",))
    store = open_store("sqlite:///state.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NewsletterError) as error:
            write(store, 1)
    store.close()
    assert codes(error) == ["store-locked"]


def write_after(store: Store, statement: str) -> None:
    with store.writing() as connection:
        connection.execute(text(statement))
        suppress(connection, ["a@example.com"], "asked", NOW)


def test_a_store_that_may_only_be_read_is_read_only(sqlite_store: Store) -> None:
    with pytest.raises(NewsletterError) as error:
        write_after(sqlite_store, "PRAGMA query_only = ON")
    assert codes(error) == ["store-read-only"]


def test_a_postgresql_that_may_only_be_read_is_read_only(postgres_url: str, tmp_path: Path) -> None:
    store = open_store(postgres_url, tmp_path)
    with pytest.raises(NewsletterError) as error:
        write_after(store, "SET TRANSACTION READ ONLY")
    store.close()
    assert codes(error) == ["store-read-only"]


@pytest.mark.skipif(os.geteuid() == 0, reason="not run: root may write everywhere")
def test_a_folder_that_may_only_be_read_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NewsletterError) as error:
        open_store("sqlite:///.newsletter/state.db", tmp_path)
    tmp_path.chmod(0o700)
    assert codes(error) == ["store-read-only"]


def test_a_damaged_file_is_told_with_the_way_to_its_backup(tmp_path: Path) -> None:
    open_store("sqlite:///state.db", tmp_path).close()
    data = bytearray((tmp_path / "state.db").read_bytes())
    data[100:8192] = b"\xff" * 8092
    (tmp_path / "state.db").write_bytes(data)
    with pytest.raises(NewsletterError) as error:
        open_store("sqlite:///state.db", tmp_path)
    assert codes(error) == ["store-damaged"]


def test_a_mistake_of_our_own_is_not_dressed_up(sqlite_store: Store) -> None:
    with pytest.raises(Exception, match="no such table"), sqlite_store.reading() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


def test_a_driver_failure_without_sqlalchemy_is_explained_too() -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(NewsletterError) as raised, explained("'state.db'"):
        raise error
    assert codes(raised) == ["store-full"]


def fail_in_a_transaction(store: Store) -> None:
    with store.writing() as connection:
        suppress(connection, ["a@example.com"], "asked", NOW)
        raise ZeroDivisionError


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_in_a_transaction(store)
    with store.reading() as connection:
        assert list(all_suppressions(connection)) == []
