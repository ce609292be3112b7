"""Which addresses a link of content may lead us to: those on the public internet alone.

A link to 169.254.169.254 or to a printer must not make this computer ask there. The name is
resolved once, every answer is looked at, and the connection is made to that very address.
"""

import ipaddress
import socket
from collections.abc import Callable

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[IpAddress], bool]

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that hold an IPv4 one for a translator on the way (RFC 6052)."""


class Refused(OSError):
    """The host is inside a private network, and is not asked."""


def is_public(address: IpAddress) -> bool:
    """True for an address that anybody on the internet can reach."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int, allowed: Allowed = is_public) -> str:
    """The IP address to connect to for ``host``.

    Raises:
        Refused: one of the host's addresses is not allowed.
        OSError: the host has no address.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(answer[4][0]).partition("%")[0] for answer in found]
    if not addresses or not all(allowed(ipaddress.ip_address(one)) for one in addresses):
        raise Refused(f"{host} is inside a private network")
    return addresses[0]


def _inner(address: IpAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
