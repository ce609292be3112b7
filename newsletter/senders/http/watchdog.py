"""An end to answers that come in drips: each drop is in time, and the whole never comes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Watchdog:
    """Watches the answers that come over some connections, one at a time.

    The library has limits for each read alone. What it tells of its steps
    (https://www.encode.io/httpcore/extensions/#trace) says over which connection it talks.
    """

    _connections: WeakSet[socket] = field(default_factory=WeakSet)

    @contextmanager
    def over(self, request: "httpx2.Request", seconds: float) -> Iterator[None]:
        """Cut the connection when the answer takes longer, counted from the request's last byte.

        Raises:
            TimeoutError: it was cut, even if what there was looked like a whole answer.
        """
        cut = Event()
        timer = Timer(seconds, self._cut, [cut])
        timer.daemon = True

        def hear(step: str, told: Mapping[str, Any]) -> None:
            if step.endswith((".connect_tcp.complete", ".start_tls.complete")):
                self._connections.add(told["return_value"].get_extra_info("socket"))
            elif step.endswith(".send_request_body.complete"):
                timer.start()

        request.extensions["trace"] = hear
        try:
            yield
        finally:
            timer.cancel()
            if cut.is_set():
                raise TimeoutError

    def _cut(self, cut: Event) -> None:
        cut.set()
        for connection in list(self._connections):
            with suppress(OSError):  # it has ended by itself
                connection.shutdown(SHUT_RDWR)
