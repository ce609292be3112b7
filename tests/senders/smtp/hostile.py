"""An SMTP server that is as strict as a real one, and as nasty as its script says."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Self


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection. ``taken``: the message that just ended is kept all the same."""

    taken: bool = False
    words: bytes = b""


@dataclass(frozen=True, slots=True)
class Silence:
    """Never answer; ``taken`` as for Drop."""

    taken: bool = False


Answer = bytes | Drop | Silence | None
"""None is the honest answer."""

Script = Callable[[str, int], Answer]
"""(verb, how many of it this connection has seen, from 1) -> the answer.

Besides the verbs of SMTP there are GREETING, CONTENT (a message's first line), MORE (each later
one), DOT, and AUTH-LINE for each line that answers a 334.
"""

OFFERS = ("PIPELINING", "SIZE 1000000", "8BITMIME", "SMTPUTF8")


def honest(_verb: str, _count: int) -> Answer:
    """Do everything as it should be done."""
    return None


def at(verb: str, answer: Answer, *counts: int) -> Script:
    """Give ``answer`` to the first such verb of the connection, or to those of ``counts``."""
    chosen = counts or (1,)
    return lambda seen, count: answer if seen == verb and count in chosen else None


def always(verb: str, answer: Answer) -> Script:
    """Give ``answer`` whenever ``verb`` is seen."""
    return lambda seen, _: answer if seen == verb else None


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the server took, with the envelope that it came in."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass(slots=True)
class Talk:
    """One connection as the server sees it."""

    commands: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)
    protected: bool = False


class Ended(Exception):
    """The conversation is over."""


