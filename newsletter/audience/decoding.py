"""The bytes of a table as lines of text, one by one: UTF-8, UTF-16 or Windows-1252."""

import codecs
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem, warning

FALLBACK = "windows-1252"

MAX_LINE = 1_000_000
"""Characters of one line that are read at once."""

_HEAD = 65536
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"PK\x03\x04", "an Excel or another office document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or another office document"),
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
)
# Where every other byte is zero, as in ASCII that is written as UTF-16 without a mark.
_BARE_UTF16 = ((1, "utf-16-le"), (0, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoding:
    """The encoding of a file, and a warning where it had to be guessed."""

    encoding: str
    problems: tuple[Problem, ...] = ()


def find_encoding(stream: BinaryIO, *, name: str) -> Decoding:
    """Which encoding a table is in: a byte order mark, else UTF-8 if valid, else Windows-1252.

    ``stream`` must be able to seek; it is read to its end and set back to its beginning.

    Raises:
        UnusableInput: not-text.
    """
    head = stream.read(_HEAD)
    stream.seek(0)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return Decoding(encoding)
    for first, encoding in _BARE_UTF16:
        if len(head) > 1 and not any(head[first::2]):
            return Decoding(encoding)
    _refuse_binary(head, name)
    place = _first_fault(stream, name)
    stream.seek(0)
    return Decoding(FALLBACK, (_assumed(place),)) if place else Decoding("utf-8")


def _refuse_binary(head: bytes, name: str) -> None:
    kind = next((what for magic, what in _KINDS if head.startswith(magic)), None)
    if kind is None and b"\0" in head:
        kind = "a binary file"
    if kind:
        hint = "Save the list as CSV (in Excel: File, Save as, CSV UTF-8) and import that."
        problem = Problem("not-text", f"This is {kind}, not a CSV file.", hint, Place(name))
        raise UnusableInput(problem)


def _first_fault(stream: BinaryIO, name: str) -> Place | None:
    """Where the first byte stands that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, column = 1, 1
    while True:
        chunk = stream.read(_HEAD)
        try:
            good = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            line, column = _moved(line, column, error.object[: error.start].decode("utf-8"))
            return Place(name, line, column)
        if not chunk:
            return None
        line, column = _moved(line, column, good)


def _moved(line: int, column: int, text: str) -> tuple[int, int]:
    """The position after ``text``."""
    below = text.count("\n")
    start = 1 if below else column
    return line + below, start + len(text) - text.rfind("\n") - 1


def _assumed(place: Place) -> Problem:
    text = "This file is not UTF-8; it was read as Windows-1252."
    hint = "Check accents in the names, and save the file as UTF-8."
    return warning("encoding-assumed", text, hint, place)


def lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines with their ends, of which CR, LF and CR LF are known.

    An endless line arrives in pieces. ``stream`` stays open.
    """
    text = io.TextIOWrapper(stream, encoding, "replace", newline="")
    try:
        yield from iter(partial(text.readline, MAX_LINE), "")
    finally:
        with suppress(ValueError):  # whoever opened the stream has closed it
            text.detach()
