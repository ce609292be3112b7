"""Which addresses a link of content may lead us to: those on the public internet alone.

A link to 169.254.169.254 or to a printer must not make this computer ask there. The name is
resolved once, every answer is looked at, and the connection is made to one of those very addresses.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[IpAddress], bool]
Resolver = Callable[[str, int], Sequence[str]]
"""(host, port) -> the host's IP addresses as text; raises OSError when it has none."""

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that hold an IPv4 one for a translator on the way (RFC 6052)."""

_INSIDE = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b:1::/48", "fec0::/10", "192.0.0.0/24", "168.63.129.16/32")
)
"""Those of a translator inside a network, whatever they hold (RFC 8215); those that were once set
aside for a site (RFC 3879); those of protocols (RFC 6890, 2.2.2), of which Oracle's cloud uses one
for its credentials; and the one at which Azure's cloud talks to its machines."""

_OWN = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7",
    )
)  # fmt: skip
"""This computer and the networks of a house. Link-local addresses, where clouds keep their
credentials, are not among them."""


class Refused(OSError):
    """The host is inside a private network, or the address is none of a page; it is not asked."""


def is_public(address: IpAddress) -> bool:
    """True for an address that anybody on the internet can reach."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if address.is_multicast or address.is_reserved:
        return False
    return address.is_global and not any(address in network for network in _INSIDE)


def is_public_or_own(address: IpAddress) -> bool:
    """True also inside the own networks, for addresses that the project's owner wrote down."""
    inner = _inner(address)
    if inner is not None:
        return is_public_or_own(inner)
    return is_public(address) or any(address in network for network in _OWN)


def system_addresses(host: str, port: int) -> Sequence[str]:
    """What this computer's resolver answers, as a `Resolver`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]).partition("%")[0] for answer in found]


def resolve(
    host: str,
    port: int,
    allowed: Allowed = is_public,
    *,
    resolver: Resolver = system_addresses,
    seconds: float = 10.0,
) -> tuple[str, ...]:
    """The IP addresses to connect to for ``host``, the best one first.

    Raises:
        Refused: one of the host's addresses is not allowed.
        TimeoutError: the resolver did not answer in time.
        OSError: the host has no address.
    """
    addresses = tuple(dict.fromkeys(_answer(resolver, host, port, seconds)))
    if not addresses or not all(allowed(ipaddress.ip_address(one)) for one in addresses):
        raise Refused(f"{host} is inside a private network")
    return addresses


def _answer(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """The resolver's answer. It takes as long as it likes, so it is asked from beside."""
    answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as error:  # noqa: BLE001 - raised again by who waits
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0))
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _inner(address: IpAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
