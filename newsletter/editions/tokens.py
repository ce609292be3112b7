"""Signed tokens: the end of a link that acts for one subscriber, and that nobody else can make.

A token is ``PAYLOAD.SIGNATURE`` in base64url (RFC 4648, section 5). The payload says who it is
for, from which audience and edition; the signature is HMAC-SHA256 (RFC 2104), cut to 128 bits.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_SHAPE = re.compile(r"[A-Za-z0-9_-]{4,2000}\.[A-Za-z0-9_-]{1,100}", re.ASCII)
_PURPOSE = "unsubscribe-1"
_SIGNATURE = 16

Rejection = Literal["unknown", "tampered"]
"""unknown: this was never a token of ours. tampered: it looks like one, and the signature is wrong.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a link is for: the subscriber by the key of the address, and where the link stood."""

    key: str
    audience: str
    edition: str


def sign(subject: Subject, key: bytes) -> str:
    """The token for ``subject``, signed with ``key``.

    Raises:
        ValueError: a field holds a zero byte, or the key is empty.
    """
    fields = (_PURPOSE, subject.key, subject.audience, subject.edition)
    if not key or any("\0" in field for field in fields):
        raise ValueError("a token needs a key, and fields without zero bytes")
    payload = "\0".join(fields).encode("utf-8", "surrogatepass")
    return f"{_encoded(payload)}.{_encoded(_signature(payload, key))}"


def verify(token: str, keys: Sequence[bytes]) -> Subject | Rejection:
    """The subject of ``token``, if one of ``keys`` signed it.

    Every key is tried, so links signed before a rotation go on working. Comparing takes the same
    time for every wrong signature.
    """
    if not _SHAPE.fullmatch(token):
        return "unknown"
    first, _, second = token.partition(".")
    payload, signature = _decoded(first), _decoded(second)
    if payload is None or signature is None:
        return "tampered"
    matches = [hmac.compare_digest(signature, _signature(payload, key)) for key in keys if key]
    return _subject(payload) if any(matches) else "tampered"


def _subject(payload: bytes) -> Subject | Rejection:
    purpose, *fields = payload.decode("utf-8", "surrogatepass").split("\0")
    if purpose != _PURPOSE or len(fields) != len(Subject.__slots__):
        return "unknown"
    return Subject(*fields)


def _signature(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")[:_SIGNATURE]


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes | None:
    """The bytes of ``text``; None unless it is how those bytes are written."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if _encoded(data) == text else None
