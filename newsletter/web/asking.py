"""Ask one page whether it is there, without reading it."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from newsletter.version import __version__
from newsletter.web.guard import Allowed, Refused, is_public, resolve

MOST_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_HEADERS = {
    "User-Agent": f"newsletter/{__version__} (link check)",
    "Accept": "*/*",
    "Connection": "close",
}
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 501, 503})
"""What servers answer that do not know HEAD, or refuse it; GET may find the page."""

_GONE = frozenset({404, 410})
_SAFE = "%/:=&?~#+!$,;'@()*[]"
Verdict = Literal["there", "dead", "unsure", "silent"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a page: ``silent`` means that no server answered. ``why`` is for people."""

    verdict: Verdict
    why: str = ""


def ask(address: str, *, seconds: float, allowed: Allowed = is_public) -> Answer:
    """Ask for the page at ``address``, following redirects. Each server gets ``seconds``."""
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, location = _status(address, seconds, allowed)
            if not (300 <= status < 400 and location):
                return _judged(status)
            address = urljoin(address, location)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _failed(error)
    return Answer("dead", f"redirects more than {MOST_REDIRECTS} times")


def _status(address: str, seconds: float, allowed: Allowed) -> tuple[int, str | None]:
    status, location = _request("HEAD", address, seconds, allowed)
    if status in _NO_HEAD:
        status, location = _request("GET", address, seconds, allowed)
    return status, location


def _request(method: str, address: str, seconds: float, allowed: Allowed) -> tuple[int, str | None]:
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused("leads to something that is no page")
    with _connected(parts, seconds, allowed) as connection:
        target = quote(parts.path or "/", _SAFE) + ("?" if parts.query else "")
        connection.request(method, target + quote(parts.query, _SAFE), headers=_HEADERS)
        response = connection.getresponse()
        return response.status, response.getheader("Location")


@contextlib.contextmanager
def _connected(
    parts: SplitResult, seconds: float, allowed: Allowed
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the address that was looked at, cut after ``seconds`` at the latest."""
    host = (parts.hostname or "").encode("idna").decode("ascii")
    port = parts.port or _PORTS[parts.scheme]
    plain = socket.create_connection((resolve(host, port, allowed), port), seconds)
    watch = threading.Timer(seconds, _cut, [plain])
    watch.daemon = True
    watch.start()
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.sock = _secured(plain, host) if parts.scheme == "https" else plain
        yield connection
    finally:
        watch.cancel()
        connection.close()
        plain.close()


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _cut(plain: socket.socket) -> None:
    """End a conversation that a slow server would draw out by a byte at a time."""
    with contextlib.suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)


def _judged(status: int) -> Answer:
    if status in _GONE:
        return Answer("dead", f"answered {status}")
    return Answer("there") if status < 400 else Answer("unsure", f"answered {status}")


def _failed(error: Exception) -> Answer:
    if isinstance(error, Refused):
        return Answer("unsure", str(error))
    if isinstance(error, ssl.SSLCertVerificationError):
        return Answer("dead", f"has a certificate that browsers refuse: {error.verify_message}")
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME:
        return Answer("dead", "has a host that does not exist")
    if isinstance(error, TimeoutError):
        return Answer("silent", "did not answer in time")
    return Answer("silent", "did not answer")
