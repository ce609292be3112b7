"""The header of the message as it goes on the wire, read back without trust in who wrote it.

Sources: RFC 5322 (fields, lines), RFC 2369 and RFC 8058 (List-Unsubscribe), and what Gmail and
Yahoo ask of bulk senders: https://support.google.com/a/answer/81126
"""

import re
from collections.abc import Callable, Iterator, Mapping
from email.errors import MessageError
from email.utils import parseaddr, parsedate_to_datetime

from newsletter.checks.checkup import Checkup
from newsletter.problems import Problem, warning

LONGEST_LINE = 998
_ONCE = ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version")
_END = re.compile(rb"\r\n\r\n")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_RAW = re.compile(rb"[^\t\r\n -~]")
_NAME = re.compile(r"[!-9;-~]+")
_MESSAGE_ID = re.compile(r"<[^\s<>@]{1,200}@[^\s<>@]{1,255}>")
_HTTPS = re.compile(r"<https://[^\s<>]+>")
_HINT = "A sender may not repair it: look for unusual characters in newsletter.toml."

Fields = Mapping[str, list[str]]


def headers(checkup: Checkup) -> Iterator[Problem]:
    """Is every field there, once, and readable by any mail server?"""
    data = checkup.message or b""
    head = _END.split(data, maxsplit=1)[0]
    yield from _bytes(head, data)
    fields = _fields(head)
    for name in _ONCE:
        count = len(fields.get(name.lower(), []))
        if count == 0:
            yield Problem("header-missing", f"The message has no {name}.", _HINT)
        elif count > 1:
            yield Problem("header-repeated", f"The message has {name} {count} times.", _HINT)
    yield from _values(fields)
    yield from _one_click(fields)


def _bytes(head: bytes, data: bytes) -> Iterator[Problem]:
    raw = _RAW.search(head)
    if raw:
        text = f"The header holds the byte 0x{raw[0][0]:02x} as it is, which some servers refuse."
        yield Problem("header-raw", text, _HINT)
    if _BARE.search(data):
        text = "The message has a line that does not end in CR and LF, which servers refuse."
        yield Problem("header-raw", text, _HINT)
    longest = max(map(len, data.split(b"\r\n")))
    if longest > LONGEST_LINE:
        text = f"The message has a line of {longest:,} bytes; servers take {LONGEST_LINE}."
        yield Problem("line-too-long", text, "Look for a very long link or word.")


def _fields(head: bytes) -> Fields:
    fields: dict[str, list[str]] = {}
    for line in _FOLD.sub(b"", head).split(b"\r\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if colon and _NAME.fullmatch(name):
            fields.setdefault(name.lower(), []).append(value.strip())
    return fields


def _values(fields: Fields) -> Iterator[Problem]:
    readable: Mapping[str, Callable[[str], bool]] = {
        "From": _is_mailbox,
        "To": _is_mailbox,
        "Reply-To": _is_mailbox,
        "Date": _is_date,
        "Message-ID": lambda value: _MESSAGE_ID.fullmatch(value) is not None,
    }
    for name, is_readable in readable.items():
        for value in fields.get(name.lower(), []):
            if not is_readable(value):
                text = f"{name} cannot be read: {value[:80]}"
                yield Problem("header-malformed", text, _HINT)


def _is_mailbox(value: str) -> bool:
    address = parseaddr(value)[1]
    return address.count("@") == 1 and all(address.split("@"))


def _is_date(value: str) -> bool:
    try:
        return parsedate_to_datetime(value).tzinfo is not None
    except (ValueError, TypeError, MessageError):
        return False


def _one_click(fields: Fields) -> Iterator[Problem]:
    links = fields.get("list-unsubscribe", [])
    clicks = fields.get("list-unsubscribe-post", [])
    if not any(map(_HTTPS.search, links)) or clicks != ["List-Unsubscribe=One-Click"]:
        text = "Readers cannot unsubscribe with one click, which Gmail and Yahoo want."
        hint = "Set url below [newsletter] to an address that starts with https://."
        yield warning("one-click-missing", text, hint)
