"""Telling systemd how it goes: a datagram to the socket that it named.

https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from newsletter.daemon.events import Event, Idle, Stopping

_MICROSECONDS = 1_000_000


@dataclass(slots=True)
class Systemd:
    """The service manager, if there is one; without it nothing is told.

    ``alive_every`` are the seconds between two signs of life: half of what systemd waits for one.
    """

    address: str | None
    alive_every: float | None
    _last: float | None = None
    _is_ready: bool = False
    _status: str = ""

    def tell(self, event: Event) -> None:
        """Each look at what is due is a sign that the loop really turns."""
        if isinstance(event, Stopping):
            self._send("STOPPING=1")
        elif isinstance(event, Idle):
            self._looked(event)

    def _looked(self, event: Idle) -> None:
        if not self._is_ready:
            self._is_ready = True
            self._send("READY=1")
        status = f"STATUS={event.under_way} under way; {_coming(event)}"
        if status != self._status:
            self._status = status
            self._send(status)
        now = monotonic()
        is_due = self._last is None or (now - self._last) >= (self.alive_every or 0)
        if self.alive_every is not None and is_due:
            self._last = now
            self._send("WATCHDOG=1")

    def _send(self, state: str) -> None:
        if self.address is None:
            return
        # An address that begins with @ is in the abstract namespace, which begins with a NUL.
        name = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(state.encode(), name)


def systemd(variables: Mapping[str, str]) -> Systemd:
    """The service manager that the environment names."""
    address = variables.get("NOTIFY_SOCKET")
    is_ours = variables.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    wait = variables.get("WATCHDOG_USEC", "")
    watched = is_ours and wait.isascii() and wait.isdigit()
    return Systemd(address, int(wait) / _MICROSECONDS / 2 if watched else None)


def _coming(event: Idle) -> str:
    return f"next at {event.until:%Y-%m-%d %H:%M:%S} UTC" if event.until else "nothing is to come"
