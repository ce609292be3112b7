"""The page on this computer that a network sends people back to after they have signed in."""

import secrets as chance
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from newsletter.errors import NewsletterError
from newsletter.problems import Problem

HOST, PATH = "127.0.0.1", "/connected"
DONE = "Signed in. You can close this page and go back to the terminal."
STRANGE = "This is not the answer to the sign-in that is waited for."
_LONGEST = 8000


class SignInPage:
    """Waits for the one answer that carries ``state``; any other is turned away."""

    def __init__(self, server: ThreadingHTTPServer, answers: "SimpleQueue[str]") -> None:
        self._answers = answers
        self.address = f"http://{HOST}:{server.server_address[1]}{PATH}"

    def answer(self, seconds: float) -> str | None:
        """The address that the person came back to; None if nobody came in time."""
        try:
            return self._answers.get(timeout=seconds)
        except Empty:
            return None


@contextmanager
def sign_in_page(port: int, state: str) -> Iterator[SignInPage]:
    """Serve the page on a port of this computer; nobody else can reach it.

    Raises:
        NewsletterError: port-taken.
    """
    answers: SimpleQueue[str] = SimpleQueue()
    try:
        server = ThreadingHTTPServer((HOST, port), _handler(state, answers))
    except (OSError, OverflowError):
        text = f"Port {port} of this computer cannot be used to wait for the answer."
        raise NewsletterError(Problem("port-taken", text, "Name another one: --port N")) from None
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield SignInPage(server, answers)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(state: str, answers: "SimpleQueue[str]") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            """The page; its address holds the answer."""
            parts = urlsplit(self.path)
            given = parse_qs(parts.query).get("state", [""])[0]
            is_ours = parts.path == PATH and len(self.path) < _LONGEST
            if is_ours and chance.compare_digest(given.encode("utf-8", "replace"), state.encode()):
                self._say(200, DONE)
                answers.put(self.path)
            else:
                self._say(400, STRANGE)

        def _say(self, status: int, text: str) -> None:
            body = f"<!doctype html><meta charset=utf-8><title>newsletter</title><p>{text}"
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the address holds a code."""

    return Handler
