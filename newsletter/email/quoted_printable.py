"""Quoted-printable text (RFC 2045, section 6.7) in pieces that can be put one behind another.

A soft line break may stand anywhere. So each piece is encoded by itself, from a line's beginning
to a soft line break at its end, and pieces need not know of their neighbours. No line is longer
than 76 characters, and none begins with a dot, so that SMTP has no dot to double.
"""

import binascii
import re

SOFT_BREAK = b"=\r\n"
LINE = 76

_LINE_BREAK = re.compile(r"\r\n?|\n")
_SAFE_VALUE = re.compile(r"[ -<>-~]+")
_CHUNK = LINE - 4
_SHORT = (LINE - 1) // 3 - 1
"""Bytes that fit a line as three letters each, with a sign for the line's end."""


def encode_piece(text: str) -> bytes:
    """Text of any length; the end is open, for the next piece to go on.

    binascii ends its soft lines as the first hard one ends, so ends are set right afterwards.
    """
    lines = _LINE_BREAK.sub("\n", text).encode("utf-8", "replace")
    encoded = binascii.b2a_qp(lines, istext=True)
    *whole, last = (_without_dot(line) for line in encoded.split(b"\n"))
    done = b"".join(line + b"\r\n" for line in whole)
    return done + _open_ended(last) if last else done


def encode_value(text: str) -> bytes:
    """One line that is filled in; as `encode_piece`, and fast for most of ASCII."""
    if not _SAFE_VALUE.fullmatch(text):
        return _short(text) or encode_piece(text)
    data = text.encode("ascii")
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    return b"".join(_without_dot(chunk) + SOFT_BREAK for chunk in chunks)


def _short(text: str) -> bytes | None:
    """A value that surely fits one line, however much of it has to be encoded."""
    data = text.encode("utf-8", "replace")
    if len(data) > _SHORT or not text.isprintable():
        return None
    return _without_dot(binascii.b2a_qp(data, istext=True)) + SOFT_BREAK


def _without_dot(line: bytes) -> bytes:
    """Encode a dot that a line begins with, on a line of its own where there is no room."""
    if not line.startswith(b"."):
        return line
    rest = line[1:]
    if len(rest) + 3 <= LINE:
        return b"=2E" + rest
    return b"=2E" + SOFT_BREAK + _without_dot(rest)


def _open_ended(line: bytes) -> bytes:
    """End a line softly; it may have no room left for the sign that says so."""
    *before, last = line.split(SOFT_BREAK)
    if len(last) >= LINE:
        cut = last.rfind(b"=", LINE - 6, LINE - 3)
        cut = LINE - 3 if cut < 0 else cut
        last = last[:cut] + SOFT_BREAK + _without_dot(last[cut:])
    return b"".join(part + SOFT_BREAK for part in (*before, last))
