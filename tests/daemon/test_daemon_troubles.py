"""The loop of the daemon when the store, or something unforeseen, is in its way."""

from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from newsletter.daemon.daemon import Daemon
from newsletter.daemon.events import Crashed, Event, Idle, StoreBack, StoreTrouble
from tests.daemon.project import Pier, pier
from tests.daemon.simulation import utc

BEGIN = utc(2026, 11, 23)
WEEKLY = 'every = "Thursday"\nat = "09:00"\ntimezone = "UTC"\n'


@pytest.fixture
def made(tmp_path: Path) -> Pier:
    return pier(tmp_path, BEGIN, WEEKLY)


def told_until(
    made: Pier, enough: Callable[[list[Event]], bool], begin: Callable[[], None]
) -> list[Event]:
    """What a daemon tells, from its beginning until that is enough."""
    told: list[Event] = []
    is_enough = Flag()

    def tell(event: Event) -> None:
        told.append(event)
        if enough(told):
            is_enough.set()

    daemon = Daemon(
        made.workspace, made.store, made.secrets, made.clock, tell, lambda _row, _plan: None
    )
    begin()
    thread = Thread(target=daemon.run)
    thread.start()
    assert is_enough.wait(60)
    daemon.end()
    thread.join()
    return told


def idles(told: list[Event]) -> int:
    return sum(isinstance(one, Idle) for one in told)


def test_trouble_with_looking_is_told_once_and_so_is_its_end(made: Pier) -> None:
    folder = made.root / "schedules"

    def breaks() -> None:
        folder.rename(made.root / "away")
        folder.write_text("no folder")

    def mended(told: list[Event]) -> bool:
        if idles(told) == 3 and folder.is_file():
            folder.unlink()
            (made.root / "away").rename(folder)
        return any(isinstance(one, StoreBack) for one in told)

    told = told_until(made, mended, breaks)
    assert sum(isinstance(one, StoreTrouble | Crashed) for one in told) == 1
    assert sum(isinstance(one, StoreBack) for one in told) == 1
