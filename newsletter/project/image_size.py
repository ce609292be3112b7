"""What kind of picture some bytes are and how large it is, read from the header alone.

Sources: PNG (W3C, 11.2.2), GIF89a (section 18), JPEG (ITU-T T.81, annex B), WebP (RFC 9649),
and how a JPEG is turned: Exif 2.32 (CIPA DC-008, 4.6.4, Orientation) in TIFF 6.0 (section 2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ImageSize:
    """The media type, and the size in pixels as the picture is shown, which may be turned."""

    media_type: str
    width: int
    height: int


def image_size(data: bytes) -> ImageSize | None:
    """The size of a PNG, JPEG, GIF or WebP; None for anything else and for broken headers."""
    for media_type, size in (
        ("image/png", _png(data)),
        ("image/jpeg", _jpeg(data)),
        ("image/gif", _gif(data)),
        ("image/webp", _webp(data)),
    ):
        if size and min(size) > 0:
            return ImageSize(media_type, *size)
    return None


def is_svg(data: bytes) -> bool:
    """True if the bytes begin like an SVG drawing."""
    begin = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return begin.startswith(b"<svg") or (begin.startswith((b"<?xml", b"<!")) and b"<svg" in begin)


def _png(data: bytes) -> tuple[int, int] | None:
    if len(data) < 24 or data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _gif(data: bytes) -> tuple[int, int] | None:
    if len(data) < 10 or data[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset(range(0xD0, 0xD8)) | {0x01}
_APP1 = 0xE1
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
_LYING = frozenset({5, 6, 7, 8})
"""Orientations in which the rows of the file are the columns of the picture."""


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Height and width stand in the frame header; before it may stand how the camera was held."""
    lying = False
    for marker, at in _jpeg_segments(data):
        if marker == _APP1:
            lying = lying or _orientation(data[at + 2 : at + _two(data, at)]) in _LYING
        elif marker in _FRAMES:
            height, width = _two(data, at + 3), _two(data, at + 5)
            return (height, width) if lying else (width, height)
    return None


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Step from marker to marker: each with the offset of its length."""
    at = 2 if data[:3] == b"\xff\xd8\xff" else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            yield marker, at + 2
            at += 2 + _two(data, at + 2)


def _orientation(segment: bytes) -> int:
    """The Orientation of the first image of Exif data; 0 when there is none."""
    if not segment.startswith(_EXIF):
        return 0
    tiff = segment[len(_EXIF) :]
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    first = int.from_bytes(tiff[4:8], order)
    count = int.from_bytes(tiff[first : first + 2], order)
    for entry in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        if int.from_bytes(tiff[entry : entry + 2], order) == _ORIENTATION:
            return int.from_bytes(tiff[entry + 8 : entry + 10], order)
    return 0


def _two(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _webp(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = data[24:27], data[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = data[26:28], data[28:30]
        return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF
    return None
