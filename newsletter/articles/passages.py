"""Lines of pasted text, and the passages that blank lines make of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter.articles.characters import is_wide
from newsletter.articles.headings import looks_like_heading

_WRAP_LIMIT = 120
_RULE = re.compile(r"([-=~*_#—–•·])[ \t]*(?:\1[ \t]*){2,}|⁂")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_AFTER_A_HYPHEN = re.compile(r"(?:and|or|to|und|oder|bis|y|o|et|ou|e)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; ``number`` counts from 1, ``text`` has no white space at its end."""

    number: int
    text: str

    @property
    def column(self) -> int:
        """Where its first character stands, from 1."""
        return len(self.text) - len(self.text.lstrip()) + 1


Passage = Sequence[Line]


def lines_of(text: str, first: int = 1) -> list[Line]:
    """The lines of ``text``; ``first`` is the number of the first one."""
    return [Line(number, line.rstrip()) for number, line in enumerate(text.split("\n"), first)]


def passages(lines: Iterable[Line]) -> list[list[Line]]:
    """``lines`` cut at the blank ones and at rules such as ``* * *``.

    A short line that is underlined is written as a heading is in Markdown's other form.
    """
    found: list[list[Line]] = []
    is_open = False
    for line in lines:
        if not line.text or _RULE.fullmatch(line.text.strip()):
            if is_open and _is_underlined(found[-1], line):
                found[-1] = [_as_heading(found[-1][0])]
            is_open = False
        elif is_open:
            found[-1].append(line)
        else:
            found.append([line])
            is_open = True
    return found


def _is_underlined(passage: Passage, line: Line) -> bool:
    is_line = _UNDERLINE.fullmatch(line.text.strip()) is not None
    return is_line and len(passage) == 1 and looks_like_heading(passage[0].text)


def _as_heading(line: Line) -> Line:
    indent = line.text[: line.column - 1]
    return Line(line.number, f"{indent}## {line.text.strip()}")


def is_wrapped(lines: Passage) -> bool:
    """True if the line ends are those of a narrow window; False if each line is a paragraph."""
    return all(len(line.text) <= _WRAP_LIMIT for line in lines)


def unwrapped(lines: Iterable[str]) -> str:
    """Wrapped lines as one text again."""
    parts: list[str] = []
    last = ""
    for line in lines:
        words = " ".join(line.split())
        if last and words:
            parts.append(_between(last, words))
        parts.append(words)
        last = words or last
    return "".join(parts)


def _between(before: str, after: str) -> str:
    if is_wide(before[-1]) and is_wide(after[0]):
        return ""
    is_hyphened = before[-1] == "-" and before[-2:-1].isalpha() and after[0].isalpha()
    return "" if is_hyphened and not _AFTER_A_HYPHEN.match(after) else " "
