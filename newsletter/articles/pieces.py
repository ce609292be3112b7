"""Pieces of pasted text: paragraphs, lists, quotes, and the lines that close an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newsletter.articles.headings import (
    ends_a_sentence,
    is_title_case,
    looks_like_heading,
    marked_heading,
)
from newsletter.articles.lists import begins_list, list_item
from newsletter.articles.passages import Line, Passage, is_wrapped, unwrapped
from newsletter.articles.residue import is_residue, is_rubric
from newsletter.articles.summary_label import is_bare_label, summary_label
from newsletter.articles.tagline import lone_tag, tag_line

Kind = Literal["prose", "heading", "list", "quote", "tags", "summary", "rubric", "residue"]

_SHORT = 0.6


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece, from its first line on. ``items`` are a list's items, or a tag line's tags.

    ``lines`` are those of prose; ``alone`` is True for what stands on one line, as a heading does.
    ``raw`` is a summary with its label. What is not ``firm`` may also be the article's own text: a
    label that can begin a sentence, or a single hashtag. A ``bare`` label has no colon.
    """

    kind: Kind
    line: Line
    text: str
    items: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    alone: bool = False
    numbered: bool = False
    raw: str = ""
    firm: bool = True
    bare: bool = False

    @property
    def is_heading_like(self) -> bool:
        """True for a short line that is no sentence, whatever follows it."""
        is_short_line = self.kind == "prose" and self.alone and looks_like_heading(self.text)
        return self.kind == "heading" or is_short_line

    @property
    def titles(self) -> tuple[str, ...]:
        """What could be titles of other articles, one on each line; () for anything else."""
        if self.is_heading_like:
            return (self.text,)
        is_row = len(self.lines) > 1 and all(map(looks_like_heading, self.lines))
        return self.lines if is_row else ()

    @property
    def is_paragraph(self) -> bool:
        """True for what can stand below a heading and is the article's own text."""
        return self.kind in ("prose", "list", "quote") and not self.is_heading_like


def pieces(passage: Passage) -> list[Piece]:
    """The pieces of ``passage`` in their order."""
    return _Cutter(passage).cut()


