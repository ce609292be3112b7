"""From a host's name to a connection that is encrypted, signed in and ready for mail."""

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from newsletter.errors import NewsletterError
from newsletter.senders.smtp import faults
from newsletter.senders.smtp.auth import Credentials, sign_in
from newsletter.senders.smtp.extensions import Extensions, extensions
from newsletter.senders.smtp.options import SmtpOptions
from newsletter.senders.smtp.replies import Reply
from newsletter.senders.smtp.wire import Lost, Wire

READY = 220

STAGGER = 0.25
"""Seconds between tries of a host's addresses."""


@dataclass(slots=True)
class Connection:
    """A ready connection. ``answered`` counts the messages that the server has judged."""

    wire: Wire
    offers: Extensions
    answered: int = 0

    async def quit(self, seconds: float) -> None:
        """Say goodbye, wait a little for the answer, and close."""
        with suppress(Lost):
            self.wire.write(b"QUIT\r\n")
            await self.wire.reply(seconds)
        self.wire.abort()


@dataclass(frozen=True, slots=True)
class Server:
    """What is needed to open connections, secrets resolved."""

    options: SmtpOptions
    credentials: Credentials | None
    tls: ssl.SSLContext

    @property
    def name(self) -> str:
        """Host and port, as people write them."""
        return f"{self.options.host}:{self.options.port}"

    async def open(self) -> Connection:
        """Connect, encrypt, sign in.

        Raises:
            AuthRefused: the server does not let us in.
            Unreachable: there is no connection, or no safe one.
        """
        wire = await self._connect()
        try:
            return await self._make_ready(wire)
        except Lost as lost:
            wire.abort()
            raise self._fault(lost) from lost
        except BaseException:
            wire.abort()
            raise

    async def _connect(self) -> Wire:
        seconds = self.options.timeouts.connect
        try:
            async with asyncio.timeout(seconds):
                return await self._first_address()
        except TimeoutError as error:
            raise faults.unreachable(self.name, f"no connection within {seconds:g} s") from error
        except (OSError, ValueError) as error:
            raise faults.unreachable(self.name, _reason(error)) from error

    async def _first_address(self) -> Wire:
        """Where the host has both kinds of addresses, one kind may be a dead end (RFC 8305)."""
        host, port = self.options.host, self.options.port
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        stagger = STAGGER if len({family for family, *_ in found}) > 1 else None
        _, wire = await loop.create_connection(Wire, host, port, happy_eyeballs_delay=stagger)
        return wire

    async def _make_ready(self, wire: Wire) -> Connection:
        options = self.options
        if options.security == "none" and not _is_loopback(wire.peer):
            raise faults.far_without_tls(self.name, wire.peer)
        if options.security == "tls":
            await self._encrypt(wire)
        self._expect(await wire.reply(options.timeouts.greeting), READY)
        offers = await self._hello(wire)
        if options.security == "starttls":
            offers = await self._starttls(wire, offers)
        if self.credentials:
            await self._sign_in(wire, offers, self.credentials)
        return Connection(wire, offers)

    async def _hello(self, wire: Wire) -> Extensions:
        reply = await self._ask(wire, f"EHLO {_our_name(wire.local)}")
        self._expect(reply, 250)
        return extensions(reply)

    async def _starttls(self, wire: Wire, offers: Extensions) -> Extensions:
        if not offers.starttls:
            raise faults.no_starttls(self.name)
        reply = await self._ask(wire, "STARTTLS")
        if reply.code != READY:
            raise faults.no_starttls(self.name)
        await self._encrypt(wire)
        return await self._hello(wire)

    async def _encrypt(self, wire: Wire) -> None:
        await wire.start_tls(self.tls, self.options.host, self.options.timeouts.greeting)

    async def _sign_in(self, wire: Wire, offers: Extensions, credentials: Credentials) -> None:
        mechanism = credentials.usable(offers)
        if mechanism is None:
            raise faults.no_sign_in(self.name, offers.auth, credentials.mechanism)
        reply = await sign_in(wire, credentials, mechanism, self.options.timeouts.command)
        if reply.kind == 5:
            raise faults.sign_in_refused(self.name, reply)
        self._expect(reply, 235)

    async def _ask(self, wire: Wire, command: str) -> Reply:
        wire.write(f"{command}\r\n".encode("ascii"))
        return await wire.reply(self.options.timeouts.command)

    def _expect(self, reply: Reply, code: int) -> None:
        if reply.code != code:
            raise faults.unreachable(self.name, f"it answered: {reply}")

    def _fault(self, lost: Lost) -> NewsletterError:
        if isinstance(lost.__cause__, ssl.SSLCertVerificationError):
            return faults.certificate_refused(self.name, lost.__cause__.verify_message)
        return faults.unreachable(self.name, str(lost))


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return f"its name leads nowhere ({error.strerror})"
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _our_name(address: str) -> str:
    """An address literal (RFC 5321, section 4.1.3): always true, and needs no DNS."""
    tag = "IPv6:" if ":" in address else ""
    return f"[{tag}{address.partition('%')[0]}]"
