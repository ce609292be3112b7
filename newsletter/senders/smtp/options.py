"""The settings of a channel that sends over SMTP."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

from newsletter.channels.rates import Rate, rate
from newsletter.errors import UnusableInput
from newsletter.ports import ChannelContext
from newsletter.problems import Problem
from newsletter.settings import Secret

Security = Literal["starttls", "tls", "none"]
Mechanism = Literal["plain", "login", "xoauth2"]

SUBMISSION, SUBMISSION_OVER_TLS = 587, 465
"""Ports (RFC 6409; RFC 8314, section 3.3)."""

RFC_FINAL = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds to wait in each phase; those of RFC 5321, section 4.5.3.2, for whole messages.

    ``connect`` covers DNS and TCP, ``command`` each short answer, ``block`` each 256 KB of a
    message, ``final`` the answer to a whole message. ``goodbye`` is for QUIT. After a failed
    connection the pause is ``pause``, doubled up to 32 times that; when no connection is left
    and none can be had for ``reconnect``, the session ends.
    """

    connect: float = 30.0
    greeting: float = 60.0
    command: float = 120.0
    block: float = 180.0
    final: float = RFC_FINAL
    goodbye: float = 5.0
    pause: float = 1.0
    reconnect: float = 60.0

    def scaled(self, factor: float) -> "Timeouts":
        """All of them, longer or shorter."""
        return Timeouts(**{each.name: getattr(self, each.name) * factor for each in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """Where the server is, how to sign in, and how much it may be asked to carry.

    ``auth`` is chosen from what the server offers when it is None. ``ca`` is a PEM file with
    authorities to trust besides the system's. ``processes`` is how many send; None leaves that
    to the number of cores and messages.
    """

    host: str
    port: int = SUBMISSION
    security: Security = "starttls"
    username: str | Secret | None = None
    password: Secret | None = None
    auth: Mechanism | None = None
    connections: int = 10
    messages_per_connection: int = 100
    rate: Rate | None = None
    processes: int | None = None
    timeouts: Timeouts = Timeouts()
    ca: Path | None = None


def smtp_options(context: ChannelContext) -> SmtpOptions:
    """Read the options of a channel.

    ``timeout`` is the longest wait for the answer to a whole message, in seconds; the other
    waits shrink and grow with it.

    Raises:
        UnusableInput: setting-invalid: an option is missing or cannot be read.
    """
    read = _Options(context.channel, context.options)
    security: Security = read.choice("security", get_args(Security)) or "starttls"
    ca = read.text("ca")
    return SmtpOptions(
        host=read.text("host") or read.refuse("host", "the name of the mail server"),
        port=read.number("port", SUBMISSION_OVER_TLS if security == "tls" else SUBMISSION),
        security=security,
        username=read.reference("username") or read.text("username"),
        password=read.reference("password"),
        auth=read.choice("auth", get_args(Mechanism)),
        connections=read.number("connections", 10),
        messages_per_connection=read.number("messages_per_connection", 100),
        rate=read.rate("rate"),
        processes=read.number("processes", 0) or None,
        timeouts=Timeouts().scaled(read.number("timeout", int(RFC_FINAL)) / RFC_FINAL),
        ca=context.folder / ca if ca else None,
    )


class _Options:
    """Options by name, checked by what they have to be."""

    def __init__(self, channel: str, options: Mapping[str, object]) -> None:
        self._channel, self._options = channel, options

    def refuse(self, name: str, expected: str) -> NoReturn:
        text = f"Channel '{self._channel}': {name} must be {expected}."
        raise UnusableInput(Problem("setting-invalid", text, "Correct it in newsletter.toml."))

    def text(self, name: str) -> str | None:
        value = self._options.get(name)
        if value is None or isinstance(value, Secret):
            return None
        if not isinstance(value, str) or not value.isprintable() or not value.strip():
            self.refuse(name, "text on one line")
        return value

    def reference(self, name: str) -> Secret | None:
        value = self._options.get(name)
        if name == "password" and not isinstance(value, Secret | None):
            self.refuse(name, 'a reference like { secret = "smtp-password" }')
        return value if isinstance(value, Secret) else None

    def number(self, name: str, default: int) -> int:
        value = self._options.get(name, default)
        if name not in self._options:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.refuse(name, "a whole number of 1 or more")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> Any:
        value = self._options.get(name)
        if value is not None and value not in choices:
            self.refuse(name, f"one of {', '.join(choices)}")
        return value

    def rate(self, name: str) -> Rate | None:
        value = self.text(name)
        try:
            return rate(value) if value else None
        except ValueError:
            self.refuse(name, "a rate like 100 per second")
