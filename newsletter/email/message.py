"""One mail as bytes for the wire: RFC 5322 fields and MIME parts, the same bytes every time.

There is no clock and no chance in here: date, boundaries and Message-ID come from what is
passed in.
"""

import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote

from newsletter.email.headers import exact_field, text_field
from newsletter.email.mailbox import parse_mailbox

CRLF = b"\r\n"

_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_CONTENT_ID = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one mail says and to whom.

    ``sender``, ``recipient`` and ``reply_to`` are mailboxes as in a header, with or without a
    name. ``date`` is aware. ``unsubscribe`` is the link behind List-Unsubscribe.
    ``seed`` names the mail: boundaries and Message-ID are made of its hash, so two different
    mails need two seeds.
    """

    sender: str
    recipient: str
    subject: str
    date: datetime
    text: str
    html: str
    seed: str
    reply_to: str | None = None
    unsubscribe: str | None = None


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture that travels in the mail; the HTML shows it by ``cid:`` and its content id.

    ``content_id`` looks like an address, without angle brackets; ``media_type`` is image/png
    or the like.
    """

    content_id: str
    media_type: str
    data: bytes
    file_name: str


def build_message(letter: Letter, images: Sequence[InlineImage] = ()) -> bytes:
    """The mail as it goes on the wire: CRLF line ends, ASCII alone, not dot-stuffed.

    Text and HTML are alternatives (RFC 2046); with ``images`` the HTML and they are related
    (RFC 2387). One-click unsubscription (RFC 8058) is offered when its link is https.

    Raises:
        ValueError: a mailbox holds no address, the date is not aware, an image's content id or
            media type is malformed, or a link is too long for a header.
    """
    text = _text_part("plain", letter.text)
    html = _text_part("html", letter.html)
    if images:
        related = [html, *map(_image_part, images)]
        html = _multipart("related", _boundary("related", letter.seed), related)
    body = _multipart("alternative", _boundary("alternative", letter.seed), [text, html])
    return b"".join(field.encode("ascii") + CRLF for field in _fields(letter)) + body


def message_id(seed: str, sender: str) -> str:
    """The Message-ID, with its angle brackets, of the mail with this seed and sender.

    Raises:
        ValueError: ``sender`` holds no address.
    """
    return f"<{_digest('message', seed)}@{parse_mailbox(sender).domain}>"


def _fields(letter: Letter) -> Iterable[str]:
    """The header fields, but for those of the body."""
    if letter.date.tzinfo is None:
        raise ValueError("a mail's date needs a time zone")
    yield parse_mailbox(letter.sender).field("From")
    yield parse_mailbox(letter.recipient).field("To")
    if letter.reply_to:
        yield parse_mailbox(letter.reply_to).field("Reply-To")
    yield text_field("Subject", letter.subject)
    yield exact_field("Date", format_datetime(letter.date))
    yield exact_field("Message-ID", message_id(letter.seed, letter.sender))
    yield from _unsubscribe_fields(letter.unsubscribe)
    yield "MIME-Version: 1.0"


def _unsubscribe_fields(link: str | None) -> Iterable[str]:
    if link and link.startswith("https://"):
        safe = quote(link, safe=_URL_CHARACTERS, errors="replace")
        yield exact_field("List-Unsubscribe", f"<{safe}>")
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _text_part(subtype: Literal["plain", "html"], text: str) -> bytes:
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + _quoted_printable(text)


def _quoted_printable(text: str) -> bytes:
    """Lines of at most 76 characters (RFC 2045, section 6.7).

    binascii ends its soft lines as the first hard one ends, so ends are set right afterwards.
    """
    lines = _LINE_BREAK.sub("\n", text).encode("utf-8", "replace")
    return binascii.b2a_qp(lines, istext=True).replace(b"\n", CRLF)


def _image_part(image: InlineImage) -> bytes:
    if not _TOKEN.fullmatch(image.media_type):
        raise ValueError(f"{image.media_type!r} is no media type like image/png")
    if not _CONTENT_ID.fullmatch(image.content_id):
        raise ValueError(f"{image.content_id!r} is no content id like logo@acme.example")
    file_name = _FILE_NAME.sub("_", image.file_name)[-60:]
    head = (
        f"Content-Type: {image.media_type}",
        "Content-Transfer-Encoding: base64",
        exact_field("Content-ID", f"<{image.content_id}>"),
        f'Content-Disposition: inline; filename="{file_name}"',
    )
    return "\r\n".join((*head, "", "")).encode() + _base64(image.data)


def _base64(data: bytes) -> bytes:
    """Lines of 76 characters (RFC 2045, section 6.8)."""
    lines = (data[start : start + 57] for start in range(0, len(data), 57))
    return CRLF.join(binascii.b2a_base64(line, newline=False) for line in lines)


def _multipart(kind: Literal["alternative", "related"], boundary: str, parts: list[bytes]) -> bytes:
    """An entity of several parts, from its Content-Type on."""
    type_of_root = '; type="text/html"' if kind == "related" else ""
    head = f'Content-Type: multipart/{kind}{type_of_root};\r\n boundary="{boundary}"\r\n\r\n'
    opened = (b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return head.encode() + b"".join(opened) + b"--%s--\r\n" % boundary.encode()


def _boundary(kind: str, seed: str) -> str:
    """``=_`` cannot stand in a quoted-printable body, nor in a base64 one."""
    return f"=_{_digest(kind, seed)}"


def _digest(kind: str, seed: str) -> str:
    return hashlib.sha256(f"{kind}\0{seed}".encode("utf-8", "replace")).hexdigest()[:32]
