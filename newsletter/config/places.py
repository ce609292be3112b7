"""Where each key and value of a TOML file stands, which tomllib does not tell.

The scanner reads text that tomllib has already accepted, so it only finds borders and never
judges (grammar: https://toml.io/en/v1.0.0).
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsletter.problems import Place

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_HEADER_OPEN = re.compile(r"(\[\[?)[ \t]*")
_HEADER_CLOSE = re.compile(r"[ \t]*\]{1,2}")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|'
    r"'''.*?'''(?:'{0,2})|"
    r""""(?:[^"\\]|\\.)*"|'[^']*'""",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """Offsets of a key and its value: from the first character to behind the last."""

    key: int
    key_end: int
    value: int
    value_end: int


class Places:
    """Answers where a path like ``("channels", "email", "port")`` stands in one file."""

    def __init__(self, file: str, text: str, spots: Mapping[KeyPath, Spot]) -> None:
        self.spots = spots
        self._file = file
        self._newlines = [at for at, character in enumerate(text) if character == "\n"]

    def key(self, path: KeyPath) -> Place:
        """The key of ``path``, else that of the nearest table around it."""
        spot = self._nearest(path)
        return self.at(spot.key) if spot else Place(self._file, 1, 1)

    def value(self, path: KeyPath) -> Place:
        """The value of ``path``, else that of the nearest table around it."""
        spot = self._nearest(path)
        return self.at(spot.value) if spot else Place(self._file, 1, 1)

    def at(self, offset: int) -> Place:
        """The line and column of an offset in the text."""
        line = bisect_left(self._newlines, offset)
        start = self._newlines[line - 1] + 1 if line else 0
        return Place(self._file, line + 1, offset - start + 1)

    def _nearest(self, path: KeyPath) -> Spot | None:
        known = (path[:length] for length in range(len(path), 0, -1))
        return next((self.spots[part] for part in known if part in self.spots), None)


def locate(text: str, file: str) -> Places:
    """Find every key and value of ``text``, which must be valid TOML.

    Raises:
        RecursionError: the values are nested as deep as the stack.
    """
    return Places(file, text, _Scanner(text).scan())


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._spots: dict[KeyPath, Spot] = {}
        self._lengths: dict[KeyPath, int] = {}

    def scan(self) -> Mapping[KeyPath, Spot]:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._spots

    def _header(self) -> KeyPath:
        repeated = self._skip(_HEADER_OPEN).startswith("[[")
        parts = list(self._key_parts())
        self._skip(_HEADER_CLOSE)
        path: KeyPath = ()
        for number, (part, start, end) in enumerate(parts, 1):
            path = (*path, part)
            spot = Spot(start, end, start, end)
            self._spots.setdefault(path, spot)
            if repeated and number == len(parts):
                path = self._next_element(path, spot)
            elif path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _next_element(self, path: KeyPath, spot: Spot) -> KeyPath:
        index = self._lengths.get(path, 0)
        self._lengths[path] = index + 1
        element = (*path, index)
        self._spots[element] = spot
        return element

    def _pair(self, table: KeyPath) -> None:
        path = table
        start = end = self._at
        for part, start, end in self._key_parts():
            path = (*path, part)
            self._spots.setdefault(path, Spot(start, end, start, end))
        self._skip(_EQUALS)
        value = self._at
        self._value(path)
        self._spots[path] = Spot(start, end, value, self._at)

    def _key_parts(self) -> Iterator[tuple[str, int, int]]:
        while True:
            start = self._at
            part = self._skip(_KEY_PART)
            yield _unquoted(part), start, self._at
            if not self._skip(_DOT):
                return

    def _value(self, path: KeyPath) -> None:
        first = self._text[self._at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        elif first in "\"'":
            self._skip(_STRING)
        else:
            self._at += len(self._text[self._at : self._plain_end()].rstrip())

    def _plain_end(self) -> int:
        found = _PLAIN.match(self._text, self._at)
        return found.end() if found else self._at

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        while not self._closed_by("]"):
            start = self._at
            self._value((*path, index))
            self._spots[(*path, index)] = Spot(start, self._at, start, self._at)
            index += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while not self._closed_by("}"):
            self._pair(path)

    def _closed_by(self, bracket: str) -> bool:
        """Step over blanks and a comma; True when that leads past the closing bracket."""
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_BLANK)
        if self._text[self._at] != bracket:
            return False
        self._at += 1
        return True

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found.group()


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    return str(tomllib.loads(f"key = {part}")["key"])