class HostileServer:
    """Connection n follows script n; those after the last script follow ``then``.

    ``taken`` holds what it took, in order; ``talks`` what was said on each connection.
    """

    def __init__(
        self,
        *scripts: Script,
        then: Script = honest,
        offers: tuple[str, ...] = OFFERS,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        address: str = "127.0.0.1",
    ) -> None:
        self._scripts, self._then = scripts, then
        self._offers, self._tls, self._implicit = offers, tls, implicit
        self._address = address
        self._ready, self._thread = Event(), Thread(target=self._run, daemon=True)
        self.port = 0
        self.taken: list[Taken] = []
        self.talks: list[Talk] = []

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        context = self._tls if self._implicit else None
        server = await asyncio.start_server(self._serve, self._address, 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        number = len(self.talks)
        script = self._scripts[number] if number < len(self._scripts) else self._then
        self.talks.append(Talk(protected=self._implicit))
        with suppress(Ended, OSError, ssl.SSLError, asyncio.CancelledError):
            await Host(self, self.talks[-1], script, reader, writer).talk()
        self._tasks.discard(task)
        writer.transport.abort()

    @property
    def context(self) -> ssl.SSLContext | None:
        return None if self._implicit else self._tls

    @property
    def offers(self) -> tuple[str, ...]:
        return self._offers


class Host:
    """The server's side of one connection."""

    def __init__(
        self,
        server: HostileServer,
        talk: Talk,
        script: Script,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._server, self._talk, self._script = server, talk, script
        self._reader, self._writer = reader, writer

    async def talk(self) -> None:
        await self._answer("GREETING", b"220 hostile ESMTP\r\n")
        while True:
            line = await self._line()
            words = line.decode().rstrip("\r\n")
            self._talk.commands.append(words)
            verb = words.partition(" ")[0].upper()
            handler = getattr(self, f"_{verb.lower()}", None)
            if handler is None:
                await self._answer(verb, b"500 5.5.2 what?\r\n")
            else:
                await handler(words)

    async def _line(self) -> bytes:
        line = await self._reader.readline()
        if not line.endswith(b"\n"):
            raise Ended
        return line

    def _scripted(self, verb: str) -> Answer:
        count = self._talk.counts[verb] = self._talk.counts.get(verb, 0) + 1
        return self._script(verb, count)

    async def _answer(self, verb: str, honest_answer: bytes) -> bytes:
        return await self._give(self._scripted(verb), honest_answer)

    async def _give(self, scripted: Answer, honest_answer: bytes) -> bytes:
        if isinstance(scripted, Silence):
            await asyncio.sleep(600)
            raise Ended
        if isinstance(scripted, Drop):
            self._writer.write(scripted.words)
            await self._writer.drain()
            self._writer.close()
            raise Ended
        answer = honest_answer if scripted is None else scripted
        self._writer.write(answer)
        await self._writer.drain()
        if answer.startswith(b"421"):
            self._writer.close()
            raise Ended
        return answer

    async def _ehlo(self, _: str) -> None:
        offers = list(self._server.offers)
        if self._server.context and not self._talk.protected:
            offers.append("STARTTLS")
        lines = ["hostile", *offers]
        text = [f"250-{line}\r\n" for line in lines[:-1]] + [f"250 {lines[-1]}\r\n"]
        await self._answer("EHLO", "".join(text).encode())

    async def _starttls(self, _: str) -> None:
        context = self._server.context
        answer = await self._answer("STARTTLS", b"220 go on\r\n" if context else b"502 no\r\n")
        if context and answer.startswith(b"220"):
            await self._writer.start_tls(context)
            self._talk.protected = True

    async def _auth(self, words: str) -> None:
        honest_answer = b"334 VXNlcm5hbWU6\r\n" if words == "AUTH LOGIN" else b"235 welcome\r\n"
        answer = await self._answer("AUTH", honest_answer)
        while answer.startswith(b"334"):
            line = (await self._line()).decode().rstrip("\r\n")
            self._talk.commands.append(line)
            last = self._talk.counts.get("AUTH-LINE", 0) == 1
            answer = await self._answer(
                "AUTH-LINE", b"235 welcome\r\n" if last else b"334 UA==\r\n"
            )

    async def _mail(self, words: str) -> None:
        if self._talk.sender is not None:
            await self._answer("MAIL", b"503 5.5.1 nested MAIL command\r\n")
            return
        answer = await self._answer("MAIL", b"250 2.1.0 Ok\r\n")
        if answer.startswith(b"250"):
            self._talk.sender = _address(words)

    async def _rcpt(self, words: str) -> None:
        if self._talk.sender is None:
            await self._answer("RCPT", b"503 5.5.1 need MAIL first\r\n")
            return
        answer = await self._answer("RCPT", b"250 2.1.5 Ok\r\n")
        if answer.startswith(b"250"):
            self._talk.recipients.append(_address(words))

    async def _data(self, _: str) -> None:
        ready = bool(self._talk.recipients)
        answer = await self._answer("DATA", b"354 go on\r\n" if ready else b"554 no recipients\r\n")
        if answer.startswith(b"354"):
            await self._content()

    async def _content(self) -> None:
        lines: list[bytes] = []
        while (line := await self._line()) != b".\r\n":
            scripted = self._scripted("MORE" if lines else "CONTENT")
            if scripted is not None:
                await self._give(scripted, b"")
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        scripted = self._scripted("DOT")
        accepted = b"250 2.0.0 Ok: queued\r\n" if self._talk.recipients else b"554 nobody\r\n"
        answer = scripted if isinstance(scripted, bytes) else accepted
        kept = scripted.taken if isinstance(scripted, Drop | Silence) else answer[:1] == b"2"
        if kept and self._talk.recipients:
            sender, recipients = self._talk.sender or "", tuple(self._talk.recipients)
            self._server.taken.append(Taken(sender, recipients, b"".join(lines)))
        self._forget()
        await self._give(scripted, accepted)

    async def _rset(self, _: str) -> None:
        scripted = self._scripted("RSET")
        if scripted is None:
            self._forget()
        await self._give(scripted, b"250 2.0.0 Ok\r\n")

    async def _quit(self, _: str) -> None:
        await self._answer("QUIT", b"221 2.0.0 bye\r\n")
        self._writer.close()
        raise Ended

    def _forget(self) -> None:
        self._talk.sender = None
        self._talk.recipients = []


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]
