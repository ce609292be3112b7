"""The parts of a mail but for its words: pictures, and the boundaries around all of them."""

import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newsletter.email.headers import exact_field

CRLF = b"\r\n"

_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_CONTENT_ID = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


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


@dataclass(frozen=True, slots=True)
class Frame:
    """All bytes of a mail's body but its words, which stand between: text, then HTML."""

    before_text: bytes
    before_html: bytes
    after_html: bytes


def frame(seed: str, images: Sequence[InlineImage]) -> Frame:
    """The body around text and HTML, from its Content-Type on.

    They are alternatives (RFC 2046); with ``images`` the HTML and they are related (RFC 2387).
    ``seed`` makes the boundaries.

    Raises:
        ValueError: an image's content id or media type is malformed.
    """
    outer, inner = _boundary("alternative", seed), _boundary("related", seed)
    opening, closing = b"", b""
    if images:
        pictures = (b"--%s\r\n%s\r\n" % (inner, _image_part(image)) for image in images)
        opening = _multipart_head("related", inner) + b"--%s\r\n" % inner
        closing = b"".join((CRLF, *pictures, b"--%s--\r\n" % inner))
    return Frame(
        _multipart_head("alternative", outer) + b"--%s\r\n" % outer + _text_head("plain"),
        b"\r\n--%s\r\n" % outer + opening + _text_head("html"),
        closing + b"\r\n--%s--\r\n" % outer,
    )


def digest(kind: str, seed: str) -> str:
    """A short hash, for what has to be unique to a mail and to a use in it."""
    return hashlib.sha256(f"{kind}\0{seed}".encode("utf-8", "replace")).hexdigest()[:32]


def _boundary(kind: str, seed: str) -> bytes:
    """``=_`` cannot stand in a quoted-printable body, nor in a base64 one."""
    return f"=_{digest(kind, seed)}".encode()


def _multipart_head(kind: Literal["alternative", "related"], boundary: bytes) -> bytes:
    type_of_root = b'; type="text/html"' if kind == "related" else b""
    head = b'Content-Type: multipart/%s%s;\r\n boundary="%s"\r\n\r\n'
    return head % (kind.encode(), type_of_root, boundary)


def _text_head(subtype: Literal["plain", "html"]) -> bytes:
    head = (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode()


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
