"""The body of an answer: as large as was allowed and no larger, unpacked with the same care."""

import zlib
from http.client import HTTPResponse
from typing import Protocol

from newsletter.web.failures import FetchFailed

PACKINGS = "gzip"
"""What the Accept-Encoding of a request says."""

_CHUNK = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_TOO_EARLY = "ended in the middle of its answer"


def body_of(response: HTTPResponse, most: int) -> bytes:
    """The whole body, unpacked.

    Raises:
        FetchFailed: it has more than ``most`` bytes, on the wire or unpacked; it is packed in
            another way than was asked for, is damaged, or ends too early.
        OSError, HTTPException: the connection broke.
    """
    if (response.length or 0) > most:
        raise _too_large(most)
    unpacking = _unpacking(response.getheader("Content-Encoding", ""))
    whole = bytearray()
    taken = 0
    while chunk := response.read(_CHUNK):
        taken += len(chunk)
        whole += unpacking.take(chunk, most + 1 - len(whole))
        if max(taken, len(whole)) > most:
            raise _too_large(most)
    # A length that was promised and is still to come; None where none was promised.
    if response.length or not unpacking.is_whole:
        raise FetchFailed(_TOO_EARLY)
    return bytes(whole)


class _Unpacking(Protocol):
    @property
    def is_whole(self) -> bool: ...

    def take(self, chunk: bytes, most: int) -> bytes: ...


class _Unpacked:
    is_whole = True

    def take(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


class _Gzip:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP)

    @property
    def is_whole(self) -> bool:
        return self._inflate.eof

    def take(self, chunk: bytes, most: int) -> bytes:
        """The next bytes, at most ``most``; what follows the packed whole is padding."""
        if self._inflate.eof:
            return b""
        try:
            return self._inflate.decompress(chunk, most)
        except zlib.error:
            raise FetchFailed("sent an answer that cannot be unpacked") from None


def _unpacking(name: str) -> _Unpacking:
    packing = name.strip().lower()
    if packing in ("", "identity"):
        return _Unpacked()
    if packing in ("gzip", "x-gzip"):
        return _Gzip()
    raise FetchFailed(f"sent an answer that is packed with '{packing[:40]}', not with {PACKINGS}")


def _too_large(most: int) -> FetchFailed:
    mebi = 1024 * 1024
    size = f"{most // mebi} MB" if most >= mebi else f"{most:,} bytes"
    return FetchFailed(f"is larger than {size}")
