"""A connection to the very address that was looked at, cut when its time is over."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newsletter.web.addresses import Target
from newsletter.web.guard import Allowed, Resolver, is_public, resolve, system_addresses


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which nothing more is waited for. ``at`` is on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline in ``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """The seconds until then, 0 when it has passed."""
        return max(self.at - time.monotonic(), 0.0)

    def check(self) -> None:
        """Go on while there is time.

        Raises:
            TimeoutError: there is none left.
        """
        if not self.left:
            raise TimeoutError


@dataclass(frozen=True, slots=True)
class Guard:
    """Which addresses may be connected to, and who turns names into them."""

    allowed: Allowed = is_public
    resolver: Resolver = system_addresses


@contextlib.contextmanager
def connected(
    target: Target, deadline: Deadline, guard: Guard
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the server of ``target``, which is cut at the deadline at the latest.

    Raises:
        Refused: one of the host's addresses is not allowed.
        TimeoutError: the deadline has passed.
        OSError: there is no such host, or nobody answers.
    """
    with _plain(target, deadline, guard) as plain, _watched(plain, deadline):
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.default_port = target.default_port  # the Host header names any other
        try:
            connection.sock = _secured(plain, target.host) if target.is_encrypted else plain
            yield connection
        except (OSError, http.client.HTTPException):
            # A connection that was cut looks like any other that ends too early.
            deadline.check()
            raise
        finally:
            connection.close()


def _plain(target: Target, deadline: Deadline, guard: Guard) -> socket.socket:
    addresses = resolve(
        target.host,
        target.port,
        guard.allowed,
        resolver=guard.resolver,
        seconds=deadline.left,
    )
    failed: OSError = TimeoutError()
    for address in addresses:
        deadline.check()
        try:
            return socket.create_connection((address, target.port), deadline.left or 0.001)
        except OSError as error:
            failed = error
    raise failed


@contextlib.contextmanager
def _watched(plain: socket.socket, deadline: Deadline) -> Iterator[None]:
    """Cut the connection at the deadline: a slow server would draw it out by a byte at a time."""
    # TLS takes the socket over, so the watch holds one of its own to the same connection.
    with plain.dup() as handle:
        watch = threading.Timer(deadline.left, _cut, [handle])
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return verifying().wrap_socket(plain, server_hostname=host)


@cache
def verifying() -> ssl.SSLContext:
    """Certificates are verified, as browsers do."""
    return ssl.create_default_context()


def _cut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
