"""Mailboxes as they stand in From and To: a name and an address that is safe for the wire."""

import re
import unicodedata
from dataclasses import dataclass

from newsletter.email.headers import LINE, encoded_words, one_line

_WITH_NAME = re.compile(r"(?P<name>.*)<(?P<address>[^<>]*)>", re.DOTALL)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, which may be empty, and an address in ASCII (RFC 5322, section 3.4)."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands after the address's at sign."""
        return self.address.rpartition("@")[2]

    def field(self, name: str) -> str:
        """The header field ``name`` with this mailbox, folded."""
        if not self.name:
            return f"{name}: {self.address}" if self._fits(name) else f"{name}:\r\n {self.address}"
        display = _phrase(self.name, LINE - len(name) - 2)
        last = display.rpartition("\r\n")[2]
        used = len(last) + (len(name) + 2 if last == display else 0)
        joint = " " if used + len(self.address) + 3 <= LINE else "\r\n "
        return f"{name}: {display}{joint}<{self.address}>"

    def _fits(self, name: str) -> bool:
        return len(name) + 2 + len(self.address) <= LINE


def parse_mailbox(text: str) -> Mailbox:
    """``Acme News <news@acme.example>`` or a bare address. The name may hold any character.

    A domain beyond ASCII is written in Punycode (RFC 3492).

    Raises:
        ValueError: there is no address in it that mail can be sent to, with the reason.
    """
    line = one_line(text)
    match = _WITH_NAME.fullmatch(line)
    name, address = (match["name"], match["address"]) if match else ("", line)
    return Mailbox(_unquoted(name.strip()), ascii_address(address.strip()))


def ascii_address(address: str) -> str:
    """``address`` with its domain in ASCII; the part before the at sign stays as it is.

    Raises:
        ValueError: it is no address, or what stands before the at sign is not plain ASCII.
    """
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > 64:
        raise ValueError(f"{address!r} is not an address like name@domain.example")
    labels = [_ascii_label(label) for label in _DOTS.split(domain)]
    whole = f"{local}@{'.'.join(labels)}"
    if not all(map(_LABEL.fullmatch, labels)) or len(whole) > 254:
        raise ValueError(f"{address!r} has no valid domain after its @")
    return whole


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    normal = unicodedata.normalize("NFC", label.lower())
    return "xn--" + normal.encode("punycode").decode("ascii")


def _unquoted(name: str) -> str:
    if len(name) >= 2 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1]).strip()
    return name


def _phrase(name: str, first: int) -> str:
    """``name`` as atoms, a quoted string or encoded words, whichever is the simplest."""
    if name.isascii() and "=?" not in name:
        quoted = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
        simple = name if _ATOMS.fullmatch(name) else quoted
        if len(simple) <= first:
            return simple
    return encoded_words(name, first)
