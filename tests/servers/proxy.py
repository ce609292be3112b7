"""A way to a server on which answers get lost: one request for each connection, in order.

The server has always done its work when an answer is cut or held.
"""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Literal

Fate = Literal["pass", "cut before", "cut after", "hold"]
_METHOD = re.compile(rb"^\w+ \S*?/xrpc/([\w.]+)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CONNECTION = re.compile(rb"\r\nconnection:[^\r]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passed:
    """A request that went to the server, and what that answered."""

    method: str
    request: bytes
    answer: bytes


@dataclass
class Proxy:
    """``fates`` says what becomes of each putRecord to come, then they pass.

    ``rewrite`` may change a request on its way. ``held`` is set while an answer is held back, which
    it is until the other side is gone.
    """

    server: int
    fates: list[Fate] = field(default_factory=list)
    rewrite: Callable[[str, bytes], bytes] = lambda _, request: request
    passed: list[Passed] = field(default_factory=list)
    held: Event = field(default_factory=Event)
    port: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, method: str) -> int:
        """How many requests of that method reached the server."""
        return sum(one.method.endswith(f".{method}") for one in self.passed)

    def carry(self, client: socket.socket, request: bytes) -> None:
        """Take one request to the server, and maybe its answer back."""
        found = _METHOD.match(request)
        method = found[1].decode() if found else ""
        fate: Fate = "pass"
        with self.lock:
            if method.endswith(".putRecord") and self.fates:
                fate = self.fates.pop(0)
        if fate == "cut before":
            return
        answer = self._answer(self.rewrite(method, request))
        self.passed.append(Passed(method, request, answer))
        if fate == "hold":
            self.held.set()
            client.recv(1)
            self.held.clear()
        elif fate == "pass":
            client.sendall(answer)

    def _answer(self, request: bytes) -> bytes:
        head, gap, body = request.partition(b"\r\n\r\n")
        whole = _CONNECTION.sub(b"", head) + b"\r\nConnection: close" + gap + body
        with socket.create_connection(("127.0.0.1", self.server), 30) as server:
            server.sendall(whole)
            return b"".join(iter(lambda: server.recv(65536), b""))


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A proxy in front of the server at ``port`` of this computer."""
    proxy = Proxy(port)

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            request = self._request()
            if request:
                proxy.carry(self.connection, request)

        def _request(self) -> bytes:
            head = b""
            while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
                head += line
            length = _LENGTH.search(head)
            return head + self.rfile.read(int(length[1]) if length else 0)

    class Server(ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, *_: object) -> None:
            """The other side may be gone: that is what this is for."""

    with Server(("127.0.0.1", 0), Handler) as server:
        proxy.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
