"""The head of pasted text: the title, its copies, and the picture's caption among them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsletter.articles.characters import folded
from newsletter.articles.datelines import is_dateline
from newsletter.articles.headings import (
    ends_a_sentence,
    is_address,
    looks_like_heading,
    marked_heading,
)
from newsletter.articles.inline_marks import unmarked
from newsletter.articles.lists import list_item
from newsletter.articles.passages import Line, Passage, is_wrapped
from newsletter.articles.residue import is_residue
from newsletter.articles.summary_label import summary_label
from newsletter.articles.tagline import tag_line

_EDGES = re.compile(r"^\W+|\W+$")
_CAPTION_WORDS = 30
_SHARED_WORDS = 3
_LONGEST_TITLE = 2000
_MOST_DATELINES = 3


@dataclass(frozen=True, slots=True)
class Head:
    """The title's line (None if there is none), the caption, and the passages that are left.

    ``datelines`` say when the article was published; they are no part of its text.
    """

    title: Line | None
    caption: str | None
    rest: Sequence[Passage]
    datelines: Sequence[Line] = ()


def head(found: Sequence[Passage]) -> Head:
    """Take title, copies of it, caption and datelines out of what stands above the text.

    Where the text goes on with such lines they are the days of a diary, and stay.
    """
    top = _head(found, is_dateline)
    return _head(found, _no_dateline) if _is_diary(top) else top


def _is_diary(top: Head) -> bool:
    below = (line.text for passage in top.rest for line in passage)
    count = len(top.datelines)
    return count > _MOST_DATELINES or (count > 0 and any(map(is_dateline, below)))


def _no_dateline(_: str) -> bool:
    return False


def _head(found: Sequence[Passage], dated: Callable[[str], bool]) -> Head:
    line = _title_line(found, dated)
    if line is None:
        return Head(None, None, found)
    title = _Title(title_text(line.text))
    kept: list[Passage] = []
    datelines: list[Line] = []
    for number, passage in enumerate(found):
        undated, aside = _parted(passage, line, dated)
        datelines += aside
        if left := title.taken_out_of(undated):
            kept.append(left)
        if _holds_paragraph(left):
            kept += found[number + 1 :]
            break
    return Head(line, title.captions[0] if title.captions else None, kept, datelines)


def _parted(passage: Passage, title: Line, dated: Callable[[str], bool]) -> tuple[Passage, Passage]:
    """The lines of ``passage`` without its datelines, and these."""
    aside = [line for line in passage if line is not title and dated(line.text)]
    return [line for line in passage if line is title or not dated(line.text)], aside


def _title_line(found: Sequence[Passage], dated: Callable[[str], bool]) -> Line | None:
    """The first line that may be a title; a date only where no other short line comes next."""
    lines = (line for passage in found for line in passage if _may_be_title(line.text))
    first = next(lines, None)
    if first is None or not dated(first.text):
        return first
    other = next((line for line in lines if not dated(line.text)), first)
    return other if looks_like_heading(other.text) else first


class _Title:
    """Knows its copies and its captions when it sees them; collects the captions."""

    def __init__(self, text: str) -> None:
        self.folded = folded(text)
        self.runs = _runs(_words(self.folded[:_LONGEST_TITLE]))
        self.captions: list[str] = []

    def taken_out_of(self, passage: Passage) -> Passage:
        """``passage`` without copies and captions; below a paragraph there are none."""
        end = len(passage) if is_wrapped(passage) else _first_paragraph(passage)
        return [*self._taken_out_of(passage[:end]), *passage[end:]]

    def _taken_out_of(self, passage: Passage) -> Passage:
        marked = [(line, self._is_copy(line.text)) for line in passage]
        left = [line for line, is_copy in marked if not is_copy]
        # In a wrapped paragraph a line may well hold words of the title.
        every_line = len(left) == 1 or not is_wrapped(left)
        after = max((line.number for line, is_copy in marked if is_copy), default=0)
        return [
            line
            for line in left
            if not ((every_line or line.number < after) and self._is_caption(line))
        ]

    def _is_copy(self, line: str) -> bool:
        return folded(title_text(line)) == self.folded

    def _is_caption(self, line: Line) -> bool:
        """A line without final punctuation that shares three words in a row with the title."""
        if marked_heading(line.text) or ends_a_sentence(line.text):
            return False
        words = _words(folded(line.text))
        if len(words) > _CAPTION_WORDS or self.runs.isdisjoint(_runs(words)):
            return False
        self.captions.append(line.text.strip())
        return True


def _first_paragraph(passage: Passage) -> int:
    """Which of the lines is the first sentence or long one; there may be none."""
    paragraphs = (n for n, line in enumerate(passage) if n and not looks_like_heading(line.text))
    return next(paragraphs, len(passage))


def title_text(line: str) -> str:
    """The title without the marks that Markdown puts around it."""
    return unmarked((marked_heading(line.strip()) or line).strip()).strip("*_").strip()


def _may_be_title(line: str) -> bool:
    return not (is_residue(line) or tag_line(line) or summary_label(line))


def _holds_paragraph(passage: Passage) -> bool:
    lines = [
        line.text for line in passage if _may_be_title(line.text) and not is_address(line.text)
    ]
    return len(lines) > 1 or any(not looks_like_heading(line) or list_item(line) for line in lines)


def _words(text: str) -> list[str]:
    return [word for word in (_EDGES.sub("", word) for word in text.split()) if word]


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    last = len(words) - _SHARED_WORDS
    return {tuple(words[start : start + _SHARED_WORDS]) for start in range(last + 1)}
