"""The front matter of a text with its line ends as they are, to be written back."""

import re
from dataclasses import dataclass

_OPENING = re.compile(r"\s*(---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}
_LINE_END = re.compile(r"\r\n|\n")


@dataclass(frozen=True, slots=True)
class Fenced:
    """``before`` ends with the opening fence, ``after`` begins with the closing one."""

    fence: str
    before: str
    source: str
    after: str

    @property
    def line_end(self) -> str:
        """The line end that the front matter uses."""
        return line_end(self.before)


def fenced(text: str) -> Fenced | None:
    """The front matter of ``text``; None where it has none, or none that is closed."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    start = opening.end()
    closing = _CLOSING[opening[1]].search(text, start)
    if closing is None:
        return None
    end = closing.start()
    return Fenced(opening[1], text[:start], text[start:end], text[end:])


def line_end(text: str) -> str:
    """The first line end in ``text``; LF where it has none."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"
