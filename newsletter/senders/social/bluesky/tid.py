"""Record keys: the name of a record is chosen before it is sent, so that a repeat meets itself.

See https://atproto.com/specs/tid.
"""

import hashlib
from datetime import UTC, datetime, timedelta

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13
_CLOCK_BITS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def record_key(created_at: datetime, key: str) -> str:
    """The TID of what has the unique ``key`` and was made at ``created_at`` (aware).

    The millisecond is that of the time; the microseconds below it and the bits of the clock's
    number come from ``key``, so that two records of one instant have different names.
    """
    spread = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    micros = (created_at - _EPOCH) // _MILLISECOND * 1000 + spread % 1000
    return _in_letters(micros << _CLOCK_BITS | (spread // 1000) % (1 << _CLOCK_BITS))


def _in_letters(number: int) -> str:
    """Base 32 that sorts as the numbers do; the highest of its 65 bits is always 0."""
    letters = (_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "".join(letters)
