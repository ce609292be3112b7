"""A web server on this computer whose pages misbehave on request."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Pages(BaseHTTPRequestHandler):
    """``/200`` answers 200, ``/no-head/404`` refuses HEAD, ``/to/PATH`` redirects to PATH."""

    asked: list[str]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")  # type: ignore[attr-defined]
        path = self.path.partition("?")[0]
        if path == "/drip":
            self._drip()
            return
        if path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", path.removeprefix("/to"))
        elif path.startswith("/elsewhere/"):
            self.send_response(301)
            self.send_header("Location", path.removeprefix("/elsewhere/"))
        elif path == "/loop":
            self.send_response(307)
            self.send_header("Location", "/loop")
        elif path.startswith("/no-head/"):
            head = self.command == "HEAD"
            self.send_response(405 if head else int(path.removeprefix("/no-head/")))
        else:
            self.send_response(int(path[1:4]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        """A status line that never ends, a byte at a time."""
        stopped = self.server.stopped  # type: ignore[attr-defined]
        while not stopped.wait(0.02):
            try:
                self.wfile.write(b"H")
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


class Site(ThreadingHTTPServer):
    """The server, with what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.asked: list[str] = []
        self.stopped = threading.Event()

    def address(self, path: str) -> str:
        """The address of a page on it."""
        return f"http://127.0.0.1:{self.server_port}{path}"
