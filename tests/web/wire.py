"""A server on this computer that answers with exactly these bytes, on each path its own."""

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator

Bytes = bytes | Callable[[], Iterable[bytes]]


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        head: list[str] = []
        while (line := self.rfile.readline()).strip():
            head.append(line.decode("latin-1").strip())
        if not head:
            return
        wire: Wire = self.server  # type: ignore[assignment]
        wire.asked.append(head)
        answer = wire.answers.get(head[0].split()[1], answered(404))
        with contextlib.suppress(OSError):
            for part in [answer] if isinstance(answer, bytes) else answer():
                self.wfile.write(part)


class Wire(socketserver.ThreadingTCPServer):
    """The server; ``asked`` holds the lines of each request's head."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers: dict[str, Bytes] = {}
        self.asked: list[list[str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path on it."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [head[0].split()[1] for head in self.asked]


def answered(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer with a body and its length; ``content_type`` is Content-Type."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    named.setdefault("Content-Length", str(len(body)))
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


@contextlib.contextmanager
def running() -> Iterator[Wire]:
    """A server for as long as the block lasts."""
    with Wire() as wire:
        thread = threading.Thread(target=wire.serve_forever, args=[0.01], daemon=True)
        thread.start()
        yield wire
        wire.shutdown()
        thread.join()
