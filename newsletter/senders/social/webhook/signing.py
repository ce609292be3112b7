"""Signatures of Standard Webhooks 1.0.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a key."""


def keys(secret: str) -> tuple[bytes, ...]:
    """The keys of a secret: one, or the new and the old one with a space between them.

    Raises:
        ValueError: one is no base64 of 24 to 64 bytes behind ``whsec_``.
    """
    return tuple(_key(one) for one in secret.split())


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        raise ValueError(f"it does not begin with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("it is no base64") from None
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"it has {len(key)} bytes, not {SHORTEST} to {LONGEST}")
    return key


def signatures(signing: Sequence[bytes], identity: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature``: a signature with each key."""
    signed = f"{identity}.{timestamp}.".encode() + body
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in signing)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)
