"""The body of an article as plain text: headings under a rule, lists, quotes, numbered links."""

import html as entities
from dataclasses import dataclass

from newsletter.email.fragment import BLOCKS, Tag, pieces
from newsletter.email.text import WIDTH, display_width, underline, wrap

_DEEPEST = 8
"""Levels of lists and quotes that are shown; each takes columns from the line."""

_MIN_ROOM = 24
_CELLS = frozenset({"td", "th"})
_OWN_LINES = BLOCKS - _CELLS
_TIGHT = ("li", "tr")


@dataclass(frozen=True, slots=True)
class _Block:
    """Some lines; ``group`` is the number of the list or table that they belong to."""

    kind: str
    group: int
    quotes: int
    lines: str

    def gap(self, before: "_Block") -> list[str]:
        """What stands between this block and the one before it."""
        if self.kind in _TIGHT and (self.kind, self.group) == (before.kind, before.group):
            return []
        return [("> " * min(self.quotes, before.quotes)).rstrip()]


@dataclass(slots=True)
class _List:
    """A list that is open: how many items it has so far, and whether they are numbered."""

    numbered: bool
    items: int = 0


def as_text(html: str, width: int = WIDTH) -> str:
    """``html`` in lines of at most ``width`` columns.

    A link is a number in brackets, and its address stands at the end; a picture is its alt text.
    """
    reader = _Reader(width)
    for piece in pieces(html):
        if isinstance(piece, str):
            reader.text(piece)
        else:
            reader.tag(piece)
    return reader.finished()


class _Reader:
    def __init__(self, width: int) -> None:
        self._width = width
        self._blocks: list[_Block] = []
        self._inline: list[str] = []
        self._lists: list[_List] = []
        self._marker = ""
        self._quotes = 0
        self._in = "p"
        self._group = 0
        self._links: list[str] = []
        self._link: tuple[str, int] | None = None

    def text(self, piece: str) -> None:
        text = entities.unescape(piece)
        self._inline.append(text if self._in == "pre" else text.replace("\n", " "))

    def tag(self, tag: Tag) -> None:
        if tag.name == "p" and self._in == "tr":
            self._inline.append(" ")
        elif tag.name in _OWN_LINES:
            self._end_block()
            self._begin(tag)
        elif tag.name == "br":
            self._inline.append("\n")
        elif tag.name == "img":
            alt = " ".join(tag.attributes.get("alt", "").split())
            self._inline.append(f"[{alt}]" if alt else "")
        elif tag.name == "a":
            self._anchor(tag)
        elif tag.name in _CELLS and tag.closes:
            self._inline.append("\v")

    def finished(self) -> str:
        self._end_block()
        lines: list[str] = []
        for number, block in enumerate(self._blocks):
            lines += block.gap(self._blocks[number - 1]) if number else []
            lines.append(block.lines)
        notes = [f"[{number}] {link}" for number, link in enumerate(self._links, 1)]
        return "\n".join([*lines, *([""] if lines and notes else []), *notes])

    def _begin(self, tag: Tag) -> None:
        name, step = tag.name, -1 if tag.closes else 1
        if name == "blockquote":
            self._quotes = max(self._quotes + step, 0)
        elif name in ("ul", "ol"):
            self._nest(name, tag.closes)
        elif name == "li" and self._lists and not tag.closes:
            self._lists[-1].items += 1
            one = self._lists[-1]
            self._marker = f"{one.items}. " if one.numbered else "- "
        elif name == "hr":
            self._add("hr", ["* * *"])
        elif name == "table" and not tag.closes:
            self._group += 1
        self._in = "p" if tag.closes else name

    def _nest(self, name: str, closes: bool) -> None:
        if not closes:
            self._group += not self._lists
            self._lists.append(_List(name == "ol"))
        elif self._lists:
            self._lists.pop()

    def _anchor(self, tag: Tag) -> None:
        address = tag.address("href")
        if not tag.closes:
            self._link = (address, len(self._inline)) if address else None
        elif self._link:
            (address, start), self._link = self._link, None
            if "".join(self._inline[start:]).strip() != address:
                self._inline.append(f" [{self._number(address)}]")

    def _number(self, address: str) -> int:
        self._links.append(address)
        return len(self._links)

    def _end_block(self) -> None:
        words, self._inline = "".join(self._inline), []
        if self._link:
            self._link = (self._link[0], 0)
        if not words.strip():
            return
        if self._in == "pre":
            self._add("pre", words.strip("\n").split("\n"), "    ")
        elif self._in in ("h2", "h3", "h4"):
            self._add("h", underline(words, "~", self._width).split("\n"))
        elif self._in == "tr" or "\v" in words:
            cells = (" ".join(cell.split()) for cell in words.removesuffix("\v").split("\v"))
            self._add("tr", self._wrapped(" | ".join(cells)))
        else:
            self._add("li" if self._lists else self._in, self._wrapped(words))

    def _wrapped(self, words: str) -> list[str]:
        room = max(self._width - display_width(self._indent()), _MIN_ROOM)
        return [
            row for line in words.strip().split("\n") for row in wrap(line, room).split("\n") if row
        ]

    def _add(self, kind: str, lines: list[str], indent: str = "") -> None:
        inside = self._indent()
        marker, self._marker = self._marker, ""
        first = inside[: len(inside) - len(marker)] + marker if marker else inside
        rows = [(inside if number else first) + indent + line for number, line in enumerate(lines)]
        written = "\n".join(row.rstrip() for row in rows)
        self._blocks.append(_Block(kind, self._group, min(self._quotes, _DEEPEST), written))

    def _indent(self) -> str:
        quotes = "> " * min(self._quotes, _DEEPEST)
        levels = self._lists[:_DEEPEST]
        return quotes + "".join(
            " " * (len(str(one.items)) + 2 if one.numbered else 2) for one in levels
        )
