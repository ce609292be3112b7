"""Marks carry a place of the template through Jinja into its output.

A mark is a number between two noncharacters, which no text has a use for. `Marks` gives them
out while a template is prepared; `unmark` takes them out of Jinja's output and remembers where
they stood. They survive loops, includes, inheritance and macros, so each tag of the output
knows the file, line and column that it was written at.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from newsletter.problems import NOWHERE, Place

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
# Control characters, lone surrogates and noncharacters: no mail may hold them, and the engine
# refuses some of them without a word on where they stand.
_UNPRINTABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd2-\ufdef\ufffe\uffff"
_UNUSABLE = re.compile(f"[{_UNPRINTABLE}]")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass(slots=True)
class Marks:
    """The marks that were given out in one rendering."""

    places: list[Place] = field(default_factory=list)

    def mark(self, place: Place) -> str:
        """A mark for ``place``."""
        self.places.append(place)
        return f"{_OPEN}{len(self.places) - 1}{_CLOSE}"

    def place(self, number: int) -> Place:
        """The place of a mark; NOWHERE for one that content has made up."""
        return self.places[number] if number < len(self.places) else NOWHERE


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Jinja's output without its marks, and the offsets in it at which they stood, in order."""

    text: str
    offsets: list[int]
    places: list[Place]

    def is_marked(self, offset: int) -> bool:
        """True if a mark stood exactly at ``offset``."""
        index = bisect_right(self.offsets, offset) - 1
        return index >= 0 and self.offsets[index] == offset

    def place(self, offset: int) -> Place:
        """The place of the character at ``offset``, counted on from the last mark before it."""
        index = bisect_right(self.offsets, offset) - 1
        if index < 0:
            return NOWHERE
        return _advance(self.places[index], self.text[self.offsets[index] : offset])


def without_unusable(text: str) -> str:
    """``text`` without the characters that no mail may hold, marks included."""
    return _STRAY.sub("", _UNUSABLE.sub("", text))


def unmark(text: str, marks: Marks) -> Unmarked:
    """Take the marks out of ``text``, and every character that no mail may hold."""
    pieces = _MARK.split(_UNUSABLE.sub("", text))
    offsets, length = [], 0
    texts = [_STRAY.sub("", piece) for piece in pieces[::2]]
    for piece in texts[:-1]:
        length += len(piece)
        offsets.append(length)
    return Unmarked("".join(texts), offsets, [marks.place(int(n)) for n in pieces[1::2]])


def _advance(place: Place, text: str) -> Place:
    if place.line is None or place.column is None:
        return place
    newlines = text.count("\n")
    if not newlines:
        return Place(place.file, place.line, place.column + len(text))
    return Place(place.file, place.line + newlines, len(text) - text.rfind("\n"))
