"""Our Message-ID in the forms that providers take, so that what they tell later can be matched."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from uuid import UUID, uuid5

LONGEST_TAG = 256
_KEYS = UUID("0d1f6a2e-5a52-5a0b-8f43-6a0f2d9d6b77")
"""The namespace of the keys that are made of Message-IDs (RFC 9562, section 5.5)."""


def bare(message_id: str) -> str:
    """A Message-ID without its angle brackets."""
    return message_id.strip("<>")


def short(message_id: str, most: int) -> str:
    """The Message-ID without brackets; one of more than ``most`` characters as its SHA-256."""
    name = bare(message_id)
    return name if len(name) <= most else _digest(name)[:most]


def tag(message_id: str) -> str:
    """The Message-ID in letters, digits, ``-`` and ``_`` alone: base64url without its ``=``."""
    name = bare(message_id).encode("utf-8", "replace")
    encoded = urlsafe_b64encode(name).rstrip(b"=").decode("ascii")
    return encoded if len(encoded) <= LONGEST_TAG else _digest(bare(message_id))


def batch_key(message_ids: Iterable[str]) -> str:
    """A key of 64 characters for messages that go together, in this order."""
    return _digest("\n".join(map(bare, message_ids)))


def uuid_of(message_id: str) -> str:
    """The Message-ID as a UUID."""
    return str(uuid5(_KEYS, bare(message_id).encode("utf-8", "replace").decode("utf-8")))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
