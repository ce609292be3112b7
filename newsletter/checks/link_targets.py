"""Where a link leads: whether its address is one that readers can open.

Grammar of addresses: RFC 3986. Names that nobody owns: RFC 2606.
"""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from newsletter.problems import Place, Problem, warning

_HOST = re.compile(r"(?i)(?=.{1,253}\Z)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,62}\.?")
_UNUSABLE = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
_SLOT = re.compile(r"(?i)\{\{|\}\}|%7b%7b|\*\||\[\[|%%")
_MAILBOX = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]{0,30}):")
_OPENS_AN_APP = frozenset({"tel", "sms", "webcal"})
_NOBODYS = re.compile(r"(?i)(?:.*\.)?(?:invalid|example\.(?:com|net|org))\.?")
_NEAR = re.compile(r"(?i)(?:.*\.)?(?:localhost|local|internal|lan|home\.arpa)\.?")


def target_problems(address: str, place: Place) -> Iterator[Problem]:
    """What is wrong with ``address`` as the target of a link."""
    shown = address[:120]
    if address in ("", "#"):
        hint = "Give it an address, or make it plain text."
        yield Problem("link-empty", "This link leads nowhere.", hint, place)
    elif _SLOT.search(address):
        hint = (
            "Templates write {{ ... }}; check that its name is spelt as in the template language."
        )
        yield Problem("link-placeholder", f"A placeholder was left in {shown}.", hint, place)
    else:
        yield from _of_scheme(address, shown, place)


def is_web(address: str) -> bool:
    """True for an address of a page, which starts with http:// or https://."""
    return address.lower().startswith(("https://", "http://"))


def host_of(address: str) -> str:
    """The host of a web address in lower case; '' when it cannot be read."""
    return (_split(address) or urlsplit("")).hostname or ""


def is_near(host: str) -> bool:
    """True for a host that only this computer, or this network, can reach."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return bool(_NEAR.fullmatch(host)) or ("." not in host and ":" not in host)


def _of_scheme(address: str, shown: str, place: Place) -> Iterator[Problem]:
    scheme = _SCHEME.match(address)
    name = scheme[1].lower() if scheme else ""
    if name in ("http", "https"):
        yield from _of_page(address, shown, place)
    elif name == "mailto":
        mailbox = address.partition(":")[2].partition("?")[0]
        if not _MAILBOX.fullmatch(mailbox) and "to=" not in address.lower():
            text = f"{shown} names no mailbox."
            yield Problem("link-invalid", text, "Write mailto:name@acme.example.", place)
    elif name not in _OPENS_AN_APP:
        text = f"{shown} is no address that a mail can lead to."
        yield Problem("link-invalid", text, "Write it out in full, from https:// on.", place)


def _of_page(address: str, shown: str, place: Place) -> Iterator[Problem]:
    parts = _split(address)
    if parts is None or not _is_host(parts.hostname or "") or _UNUSABLE.search(address):
        text = f"{shown} is no address that can be opened."
        yield Problem("link-invalid", text, "Look for spaces and missing slashes in it.", place)
        return
    host = parts.hostname or ""
    if _NOBODYS.fullmatch(host):
        text = f"{shown} is a placeholder: {host} belongs to nobody."
        yield warning("link-placeholder", text, "Put the real address in its place.", place)
    elif is_near(host):
        text = f"{shown} can be opened on this network only."
        yield warning("link-local", text, "Put the public address in its place.", place)
    elif parts.scheme.lower() == "http":
        text = f"{shown} is not encrypted."
        yield warning("link-insecure", text, "Write https:// if the site has it.", place)


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        has_a_port = parts.port != 0
    except ValueError:
        return None
    return parts if has_a_port else None


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or _HOST.fullmatch(host) is not None
    return True
