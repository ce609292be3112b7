"""Addresses on the web as a request takes them apart, and those that are never asked."""

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from newsletter.web.guard import Refused

_PORTS = {"http": 80, "https": 443}
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_LONGEST = 8_000
_LOWEST_FREE = 1024
_OTHER_SERVICES = frozenset({
    1719, 1720, 1723, 2049, 2375, 2376, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379,
    6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017,
})  # fmt: skip
"""Ports where other programs listen: those that browsers refuse (https://fetch.spec.whatwg.org,
"bad port"), databases, and the remote control of computers."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to ask, and for what. ``path`` has its query, and is ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_encrypted(self) -> bool:
        """Whether it is asked by https."""
        return self.scheme == "https"

    @property
    def default_port(self) -> int:
        """The port that need not be named."""
        return _PORTS[self.scheme]


def target_of(address: str, *, any_port: bool = False) -> Target:
    """``address`` taken apart; ``any_port`` for one that the project's owner wrote down.

    Raises:
        Refused: it is no page, holds a user name, or leads to another service than the web.
        ValueError: it cannot be read.
    """
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused("leads to something that is no page")
    if parts.username is not None or parts.password is not None:
        raise Refused("holds a user name")
    if len(address) > _LONGEST:
        raise Refused(f"is longer than {_LONGEST:,} characters")
    port = parts.port or _PORTS[parts.scheme]
    if not (any_port or _is_of_the_web(port)):
        raise Refused(f"leads to port {port}, where no web server belongs")
    host = parts.hostname.encode("idna").decode("ascii")
    query = "?" + quote(parts.query, _SAFE) if parts.query else ""
    return Target(parts.scheme, host, port, quote(parts.path or "/", _SAFE) + query)


def is_same_server(one: str, other: str) -> bool:
    """Whether both addresses are asked at the same host; https may take the place of http.

    False for what cannot be read.
    """
    try:
        first, second = target_of(one, any_port=True), target_of(other, any_port=True)
    except (OSError, ValueError):
        return False
    is_secured = second.is_encrypted and second.port == _PORTS["https"]
    return first.host == second.host and (first.port == second.port or is_secured)


def led_to(address: str, location: str) -> str:
    """Where a redirect from ``address`` leads.

    Raises:
        ValueError: it cannot be read.
    """
    with suppress(UnicodeError):
        # Headers are read as Latin-1, but what servers write there is UTF-8.
        location = location.encode("latin-1").decode("utf-8")
    return urljoin(address, location)


def _is_of_the_web(port: int) -> bool:
    return port in _PORTS.values() or (port >= _LOWEST_FREE and port not in _OTHER_SERVICES)
