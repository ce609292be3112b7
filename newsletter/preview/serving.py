"""Serving the studio on this computer, until somebody ends it."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from newsletter.errors import NewsletterError
from newsletter.preview.bell import Bell
from newsletter.problems import Problem

HOST = "127.0.0.1"
"""No other way in: drafts are for this computer alone."""
PORT = 8400
"""Tried first when no port was named."""
GRACE = 2
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StudioServer(uvicorn.Server):
    """A server whose open streams end with it."""

    def __init__(self, app: ASGIApp, bell: Bell) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="critical",  # what failed is said on the page, not in a traceback
                access_log=False,
                server_header=False,
                date_header=False,
                lifespan="off",
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE,
                http="h11",
                ws="none",
            )
        )
        self._bell = bell

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C and SIGTERM."""
        self._bell.close()
        super().handle_exit(sig, frame)

    def end(self) -> None:
        """End it from another thread."""
        self._bell.close()
        self.should_exit = True


def listening(port: int | None) -> socket.socket:
    """A socket on ``port``; without one on the usual port, or on a free one.

    Raises:
        NewsletterError: port-taken: another program holds the port, or it is not for us.
    """
    if port is not None:
        return _listening(port)
    try:
        return _listening(PORT)
    except NewsletterError:
        return _listening(0)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        reason = (getattr(error, "strerror", None) or "it is no port").lower()
        text = f"Port {port} of {HOST} cannot be used: {reason}."
        raise NewsletterError(Problem("port-taken", text, "Name another one: --port N")) from None


@contextmanager
def ended_by_signals(server: StudioServer) -> Iterator[None]:
    """Ctrl-C and SIGTERM end ``server``, also before it has begun, until this is left."""
    # uvicorn ends in good order and then raises the signal anew, for whoever had it before: us.
    before = {number: signal.signal(number, server.handle_exit) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
