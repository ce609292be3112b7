"""Two daemons race for 2,000 occurrences on one store: each of them is made, and ended, once."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.store.occurrences import counts_by_state, see
from newsletter.store.opening import Store, open_store
from tests.daemon.racing_process import SEEN, TEXT, names

pytestmark = pytest.mark.slow

COUNT = 2_000


def racer(url: str, folder: Path) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "tests.daemon.racing_process", url, str(folder), str(COUNT)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        words, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[2]
    )


def raced(url: str, folder: Path) -> list[tuple[int, int]]:
    """What each of two racers has made, and what it has ended."""
    racers = [racer(url, folder) for _ in range(2)]
    for one in racers:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in racers:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    numbers = [one.communicate(timeout=300)[0].split() for one in racers]
    return [(int(made), int(ended)) for made, ended in numbers]


def states(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return {state: number for state, number in counts_by_state(connection).items() if number}


def test_two_thousand_occurrences_have_two_thousand_winners(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url, tmp_path)
    with store.writing() as connection:
        see(connection, [(name, TEXT) for name in names(COUNT)], SEEN)
    wins = raced(store_url, tmp_path)
    assert sum(made for made, _ in wins) == COUNT
    assert sum(ended for _, ended in wins) == COUNT
    assert states(store) == {"sent": COUNT}
    store.close()
