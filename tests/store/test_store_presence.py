"""Daemons on one store: side by side, or one alone, and who is named when that does not go."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from newsletter.errors import NewsletterError
from newsletter.problems import Problem
from newsletter.store.notices import remember_told, was_told
from newsletter.store.opening import Store, open_store
from newsletter.store.presence import FORGET, daemons, present

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HELD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from newsletter.store.opening import open_store
from newsletter.store.presence import present
store = open_store(sys.argv[1], Path(sys.argv[2]))
with present(store, datetime.now(UTC), single=sys.argv[3] == "single"):
    print("here", flush=True)
    sys.stdin.read()
"""


def refused(store: Store, *, single: bool) -> Problem:
    """Why there may be no more daemon."""
    with pytest.raises(NewsletterError) as caught, present(store, NOW, single=single):
        pass
    return caught.value.problems[0]


@contextmanager
def once_it_is_noticed(store: Store) -> Iterator[None]:
    """A daemon on the store: PostgreSQL needs a moment to see that a process is gone."""
    with ExitStack() as stack:
        for left in reversed(range(1000)):
            try:
                stack.enter_context(present(store, NOW, single=False))
                break
            except NewsletterError:
                if not left:
                    raise
                time.sleep(0.01)
        yield


def test_several_run_side_by_side(store: Store) -> None:
    beside = present(store, NOW, single=False)
    with present(store, NOW, single=False), beside, store.reading() as connection:
        assert len(daemons(connection)) == 2


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True)])
def test_one_that_is_alone_and_another_one_refuse_each_other(
    store: Store, first: bool, second: bool
) -> None:
    with present(store, NOW, single=first):
        problem = refused(store, single=second)
    assert problem.code == "daemon-running"
    here = f"(process {os.getpid()} on {socket.gethostname()}, since 2026-11-24 09:00:00 UTC)"
    assert here in problem.text
    assert ("--single" in problem.text) == first


def test_one_that_has_ended_is_in_nobodys_way(store: Store) -> None:
    with present(store, NOW, single=True):
        pass
    with present(store, NOW, single=True), store.reading() as connection:
        assert len(daemons(connection)) == 1


def test_one_that_was_killed_is_in_nobodys_way(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    line = [sys.executable, "-c", HELD, store_url, str(tmp_path), "single"]
    other = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout
    assert other.stdout.readline() == b"here\n"
    assert f"process {other.pid} on" in refused(store, single=False).text
    other.kill()
    other.communicate()
    with once_it_is_noticed(store), store.reading() as connection:
        assert [one.pid for one in daemons(connection)] == [os.getpid()]


def test_a_sign_of_life_is_seen_by_others(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    with present(store, NOW, single=False) as mine:
        mine.beat(later, later + timedelta(hours=1), 3)
        with store.reading() as connection:
            (one,) = daemons(connection)
    assert (one.seen_at, one.looks_at, one.under_way) == (later, later + timedelta(hours=1), 3)


def test_one_that_died_long_ago_is_forgotten(store: Store) -> None:
    long_ago = NOW - FORGET - timedelta(minutes=1)
    with pytest.raises(KeyboardInterrupt), present(store, long_ago, single=False):
        raise KeyboardInterrupt
    with present(store, NOW, single=False) as mine, store.reading() as connection:
        assert [one.id for one in daemons(connection)] == [mine.id]


def test_a_lock_that_was_lost_with_its_connection_is_taken_again(
    postgres_url: str, tmp_path: Path
) -> None:
    store = open_store(postgres_url, tmp_path)
    with present(store, NOW, single=True) as mine:
        _break_connections(store)
        mine.beat(NOW, None, 0)
        assert refused(store, single=False).code == "daemon-running"
    store.close()


def test_who_lost_the_lock_to_another_one_is_told(postgres_url: str, tmp_path: Path) -> None:
    store, other = open_store(postgres_url, tmp_path), open_store(postgres_url, tmp_path)
    with present(store, NOW, single=True) as mine:
        _break_connections(store)
        with present(other, NOW, single=True), pytest.raises(NewsletterError) as caught:
            mine.beat(NOW, None, 0)
    assert caught.value.problems[0].code == "daemon-running"
    store.close()
    other.close()


def _break_connections(store: Store) -> None:
    """As a server does that is started again."""
    with store.writing() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> {} AND {}"
        ours = "datname = current_database()"
        connection.execute(text(others.format("pg_backend_pid()", ours)))


def test_more_runs_than_connections_are_kept_can_hold_their_locks(store: Store) -> None:
    held = [present(store, NOW, single=False) for _ in range(20)]
    for one in held:
        one.__enter__()
    with store.reading() as connection:
        assert len(daemons(connection)) == 20
    for one in held:
        one.__exit__(None, None, None)


def test_a_notice_is_on_record_once(store: Store) -> None:
    with store.writing() as connection:
        assert not was_told(connection, "failed:weekly")
        assert remember_told(connection, ["failed:weekly"], NOW) == 1
        assert remember_told(connection, ["failed:weekly", "other"], NOW) == 1
        assert was_told(connection, "failed:weekly")


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_file_that_was_taken_away_or_replaced_is_noticed(tmp_path: Path, is_gone: bool) -> None:
    opened = open_store("sqlite:///state.db", tmp_path)
    with present(opened, NOW, single=False) as presence:
        presence.beat(NOW, None, 0)
        path = tmp_path / "state.db"
        path.rename(tmp_path / "away.db")
        if not is_gone:
            path.write_bytes((tmp_path / "away.db").read_bytes())
        with pytest.raises(NewsletterError) as caught:
            presence.beat(NOW, None, 0)
        (tmp_path / "away.db").rename(path)
    opened.close()
    assert caught.value.problems[0].code == "store-replaced"
