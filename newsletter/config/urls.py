"""Addresses on the web that a settings file may name."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from newsletter.problems import Place, Problem

_HOST = re.compile(r"[^\s/?#@\\<>\"'`{}|^]+")


def is_this_computer(host: str) -> bool:
    """True for localhost and the loopback addresses: nothing sent there leaves the computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def split(url: str) -> SplitResult | None:
    """The parts of an absolute http or https address; None when it is none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    web = parts.scheme in ("http", "https")
    clean = url == url.strip() and not re.search(r"\s", url)
    return parts if web and clean and host and _HOST.fullmatch(host) else None


def page(value: str, name: str, place: Place) -> Problem | None:
    """A page or feed to read: http or https."""
    parts = split(value)
    if parts is None:
        hint = "Write the whole address, like https://news.example.com"
        return Problem("url-invalid", f"{name} is not a web address.", hint, place)
    if parts.password is not None:
        return password_inside(name, place)
    return None


def safe(value: str, name: str, place: Place) -> Problem | None:
    """An address that people are sent to or that we send to: https, or http to this computer."""
    problem = page(value, name, place)
    parts = split(value)
    if problem or parts is None:
        return problem
    if parts.scheme == "http" and not is_this_computer(parts.hostname or ""):
        hint = "Write https:// instead; http:// is only for this computer."
        return Problem("url-invalid", f"{name} is not encrypted.", hint, place)
    return None


def base(value: str, name: str, place: Place) -> Problem | None:
    """A safe address that paths are added to, so without a query or a fragment."""
    problem = safe(value, name, place)
    if problem is None and ("?" in value or "#" in value):
        hint = "Leave out everything from the ? or # on."
        return Problem("url-invalid", f"{name} has a query or a fragment.", hint, place)
    return problem


def password_inside(name: str, place: Place) -> Problem:
    """The finding for a password between ``//`` and ``@``; it never shows the password."""
    hint = "Take it out of the address, and change it if this file has been shared."
    return Problem("secret-in-file", f"{name} has a password in it.", hint, place)
