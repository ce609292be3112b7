"""Addresses that are a secret as a whole: who knows one may post there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from newsletter.config.urls import is_this_computer
from newsletter.errors import UnusableInput
from newsletter.ports import ChannelContext
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.options import needed, optional


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: the whole ``address``, and the parts of it that must not be told."""

    address: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def host(self) -> str:
        """The one part that may be told."""
        return urlsplit(self.address).hostname or "?"


def hook(context: ChannelContext, option: str) -> Hook:
    """The address in an option; ``endpoint`` sends it elsewhere.

    Raises:
        UnusableInput: setting-missing, webhook-address.
    """
    given = needed(context, option)
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnusableInput(_no_address(context, option)) from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_computer(host or ""))
    if not host or not safe or not given.isprintable() or " " in given:
        raise UnusableInput(_no_address(context, option))
    other = urlsplit(optional(context, "endpoint"))
    if other.netloc:
        parts = parts._replace(scheme=other.scheme, netloc=other.netloc)
    address = urlunsplit(parts._replace(fragment=""))
    return Hook(address, (given, address, *_secrets(parts)))


_LIKE_A_SECRET = 16
"""Characters of a piece of a path that is no ordinary word."""


def _secrets(parts: SplitResult) -> Iterator[str]:
    yield from (piece for piece in parts.path.split("/") if len(piece) >= _LIKE_A_SECRET)
    yield from (value for _, value in parse_qsl(parts.query))
    if parts.password:
        yield parts.password


def _no_address(context: ChannelContext, option: str) -> Problem:
    name = printable(context.channel)
    text = f"Channel '{name}': the {option} is no https address."
    hint = "Copy the whole address from the service, beginning with https://, and store it again."
    return Problem("webhook-address", text, hint)
