"""Divide CSS into its statements, each with its place and the blocks that it stands in.

Linear, and as forgiving as CSS asks for: https://www.w3.org/TR/css-syntax-3/#parsing
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?")
_STRING = r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?"""
_TOKEN = re.compile(
    rf"""(?xs) (?P<comment>{_COMMENT.pattern}) | {_STRING}
        | (?<=url)\(\s*+[^\s"')][^)}}{{]*+\)? | (?P<mark>[{{}}();]) | [^"'/(){{}};]++ | ."""
)

DEEPEST = 16
"""Blocks in blocks that are told apart; what stands deeper counts as standing in the last."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration, what stands before a block, an at-rule without a block, or a comment.

    ``blocks`` is what stands before each of the blocks around it, the outermost first.
    """

    text: str
    at: int
    blocks: tuple[str, ...] = ()
    opens_block: bool = False
    is_comment: bool = False


def statements(css: str) -> Iterator[Statement]:
    """The statements of a style sheet, or of a style attribute, in their order."""
    return _Scan(css.replace("<!--", "    ").replace("-->", "   ")).statements()


class _Scan:
    def __init__(self, css: str) -> None:
        self.css = css
        self.start = 0
        self.parentheses = 0
        self.blocks: tuple[str, ...] = ()
        self.too_deep = 0

    def statements(self) -> Iterator[Statement]:
        for token in _TOKEN.finditer(self.css):
            if token["comment"] is not None:
                yield Statement("/*", token.start(), self.blocks, is_comment=True)
            elif token["mark"] is not None:
                yield from self._mark(token["mark"], token.start())
        yield from self._until(len(self.css))

    def _mark(self, mark: str, at: int) -> Iterator[Statement]:
        if mark in "()":
            self.parentheses = max(0, self.parentheses + (1 if mark == "(" else -1))
        elif mark == "{":
            yield from self._open(at)
        elif mark == "}":
            yield from self._until(at)
            self._close()
        elif not self.parentheses:
            yield from self._until(at)

    def _open(self, at: int) -> Iterator[Statement]:
        head = ""
        for statement in self._until(at, opens_block=True):
            head = statement.text
            yield statement
        if len(self.blocks) < DEEPEST:
            self.blocks = (*self.blocks, head)
        else:
            self.too_deep += 1

    def _close(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
        else:
            self.blocks = self.blocks[:-1]

    def _until(self, end: int, *, opens_block: bool = False) -> Iterator[Statement]:
        """The statement that ends here, if there is any; the next one begins behind."""
        written = _COMMENT.sub(lambda comment: " " * len(comment[0]), self.css[self.start : end])
        text = written.strip()
        at = self.start + len(written) - len(written.lstrip())
        self.start, self.parentheses = end + 1, 0
        if text:
            yield Statement(text, at, self.blocks, opens_block)