class _Cutter:
    """Goes through the lines of one passage; ``prose`` are the lines of the open paragraph."""

    def __init__(self, passage: Passage) -> None:
        self.lines = passage
        self.position = 0
        self.prose: list[Line] = []
        self.wrapped = is_wrapped(passage)
        self.found: list[Piece] = []

    def cut(self) -> list[Piece]:
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if not (
                self._tags(line) or self._special(line) or self._list(line) or self._quote(line)
            ):
                self.prose.append(line)
                self.position += 1
        self._end_prose()
        return self.found

    def _add(self, piece: Piece, lines: int = 1) -> bool:
        self._end_prose()
        self.found.append(piece)
        self.position += lines
        return True

    def _end_prose(self) -> None:
        groups = _without_headings(self.prose) if self.wrapped else [[line] for line in self.prose]
        for group in groups:
            text = unwrapped(line.text for line in group)
            lines = tuple(line.text.strip() for line in group)
            self.found.append(Piece("prose", group[0], text, lines=lines, alone=len(group) == 1))
        self.prose = []

    def _tags(self, line: Line) -> bool:
        text = line.text.strip()
        if tags := tag_line(text):
            return self._add(Piece("tags", line, text, tags))
        if (tags := lone_tag(text)) and not self._is_in_a_sentence():
            return self._add(Piece("tags", line, text, tags, alone=True, firm=False))
        return False

    def _is_in_a_sentence(self) -> bool:
        """True where the next line may go on with a sentence that is wrapped."""
        return bool(self.prose) and self.wrapped and not ends_a_sentence(self.prose[-1].text)

    def _special(self, line: Line) -> bool:
        """A line that is no copy, where a line of a wrapped sentence could not begin so."""
        if self._is_in_a_sentence():
            return False
        heading = marked_heading(line.text.strip())
        if self._summary(line, heading or line.text.strip()):
            return True
        if heading:
            return self._add(Piece("heading", line, heading))
        if is_rubric(line.text):
            return self._add(Piece("rubric", line, line.text.strip()))
        return is_residue(line.text) and self._add(Piece("residue", line, line.text.strip()))

    def _summary(self, line: Line, opening: str) -> bool:
        if is_bare_label(opening):
            piece = Piece("summary", line, "", raw=opening, alone=True, firm=False, bare=True)
            return self._add(piece)
        label = summary_label(opening)
        if label is None:
            return False
        rest = self._wrapped_below(label.text) if self.wrapped else []
        text = unwrapped([label.text, *rest])
        raw = unwrapped([opening, *rest])
        return self._add(Piece("summary", line, text, raw=raw, firm=label.firm), 1 + len(rest))

    def _wrapped_below(self, first: str) -> list[str]:
        """The lines that a summary is wrapped over, below its ``first`` one."""
        rest: list[str] = []
        for line in self.lines[self.position + 1 :]:
            if tag_line(line.text) or lone_tag(line.text) or list_item(line.text):
                break
            rest.append(line.text)
        return rest[: len(rest) - _titles_at_the_end([first, *rest])]

    def _list(self, line: Line) -> bool:
        first = list_item(line.text)
        before = self.prose[-1].text if self.prose else ""
        ahead = [other.text for other in self.lines[self.position : self.position + 2]]
        if first is None or not begins_list(ahead, before):
            return False
        items = self._items()
        texts = tuple(unwrapped(item) for item in items)
        alone = sum(map(len, items)) == 1
        text = line.text.strip() if alone else "\n".join(texts)
        piece = Piece("list", line, text, texts, alone=alone, numbered=first.numbered)
        return self._add(piece, sum(map(len, items)))

    def _items(self) -> list[list[str]]:
        """The items from here on, each with the lines that it is wrapped over."""
        items: list[list[str]] = []
        for line in self.lines[self.position :]:
            if item := list_item(line.text):
                items.append([item.text])
            elif not self.wrapped or _closes(line.text):
                break
            else:
                items[-1].append(line.text)
        return items

    def _quote(self, line: Line) -> bool:
        if not line.text.lstrip().startswith(">"):
            return False
        quoted: list[str] = []
        for other in self.lines[self.position :]:
            if not other.text.lstrip().startswith(">"):
                break
            quoted.append(other.text.lstrip().lstrip("> "))
        return self._add(Piece("quote", line, unwrapped(quoted)), len(quoted))


def _without_headings(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Wrapped ``lines`` as one paragraph, or as several with headings between them."""
    groups: list[Sequence[Line]] = []
    start = 0
    for number in range(len(lines)):
        if _is_heading_above(lines, number, since=start):
            groups += [lines[start:number], lines[number : number + 1]]
            start = number + 1
    return [group for group in (*groups, lines[start:]) if group]


def _is_heading_above(lines: Sequence[Line], number: int, since: int) -> bool:
    """True for a short line that was not wrapped, with a sentence above it and one below it."""
    if number + 1 >= len(lines) or not ends_a_sentence(lines[-1].text):
        return False
    text, below = lines[number].text, lines[number + 1].text.strip()
    begins = number == since or ends_a_sentence(lines[number - 1].text)
    return begins and looks_like_heading(text) and not below[0].islower() and _is_short(text, below)


def _is_short(text: str, below: str) -> bool:
    """True where the first word of the line ``below`` would have found room in ``text``."""
    return len(text) + 1 + len(below.split(maxsplit=1)[0]) <= _SHORT * len(below)


def _closes(line: str) -> bool:
    return bool(tag_line(line) or lone_tag(line) or summary_label(line))


def _titles_at_the_end(lines: Sequence[str]) -> int:
    """How many of the last ``lines``, below one that ends a sentence, are titles of others.

    A single one must be in title case, since the last line of a wrapped text can lack its stop.
    """
    count = next((n for n, line in enumerate(reversed(lines)) if not looks_like_heading(line)), 0)
    is_below_sentence = ends_a_sentence(lines[len(lines) - count - 1])
    are_titles = count > 1 or (count == 1 and is_title_case(lines[-1]))
    return count if is_below_sentence and are_titles else 0
