"""What systemd hears: a datagram socket of our own stands for it."""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.daemon.events import Event, Idle, Stopping
from newsletter.daemon.systemd import systemd

IDLE = Idle(datetime(2026, 11, 26, 9, 0, tzinfo=UTC), 2)
STATUS = "STATUS=2 under way; next at 2026-11-26 09:00:00 UTC"


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        yield listener


def heard(manager: socket.socket, *events: Event, **variables: str) -> list[str]:
    """What the manager hears of events."""
    service = systemd({"NOTIFY_SOCKET": manager.getsockname(), **variables})
    for event in events:
        service.tell(event)
    said = []
    try:
        while True:
            said.append(manager.recv(4096).decode())
    except BlockingIOError:
        return said


def test_it_is_ready_at_the_first_look(manager: socket.socket) -> None:
    assert heard(manager, IDLE, IDLE) == ["READY=1", STATUS]


def test_it_is_alive_while_it_looks(manager: socket.socket) -> None:
    said = heard(manager, IDLE, IDLE, WATCHDOG_USEC="1", WATCHDOG_PID=str(os.getpid()))
    assert said.count("WATCHDOG=1") == 2


def test_it_gives_no_sign_more_often_than_it_has_to(manager: socket.socket) -> None:
    said = heard(manager, IDLE, IDLE, WATCHDOG_USEC="60000000")
    assert said.count("WATCHDOG=1") == 1


def test_the_watchdog_of_another_process_is_not_ours(manager: socket.socket) -> None:
    assert "WATCHDOG=1" not in heard(manager, IDLE, WATCHDOG_USEC="1", WATCHDOG_PID="1")


def test_nonsense_in_the_environment_is_no_watchdog(manager: socket.socket) -> None:
    assert "WATCHDOG=1" not in heard(manager, IDLE, WATCHDOG_USEC="soon")


def test_it_says_that_it_stops(manager: socket.socket) -> None:
    assert heard(manager, IDLE, Stopping(1))[-1] == "STOPPING=1"


def test_an_abstract_address_begins_with_an_at_sign() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0newsletter-test-{os.getpid()}")
        service = systemd({"NOTIFY_SOCKET": f"@newsletter-test-{os.getpid()}"})
        service.tell(IDLE)
        assert listener.recv(4096) == b"READY=1"


def test_without_systemd_nothing_happens() -> None:
    systemd({}).tell(IDLE)


def test_a_manager_that_is_gone_is_no_matter(tmp_path: Path) -> None:
    systemd({"NOTIFY_SOCKET": str(tmp_path / "nowhere")}).tell(IDLE)
