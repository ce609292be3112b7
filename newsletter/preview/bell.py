"""Tells every open page that there is something new, as server-sent events.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

ALIVE_SECONDS = 15.0
"""A line that says nothing, so that a connection that was cut is noticed."""


class Bell:
    """One for all pages. `ring` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pages: set[asyncio.Queue[bytes | None]] = set()
        self._closed = False

    @property
    def pages(self) -> int:
        """How many pages listen."""
        return len(self._pages)

    def ring(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell every page."""
        self._tell(message(event, data))

    def close(self) -> None:
        """End every stream; the server is about to end."""
        self._closed = True
        self._tell(None)

    def _tell(self, line: bytes | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, line)

    def _put(self, line: bytes | None) -> None:
        """Only the newest counts: a page that was asleep need not hear of the others."""
        for page in self._pages:
            if page.full():
                page.get_nowait()
            page.put_nowait(line)

    async def stream(self, first: bytes) -> AsyncIterator[bytes]:
        """What one page hears: ``first``, then every ring."""
        self._loop = asyncio.get_running_loop()
        page: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
        self._pages.add(page)
        try:
            yield first
            while not self._closed:
                line = await self._next(page)
                if line is None:
                    return
                yield line
        finally:
            self._pages.discard(page)

    async def _next(self, page: asyncio.Queue[bytes | None]) -> bytes | None:
        try:
            return await asyncio.wait_for(page.get(), ALIVE_SECONDS)
        except TimeoutError:
            return b": alive\n\n"


def message(event: str, data: Mapping[str, Any]) -> bytes:
    """One event; JSON has no line ends of its own."""
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=True)}\n\n".encode("ascii")
