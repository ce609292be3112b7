"""A small HTTP server on this computer for fakes of networks, with faults that tests switch on.

A fake subclasses `Fake`, registers routes in ``routes``, and keeps what was committed in lists of
its own. What it does is what the documentation of the network says; each route cites the page.
"""

import json
import re
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in. ``match`` is that of the route's pattern on the path."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Headers
    body: bytes
    match: re.Match[str] | None = None

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> Mapping[str, list[str]]:
        """The body as a form."""
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def token(self) -> str | None:
        """The bearer token."""
        kind, _, value = (self.headers.get("Authorization") or "").partition(" ")
        return value if kind.lower() == "bearer" else None


@dataclass(frozen=True, slots=True)
class Says:
    """An answer. ``data`` goes out as JSON, bytes and text as they are."""

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The bytes on the wire."""
        if isinstance(self.data, bytes):
            return self.data
        return (self.data if isinstance(self.data, str) else json.dumps(self.data)).encode()


class Reset(Exception):
    """Raise it in a route to cut the connection without an answer."""


Route = Callable[[Asked], Says]


class Fake:
    """A fake network. ``asked`` holds every request in order.

    ``before`` and ``after`` are faults by the name of a route's function, used up one by one: what
    stands in ``before`` happens instead of the route, what stands in ``after`` instead of its
    answer, when it has done its work.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.before: dict[str, list[Says | type[Reset]]] = {}
        self.after: dict[str, list[Says | type[Reset]]] = {}
        self.lock = Lock()
        self.url = ""

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Method, a pattern that the whole path must match, and what answers."""
        raise NotImplementedError

    def count(self, method: str, pattern: str) -> int:
        """How many requests of that kind came in."""
        return sum(
            one.method == method and re.fullmatch(pattern, one.path) is not None
            for one in self.asked
        )

    def answer(self, asked: Asked) -> Says:
        """What the fake says; raises Reset to say nothing."""
        with self.lock:
            self.asked.append(asked)
            for method, pattern, route in self.routes:
                match = re.fullmatch(pattern, asked.path)
                if match and method == asked.method:
                    return self._through(route, _with(asked, match))
        return Says(404, {"error": f"no route {asked.method} {asked.path}"})

    def _through(self, route: Route, asked: Asked) -> Says:
        name = getattr(route, "__name__", "")
        if fault := _next(self.before, name):
            return _happen(fault)
        said = route(asked)
        if fault := _next(self.after, name):
            return _happen(fault)
        return said


def _next(faults: dict[str, list[Says | type[Reset]]], name: str) -> Says | type[Reset] | None:
    waiting = faults.get(name)
    return waiting.pop(0) if waiting else None


def _happen(fault: Says | type[Reset]) -> Says:
    if isinstance(fault, Says):
        return fault
    raise fault


def _with(asked: Asked, match: re.Match[str]) -> Asked:
    return Asked(asked.method, asked.path, asked.query, asked.headers, asked.body, match)


F = TypeVar("F", bound=Fake)


@contextmanager
def serving(fake: F) -> Iterator[F]:
    """Serve a fake on a free port of 127.0.0.1; its ``url`` is set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            query = parse_qs(parts.query, keep_blank_values=True)
            try:
                said = fake.answer(Asked(self.command, parts.path, query, self.headers, body))
            except Reset:
                self._reset()
                return
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 - its names

        def _reset(self) -> None:
            """An RST instead of an orderly end."""
            self.close_connection = True
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
