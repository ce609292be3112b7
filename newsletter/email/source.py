"""A template's text, with the line and column of every character."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from newsletter.email.templates import TemplateFile
from newsletter.problems import Place


@dataclass(frozen=True)
class Source:
    """A template as it is read: without byte order mark, with ``\\n`` at each line's end."""

    name: str
    shown: str
    text: str = field(repr=False)

    @classmethod
    def of(cls, file: TemplateFile) -> "Source":
        """The source of a template file."""
        text = file.text.removeprefix("\ufeff")
        return cls(file.name, file.shown, text.replace("\r\n", "\n").replace("\r", "\n"))

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character."""
        starts = [0]
        while newline := self.text.find("\n", starts[-1]) + 1:
            starts.append(newline)
        return starts

    @cached_property
    def _places(self) -> dict[int, Place]:
        return {}

    def place(self, offset: int) -> Place:
        """The place of the character at ``offset``; remembered, since a loop asks for it often."""
        if offset not in self._places:
            line = bisect_right(self.line_starts, offset)
            column = offset - self.line_starts[line - 1] + 1
            self._places[offset] = Place(self.shown, line, column)
        return self._places[offset]

    def line_start(self, line: int) -> int:
        """The offset at which ``line``, counted from 1, begins."""
        return self.line_starts[min(max(line, 1), len(self.line_starts)) - 1]
