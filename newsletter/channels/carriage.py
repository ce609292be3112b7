"""What a configured channel carries, and which of its settings decide what goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsletter.channels.kinds import KNOWN, looks_secret
from newsletter.model import NETWORK_NAMES
from newsletter.ports import SenderKind
from newsletter.settings import ChannelSettings, Secret

REHEARSED = "network"
"""The option by which a local sender plays a network."""
_OTHER_NETWORK = "webhook"
_HOW_NOT_WHAT = frozenset(
    {
        "access_key_id",
        "auth",
        "ca",
        "client_id",
        "connections",
        "dkim_domain",
        "dkim_selector",
        "messages_per_connection",
        "paused",
        "processes",
        "rate",
        "timeout",
        "username",
        "version",
    }
)


@dataclass(frozen=True, slots=True)
class Carriage:
    """``network`` is what a social channel's posts are written for; None for the others.

    ``is_local`` means that nothing leaves this computer.
    """

    kind: SenderKind
    network: str | None = None
    is_local: bool = False


def carriage_of(channel: ChannelSettings) -> Carriage:
    """What ``channel`` carries. A sender that is not described is a plug-in's, and leaves."""
    known = KNOWN.get(channel.sender)
    is_local = known is not None and not known.leaves_computer
    rehearsed = channel.options.get(REHEARSED)
    if rehearsed in NETWORK_NAMES:
        return Carriage("social", str(rehearsed), is_local)
    if known is None:
        return _of_plugin(channel)
    network = known.network or (_OTHER_NETWORK if known.kind == "social" else None)
    return Carriage(known.kind, network, is_local)


def _of_plugin(channel: ChannelSettings) -> Carriage:
    """An audience is what sets a channel of email apart from one of posts."""
    if channel.audience is not None:
        return Carriage("email")
    return Carriage("social", _OTHER_NETWORK)


def lasting_options(channel: ChannelSettings) -> Mapping[str, Any]:
    """The options that a plan freezes: no secret, no credential, nothing about the pace.

    A new rate or another password changes nothing of what was approved.
    """
    return {
        name: value
        for name, value in sorted(channel.options.items())
        if name not in _HOW_NOT_WHAT and not looks_secret(name) and not isinstance(value, Secret)
    }
