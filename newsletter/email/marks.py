"""Marks carry places of the templates through Jinja into its output.

A mark is the name of a template and an offset in it, between two noncharacters, for which no
text has a use. `mark` makes one while a template is prepared; `unmark` takes them out of Jinja's
output and remembers where they stood. They survive loops, includes, inheritance and macros, so
each tag of the output knows the file, line and column that it was written at.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from newsletter.email.source import Source
from newsletter.problems import NOWHERE, Place

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*+){_CLOSE}")
# Control characters, lone surrogates and noncharacters: no mail may hold them, and the engine
# refuses some of them without a word on where they stand.
_UNPRINTABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd2-\ufdef\ufffe\uffff"
_UNUSABLE = re.compile(f"[{_UNPRINTABLE}]")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")


def mark(name: str, offset: int) -> str:
    """A mark for the character at ``offset`` of the template ``name``."""
    return f"{_OPEN}{name}:{offset}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Jinja's output without its marks, and the offsets in it at which they stood, in order."""

    text: str
    start: Place
    offsets: list[int]
    marks: list[str]
    sources: Mapping[str, Source]

    def is_marked(self, offset: int) -> bool:
        """True if a mark stood exactly at ``offset``."""
        index = bisect_right(self.offsets, offset) - 1
        return index >= 0 and self.offsets[index] == offset

    def place(self, offset: int) -> Place:
        """The place of the character at ``offset``, counted on from the last mark before it."""
        index = bisect_right(self.offsets, offset) - 1
        if index < 0:
            return self.start
        return _advance(self._marked(index), self.text[self.offsets[index] : offset])

    def _marked(self, index: int) -> Place:
        name, offset = _read(self.marks[index])
        source = self.sources.get(name)
        # Content may hold what looks like a mark.
        return self.start if source is None or offset < 0 else source.place(offset)


def without_unusable(text: str) -> str:
    """``text`` without the characters that no mail may hold, those of marks included."""
    return _STRAY.sub("", _UNUSABLE.sub("", text))


def unmark(text: str, sources: Mapping[str, Source], start: Place = NOWHERE) -> Unmarked:
    """Take the marks out of ``text``, and every character that no mail may hold.

    ``start`` is the place of what stands before the first mark.
    """
    pieces = _MARK.split(_UNUSABLE.sub("", text))
    texts = [_STRAY.sub("", piece) for piece in pieces[::2]]
    offsets, length = [], 0
    for piece in texts[:-1]:
        length += len(piece)
        offsets.append(length)
    return Unmarked("".join(texts), start, offsets, pieces[1::2], sources)


@lru_cache(maxsize=8192)
def _read(found: str) -> tuple[str, int]:
    """The template and the offset of a mark; -1 for what is none."""
    name, _, number = found.rpartition(":")
    return name, int(number) if number.isdecimal() and len(number) <= 9 else -1


def _advance(place: Place, text: str) -> Place:
    if not text:
        return place
    if place.line is None or place.column is None:
        return place
    newlines = text.count("\n")
    if not newlines:
        return Place(place.file, place.line, place.column + len(text))
    return Place(place.file, place.line + newlines, len(text) - text.rfind("\n"))
