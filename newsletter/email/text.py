"""What the text part of a mail is made with: lines that fit, and headings under a rule.

Widths are columns of a terminal: wide East Asian characters take two, combining ones none
(https://www.unicode.org/reports/tr11/).
"""

import unicodedata
from collections.abc import Iterator

import regex

WIDTH = 72
"""Columns of a line; RFC 5322 advises 78, and replies need room for their marks."""

_PARAGRAPHS = regex.compile(r"\n[ \t]*\n\s*")
_BREAKING_SPACE = regex.compile(r"[ \t\n\r\f\v\u3000]+")
_CJK = r"\p{Han}\p{Hiragana}\p{Katakana}"
_NEVER_FIRST = r"\p{lb=CL}\p{lb=CP}\p{lb=EX}\p{lb=IS}\p{lb=NS}\p{lb=CJ}\p{lb=IN}\p{M}"
_HAS_CJK = regex.compile(rf"[{_CJK}]")
_PIECE = regex.compile(
    rf"https?://[!-~]++"
    rf"|\p{{lb=OP}}*+[{_CJK}][{_NEVER_FIRST}]*+"
    rf"|\p{{lb=OP}}*+[^{_CJK}\p{{lb=OP}}]++[{_NEVER_FIRST}]*+"
    rf"|."
)


def display_width(text: str) -> int:
    """How many columns ``text`` takes."""
    return sum(map(_columns, text))


def wrap(text: str, width: int = WIDTH, indent: str = "") -> str:
    """``text`` in lines of at most ``width`` columns, each after ``indent``.

    Blank lines between paragraphs stay. Lines break at spaces (no-break spaces are none) and
    between CJK characters, but not before their closing punctuation. A word or address that is
    wider than a line stays whole on a line of its own.
    """
    room = width - display_width(indent)
    paragraphs = (_lines(paragraph, room) for paragraph in _PARAGRAPHS.split(text.strip()))
    blocks = ("\n".join(indent + line for line in lines) for lines in paragraphs)
    return "\n\n".join(blocks).rstrip()


def underline(title: str, mark: str = "-", width: int = WIDTH) -> str:
    """``title`` over a rule of ``mark``. It stays on one line, so that a search finds it."""
    line = " ".join(_BREAKING_SPACE.split(title)).strip()
    return f"{line}\n{mark * min(display_width(line), width)}"


def _lines(paragraph: str, room: int) -> Iterator[str]:
    """Fill one line after the other."""
    line, used = "", 0
    for gap, piece in _pieces(paragraph):
        taken = display_width(piece)
        if line and used + len(gap) + taken > room:
            yield line
            line, used = piece, taken
        else:
            joint = gap if line else ""
            line, used = line + joint + piece, used + len(joint) + taken
    yield line


def _pieces(paragraph: str) -> Iterator[tuple[str, str]]:
    """What must not be broken, each with what stands before it: a space or nothing."""
    for word in filter(None, _BREAKING_SPACE.split(paragraph)):
        gap = " "
        for piece in _PIECE.findall(word) if _HAS_CJK.search(word) else (word,):
            yield gap, piece
            gap = ""


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
