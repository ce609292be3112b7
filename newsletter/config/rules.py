"""What the text of a setting must look like, beyond being text. One rule a function."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlsplit

import newsletter.config.urls as urls
from newsletter.channels.kinds import looks_secret
from newsletter.channels.rates import rate
from newsletter.config.durations import duration
from newsletter.config.names import clipped
from newsletter.email.dkim import is_domain, is_selector
from newsletter.email.mailbox import ascii_address, parse_mailbox
from newsletter.problems import Place, Problem, did_you_mean

TextRule = Callable[[str, str, Place], Problem | None]
"""(value, the setting's spoken name, its place) -> what is wrong with it, or None."""

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
_FONT = re.compile(r"[\w ,'.-]{1,200}")
_TEMPLATE = re.compile(r"\w[\w.-]{0,99}")
_LONGEST_GUESSED = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(value: str, name: str, place: Place) -> Problem | None:
    """Text without line breaks and other control characters."""
    if not _CONTROL.search(value):
        return None
    text = f"{name} holds a line break or another control character."
    return Problem("setting-invalid", text, "Write it on one line.", place)


def filled(value: str, name: str, place: Place) -> Problem | None:
    """Text that is not empty."""
    if value.strip():
        return None
    hint = "Fill it in, or remove the line."
    return Problem("setting-invalid", f"{name} is empty.", hint, place)


def timezone(value: str, name: str, place: Place) -> Problem | None:
    """A zone of the IANA database, like Europe/Berlin."""
    zones = _zones()
    if value in zones:
        return None
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones)}
    wanted = value.strip().replace(" ", "_").casefold()
    same_city = cities.get(wanted.rpartition("/")[2])
    hint = f"Did you mean '{same_city}'?" if same_city else did_you_mean(value, sorted(zones))
    hint = hint or "Write a region and a city, like Europe/Berlin."
    return Problem(
        "timezone-unknown", f"{name}: there is no time zone '{clipped(value)}'.", hint, place
    )


@cache
def _zones() -> frozenset[str]:
    """Every zone of the database, which is a walk through hundreds of files."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def color(value: str, name: str, place: Place) -> Problem | None:
    """A colour as # and three or six hexadecimal digits."""
    if _COLOR.fullmatch(value):
        return None
    hint = "Write # and six digits from 0 to 9 and a to f, like #0b6e4f."
    return Problem("color-invalid", f"{name} is not a color: '{clipped(value)}'.", hint, place)


def mailbox(value: str, name: str, place: Place) -> Problem | None:
    """One mailbox as in a From header (RFC 5322 3.4): with or without a name."""
    try:
        parse_mailbox(value)
    except ValueError:
        hint = "Write it like Acme News <news@acme.example>"
        return Problem("address-invalid", f"{name} is not an email address.", hint, place)
    return None


def language(value: str, name: str, place: Place) -> Problem | None:
    """A language tag (BCP 47), like en or pt-BR."""
    if _LANGUAGE.fullmatch(value):
        return None
    hint = "Write a code like en, de or pt-BR."
    return Problem("setting-invalid", f"{name} is not a language: '{clipped(value)}'.", hint, place)


def font(value: str, name: str, place: Place) -> Problem | None:
    """A CSS font list; nothing that could end the style it is written into."""
    if _FONT.fullmatch(value):
        return None
    hint = "Write names with commas between them, like Georgia, serif."
    return Problem("setting-invalid", f"{name} is not a list of fonts.", hint, place)


def template(value: str, name: str, place: Place) -> Problem | None:
    """The name of a template, without folder and extension."""
    if _TEMPLATE.fullmatch(value) and not value.endswith((".mjml", ".txt")):
        return None
    hint = "Write the file's name without folder and extension: digest for templates/digest.mjml."
    return Problem("setting-invalid", f"{name} is not a template's name.", hint, place)


def hold(value: str, name: str, place: Place) -> Problem | None:
    """A duration."""
    try:
        duration(value)
    except ValueError:
        hint = "Write a number and s, m, h or d, like 25s, 2m, 3h or 2d."
        return Problem(
            "duration-invalid", f"{name} is not a duration: '{clipped(value)}'.", hint, place
        )
    return None


def pace(value: str, name: str, place: Place) -> Problem | None:
    """A rate."""
    try:
        rate(value)
    except ValueError:
        hint = "Write it like 100 per second, 100 per minute or 100 per hour."
        return Problem("rate-invalid", f"{name} is not a rate: '{clipped(value)}'.", hint, place)
    return None


def project_path(value: str, name: str, place: Place) -> Problem | None:
    """A path below the project folder."""
    path = PurePosixPath(value)
    drive = re.match(r"[A-Za-z]:", value) or "\\" in value
    if value.strip() and not path.is_absolute() and ".." not in path.parts and not drive:
        return None
    hint = "Write a path below the project folder, with /, like images/logo.png."
    return Problem("path-outside-project", f"{name} is not in the project.", hint, place)


def picture(value: str, name: str, place: Place) -> Problem | None:
    """A picture of the project, or one on the web by https."""
    if "://" in value or value.startswith("data:"):
        return urls.safe(value, name, place)
    return project_path(value, name, place)


def domain(value: str, name: str, place: Place) -> Problem | None:
    """A domain as it stands in DNS."""
    if is_domain(value):
        return None
    hint = f"Write the domain alone, like {_bare_domain(value)}."
    return Problem("setting-invalid", f"{name} is not a domain: '{clipped(value)}'.", hint, place)


def _bare_domain(value: str) -> str:
    """The domain that an address, a URL or a name beyond ASCII was meant to be, or an example."""
    host = re.sub(
        r"^[a-z]+://|[/:?#].*|\.$", "", value.strip()[:_LONGEST_GUESSED].rpartition("@")[2]
    )
    try:
        found = ascii_address(f"postmaster@{host}").rpartition("@")[2]
    except ValueError:
        found = ""
    return found if is_domain(found) else "acme.example"


def selector(value: str, name: str, place: Place) -> Problem | None:
    """The name of a DKIM key (RFC 6376, section 3.1)."""
    if is_selector(value) and "_domainkey" not in value:
        return None
    hint = "Write what stands before ._domainkey in DNS, in letters, digits and -, like news."
    return Problem("setting-invalid", f"{name} is no selector: '{clipped(value)}'.", hint, place)


def database(value: str, name: str, place: Place) -> Problem | None:
    """An SQLite file or a PostgreSQL database, without its password."""
    try:
        parts = urlsplit(value)
        _port = parts.port  # a password with a / in it would be one
        in_query = any(map(looks_secret, parse_qs(parts.query)))
    except ValueError:
        parts, in_query = urlsplit(""), False
    if parts.password is not None or in_query:
        return urls.password_inside(name, place)
    file = parts.scheme == "sqlite" and not parts.netloc
    if (file or parts.scheme == "postgresql+psycopg") and parts.path.strip("/"):
        return None
    hint = "Write sqlite:///.newsletter/state.db or postgresql+psycopg://host/database."
    return Problem("url-invalid", f"{name} is not a database that we know.", hint, place)
