"""One connection's bytes: what is written, what is answered, and when it was lost."""

import asyncio
import socket
import ssl
from asyncio.trsock import TransportSocket
from collections import deque
from collections.abc import Callable
from typing import cast

from newsletter.senders.smtp.deadline import Deadline
from newsletter.senders.smtp.replies import BrokenReply, Reply, ReplyReader
from newsletter.senders.smtp.tls import Tls

BLOCK = 262_144
"""Bytes of a message that are written at a time, each with the time limit of a block."""


ROOM = 16_384
"""Bytes that are read at a time."""


CORK: int | None = getattr(socket, "TCP_CORK", None)
"""Linux has it."""


class Lost(Exception):
    """The connection is of no more use. Its text says why; its cause may say more."""


class Wire(asyncio.BufferedProtocol):
    """Writes commands and hands out replies in order. One coroutine at a time may wait on it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._room = memoryview(bytearray(ROOM))
        self._deadline = Deadline(self._loop, lambda late: self._end(Lost(late)))
        self._reader = ReplyReader()
        self._replies: deque[Reply] = deque()
        self._tls: Tls | None = None
        self._paused = False
        self._lost: Lost | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    @property
    def peer(self) -> str:
        """The address of the other side."""
        return _address(self._transport.get_extra_info("peername"))

    @property
    def local(self) -> str:
        """Our own address on this connection."""
        return _address(self._transport.get_extra_info("sockname"))

    @property
    def fresh(self) -> bool:
        """True if it is open and the server has said nothing that was not asked for."""
        open_ = self._lost is None and not self._transport.is_closing()
        return open_ and not self._replies and self._reader.empty

    def ensure_open(self) -> None:
        """Raises Lost when nothing can be written any more."""
        if self._lost:
            raise self._lost
        if self._transport.is_closing():
            raise Lost("the connection broke")

    def write(self, data: bytes) -> None:
        """Write without waiting.

        Raises:
            Lost: the connection is gone; not a byte of ``data`` was written.
        """
        self.ensure_open()
        self._transport.write(self._encrypted(data, self._tls) if self._tls else data)

    def hold(self, held: bool) -> None:
        """Let the system gather what is written into full packets, or send the rest of it off.

        So the last dot needs no packet of its own, although it is written later. What is held
        for 200 ms leaves all the same (tcp(7), TCP_CORK).
        """
        if CORK is not None and not self._transport.is_closing():
            self._socket.setsockopt(socket.IPPROTO_TCP, CORK, held)

    async def send(self, data: bytes, seconds: float) -> None:
        """Write, and return when all of it has left this process.

        Raises:
            Lost: the connection is gone, or took nothing for ``seconds``.
        """
        for start in range(0, len(data), BLOCK):
            self.write(data[start : start + BLOCK] if len(data) > BLOCK else data)
            if self._paused:
                await self._until(lambda: not self._paused, seconds, "took no more of the message")

    async def reply(self, seconds: float) -> Reply:
        """The next reply.

        Raises:
            Lost: the connection is gone, or there was no whole reply within ``seconds``.
        """
        if not self._replies:
            await self._until(lambda: bool(self._replies), seconds, "gave no answer")
        return self._replies.popleft()

    def early_reply(self) -> Reply | None:
        """A reply that came before it was due."""
        return self._replies.popleft() if self._replies else None

    async def start_tls(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Encrypt from here on; ``host`` is the name that the certificate must be for.

        Raises:
            Lost: there is no trustworthy TLS; an ssl.SSLError is its cause.
        """
        if not self.fresh:
            raise Lost("the server wrote in the open where encryption had to begin")
        tls = Tls(context, host)
        self._tls = tls
        self._transport.write(tls.begin())
        await self._until(lambda: tls.ready, seconds, "did not finish the TLS handshake")

    def abort(self) -> None:
        """Close at once; what is not sent is dropped."""
        self._end(Lost("the connection was closed"))

    async def _until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        while not ready():
            if self._lost:
                raise self._lost
            self._deadline.set(seconds, what)
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._deadline.lift()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _end(self, why: Lost) -> None:
        """Keep the first reason, drop the connection, and tell who waits."""
        self._lost = self._lost or why
        self._deadline.cancel()
        self._transport.abort()
        self._wake()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio. Every unsent byte counts, hence the limit of 0."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)
        self._socket: TransportSocket = transport.get_extra_info("socket")

    def pause_writing(self) -> None:
        """Called by asyncio when bytes stay unsent."""
        self._paused = True

    def resume_writing(self) -> None:
        """Called by asyncio when every byte is sent."""
        self._paused = False
        self._wake()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - replies are short
        """Called by asyncio, for room to read into."""
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        """Called by asyncio when it has read."""
        data = bytes(self._room[:nbytes])
        try:
            clear = self._decrypted(data, self._tls) if self._tls else data
            for reply in self._reader.feed(clear):
                self._replies.append(reply)
        except BrokenReply as error:
            self._end(Lost(f"the server does not speak SMTP: {error}"))
        except ssl.SSLError as error:
            self._end(_tls_fault(error))
        if self._replies:
            self._wake()

    def _encrypted(self, data: bytes, tls: Tls) -> bytes:
        try:
            return tls.encrypt(data)
        except ssl.SSLError as error:
            lost = _tls_fault(error)
            self._end(lost)
            raise lost from error

    def _decrypted(self, data: bytes, tls: Tls) -> bytes:
        was_ready = tls.ready
        try:
            clear, answer = tls.decrypt(data)
        except ssl.SSLError:
            self._transport.write(tls.unsent())  # an alert that tells the server why
            raise
        if answer:
            self._transport.write(answer)
        if tls.ready and not was_ready:
            self._wake()
        return clear

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        reason = f"the connection broke ({exc})" if exc else "the server closed the connection"
        self._lost = self._lost or Lost(reason)
        self._deadline.cancel()
        self._wake()


def _tls_fault(error: ssl.SSLError) -> Lost:
    lost = Lost(f"TLS failed: {error.reason or error}")
    lost.__cause__ = error
    return lost


def _address(socket_name: object) -> str:
    return str(socket_name[0]) if isinstance(socket_name, tuple) and socket_name else ""
