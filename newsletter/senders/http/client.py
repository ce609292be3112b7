"""Asking a server over HTTP, and knowing afterwards whether anything reached it."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from newsletter.printable import printable
from newsletter.senders.http.redaction import Redactor
from newsletter.senders.http.watchdog import Watchdog
from newsletter.version import __version__

if TYPE_CHECKING:
    import ssl

    import httpx2

USER_AGENT = f"newsletter/{__version__}"
MOST_BYTES = 8 * 1024 * 1024
"""Of an answer; no network says more than that about one post."""

CONNECT, WRITE, READ, WHOLE = 10.0, 30.0, 30.0, 120.0
"""Seconds for each phase, and for an answer as a whole, which may come in drips."""


class NotSent(Exception):
    """No connection could be had: the other side knows nothing of the request."""


class NoAnswer(Exception):
    """The request went out, in part or as a whole, and nothing certain came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. Names of ``headers`` are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    redactor: Redactor = field(default_factory=lambda: Redactor(()), compare=False, repr=False)

    @property
    def ok(self) -> bool:
        """A status from 200 to 299."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON, None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def get(self, *path: str) -> Any:
        """What stands at ``path`` in the JSON object, None if nothing does."""
        value = self.json()
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    @property
    def text(self) -> str:
        """The body as one printable line without secrets, shortened to 300 characters."""
        whole = self.body[:4096].decode("utf-8", "replace")
        return printable(self.redactor.clean(" ".join(whole.split())))[:300]


class Client:
    """Asks one server at ``base``. Redirects are not followed: they would carry secrets away.

    With ``keep_alive`` connections are used again. Posts must not: a server that has closed one
    in silence leaves the next request in doubt.
    """

    def __init__(
        self,
        base: str,
        *,
        secrets: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
        keep_alive: bool = False,
        read: float = READ,
    ) -> None:
        import httpx2

        _silence()
        self._watchdog = Watchdog()
        self.redactor = Redactor(secrets)
        kept = 20 if keep_alive else 0
        connection = {} if keep_alive else {"Connection": "close"}
        self._client = httpx2.Client(
            base_url=base,
            headers={"User-Agent": USER_AGENT, **connection, **(headers or {})},
            timeout=httpx2.Timeout(read, connect=CONNECT, write=WRITE, pool=CONNECT),
            limits=httpx2.Limits(max_keepalive_connections=kept),
            follow_redirects=False,
            trust_env=not _is_local(base),
            verify=_authorities(),
        )

    def ask(self, method: str, path: str, **request: Any) -> Answer:
        """One request. ``path`` is below the base, or a whole address.

        ``request`` is as httpx2 has it: json, data, content, files, params, headers.

        Raises:
            NotSent: nothing reached the other side.
            NoAnswer: it may have reached it.
        """
        import httpx2

        try:
            prepared = self._client.build_request(method, path, **request)
        except (ValueError, TypeError, httpx2.InvalidURL):
            raise NotSent(_UNSENDABLE) from None  # the error's own words would quote it
        before = (
            httpx2.ConnectError,
            httpx2.ConnectTimeout,
            httpx2.PoolTimeout,
            httpx2.ProxyError,
            httpx2.LocalProtocolError,
            httpx2.UnsupportedProtocol,
        )
        try:
            with self._watchdog.over(prepared, WHOLE):
                return self._answer(prepared)
        except before as error:
            raise NotSent(self._words(error)) from None
        except (httpx2.HTTPError, httpx2.StreamError, ValueError, OSError) as error:
            raise NoAnswer(self._words(error)) from None

    def _answer(self, prepared: "httpx2.Request") -> Answer:
        with closing(self._client.send(prepared, stream=True)) as response:
            body = _body(response)
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, names, body, self.redactor)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _words(self, error: Exception) -> str:
        kind = type(error).__name__
        return self.redactor.clean(_KINDS.get(kind) or printable(f"{kind}: {error}"))


_UNSENDABLE = "the request holds something that cannot be sent"
_KINDS = {
    "LocalProtocolError": _UNSENDABLE,
    "ConnectTimeout": "no connection within the time limit",
    "TimeoutError": "the answer came too slowly",
    "ReadTimeout": "no answer within the time limit",
    "WriteTimeout": "the request could not be written within the time limit",
    "PoolTimeout": "no connection was free within the time limit",
    "ReadError": "the connection was lost before the answer",
    "WriteError": "the connection was lost while the request was written",
    "RemoteProtocolError": "the connection was closed without an answer",
}


@contextmanager
def client(
    base: str,
    *,
    secrets: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
    keep_alive: bool = False,
    read: float = READ,
) -> Iterator[Client]:
    """A client that is closed at the end; see `Client`."""
    made = Client(base, secrets=secrets, headers=headers, keep_alive=keep_alive, read=read)
    try:
        yield made
    finally:
        made.close()


def _body(response: "httpx2.Response") -> bytes:
    """The body, if it is of a sane size.

    Raises:
        ValueError: it is too large.
    """
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise ValueError("the answer is too large")
    return b"".join(chunks)


@cache
def _authorities() -> "ssl.SSLContext":
    """Whom we trust to say who a server is; to read it takes longer than most requests."""
    import httpx2

    return httpx2.create_ssl_context()


def _is_local(base: str) -> bool:
    host = base.partition("://")[2].partition("/")[0]
    return host.startswith(("127.", "localhost", "[::1]"))


def _silence() -> None:
    """Logs of the library hold addresses, and those of some networks hold a token."""
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
