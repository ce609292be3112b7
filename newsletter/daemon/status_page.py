"""/health, /ready and /metrics of a daemon, for this computer alone."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from newsletter.errors import NewsletterError
from newsletter.problems import Problem
from newsletter.usecases.metrics import MEDIA_TYPE, metrics_text
from newsletter.usecases.monitoring import Monitor

LOCAL = "127.0.0.1"
OK, UNKNOWN, UNAVAILABLE = 200, 404, 503
JSON = "application/json"

_Answer = tuple[int, str, bytes]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What is answered. ``is_alive`` says whether the daemon's loop turns."""

    monitor: Monitor
    is_alive: Callable[[], bool]

    def answer(self, path: str) -> _Answer:
        """Status, media type and body for a path."""
        match path.partition("?")[0]:
            case "/health":
                return _said(self.is_alive())
            case "/ready":
                return self._ready()
            case "/metrics":
                return self._metrics()
            case _:
                return UNKNOWN, JSON, b'{"ok": false}\n'

    def _ready(self) -> _Answer:
        try:
            return _said(self.is_alive() and self.monitor.is_ready())
        except NewsletterError as error:
            return _failed(error)

    def _metrics(self) -> _Answer:
        try:
            return OK, MEDIA_TYPE, metrics_text(self.monitor.look())
        except NewsletterError as error:
            return _failed(error)


@contextmanager
def serving_status(page: StatusPage, port: int) -> Iterator[str]:
    """Serve the page on 127.0.0.1 in a thread; yields its address. Port 0 is any free one.

    Raises:
        NewsletterError: port-taken.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            status, kind, body = page.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *words: object) -> None:  # noqa: A002
            """Nobody is told who asked."""

    server = _server(port, Handler)
    thread = Thread(target=server.serve_forever, name="status", daemon=True)
    thread.start()
    try:
        yield f"http://{LOCAL}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        server = ThreadingHTTPServer((LOCAL, port), handler)
    except (OSError, OverflowError) as error:
        reason = (getattr(error, "strerror", None) or "it is no port").lower()
        text = f"Port {port} of {LOCAL} cannot be used: {reason}."
        hint = "Name another one: --status-port N"
        raise NewsletterError(Problem("port-taken", text, hint)) from None
    server.daemon_threads = True
    return server


def _said(good: bool) -> _Answer:
    body = json.dumps({"ok": good}).encode() + b"\n"
    return OK if good else UNAVAILABLE, JSON, body


def _failed(error: NewsletterError) -> _Answer:
    codes = [problem.code for problem in error.problems]
    body = json.dumps({"ok": False, "problems": codes}).encode() + b"\n"
    return UNAVAILABLE, JSON, body
