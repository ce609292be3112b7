"""Serving the public pages until somebody ends it."""

import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from newsletter.errors import NewsletterError, UsageError
from newsletter.printable import printable
from newsletter.problems import Problem

LOCAL = "127.0.0.1"
PORT = 8025
GRACE = 10
"""Seconds for requests that are under way when it ends."""
IN_HAND = 200
"""Requests at a time; more are told to come back."""


def serve_app(app: Starlette, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve ``app`` until Ctrl-C or SIGTERM. ``tell`` is given the address, once it is open.

    Raises:
        NewsletterError: port-taken: another program holds the port, or it is not for us.
        UsageError: host-unknown.
    """
    with _listening(host, port) as listener:
        tell(_url(listener))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # addresses of pages are keys to them
            server_header=False,
            lifespan="off",
            proxy_headers=False,
            limit_concurrency=IN_HAND,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=GRACE,
            h11_max_incomplete_event_size=16 * 1024,
            http="h11",
            ws="none",
        )
        # uvicorn ends in good order and then raises the signal anew, for whoever had it before.
        before = [signal.signal(number, _nothing) for number in (signal.SIGINT, signal.SIGTERM)]
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
                signal.signal(number, handler)


def _nothing(_number: int, _frame: object) -> None:
    pass


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (socket.gaierror, UnicodeError):
        text = f"'{printable(host)}' is no address of this computer."
        hint = "Write 127.0.0.1, or 0.0.0.0 for every way in."
        raise UsageError(Problem("host-unknown", text, hint)) from None
    except (OSError, OverflowError) as error:
        reason = (getattr(error, "strerror", None) or "it is no port").lower()
        text = f"Port {port} of {printable(host)} cannot be used: {reason}."
        raise NewsletterError(Problem("port-taken", text, "Name another one: --port N")) from None


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
