"""Replies of an SMTP server (RFC 5321, section 4.2), read from bytes as they arrive."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsletter.printable import printable

LONGEST_LINE = 4096
"""Bytes; RFC 5321 allows 512 (section 4.5.3.1.5), and some servers write more."""

MOST_LINES = 100

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)


class BrokenReply(Exception):
    """What the server said is no reply, so no later one can be trusted."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its code of three digits, and its lines without code and controls."""

    code: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((str(self.code), *(line for line in self.lines if line)))

    @property
    def kind(self) -> int:
        """2 done, 3 go on, 4 not now, 5 never."""
        return self.code // 100


class ReplyReader:
    """Puts replies together from pieces of any size."""

    def __init__(self) -> None:
        self._rest = b""
        self._code = 0
        self._lines: list[str] = []

    @property
    def empty(self) -> bool:
        """True between two replies."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that ``data`` completes.

        Raises:
            BrokenReply: after all that came before the broken one.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if reply := self._line(line.removesuffix(b"\r")):
                yield reply
        if len(self._rest) > LONGEST_LINE:
            raise BrokenReply("it sent a line without an end")

    def _line(self, line: bytes) -> Reply | None:
        if len(line) > LONGEST_LINE:
            raise BrokenReply(f"it sent a line of {len(line)} bytes")
        code, goes_on, words = _read(line)
        if not (goes_on or self._lines):
            return _alone(code, words)
        if self._lines and code != self._code:
            raise BrokenReply(f"a reply began with {self._code} and went on with {code}")
        if len(self._lines) >= MOST_LINES:
            raise BrokenReply(f"a reply has more than {MOST_LINES} lines")
        self._code = code
        self._lines.append(words)
        return None if goes_on else self._complete()

    def _complete(self) -> Reply:
        reply = Reply(self._code, tuple(self._lines))
        self._lines.clear()
        return reply


@lru_cache(maxsize=128)
def _alone(code: int, words: str) -> Reply:
    return Reply(code, (words,))


@lru_cache(maxsize=128)
def _read(line: bytes) -> tuple[int, bool, str]:
    """Code, whether the reply goes on, and text. A server says the same few lines for each mail."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise BrokenReply(f"it said {_words(line[:80])!r}, which is no SMTP reply")
    return int(found[1]), found[2] == b"-", _words(found[3] or b"")


def _words(data: bytes) -> str:
    return printable(data.decode("utf-8", "replace").strip())
