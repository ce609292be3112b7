"""Markdown as tokens: its title taken out, the rest as HTML."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from newsletter.articles.bodies import body
from newsletter.articles.characters import folded
from newsletter.articles.inline_marks import unmarked
from newsletter.articles.plain import plain_text
from newsletter.problems import NOWHERE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


MAX_DEPTH = 80
_CONTAINERS = ("blockquote_open", "list_item_open")


_MARKS = re.compile(r"(?:[\s>]++|[-*+](?=\s)|\d{1,9}[.)](?=\s)|#{1,6}(?=\s)|[-=]+$)*+")


def without_marks(line: str) -> str:
    """The words of a line of Markdown, without the quotes and lists that it stands in."""
    return unmarked(_MARKS.sub("", line, count=1)).strip()


class MarkdownText:
    """The body of a Markdown file. ``title`` is '' until `take_title` has found one."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._tokens = _parser().parse("\n".join(lines))
        self.title = ""

    @property
    def is_too_deep(self) -> bool:
        """True if quotes and lists are nested so deep that the parser left out what they hold."""
        return any(
            token.type in _CONTAINERS and token.level >= MAX_DEPTH - 1 for token in self._tokens
        )

    @staticmethod
    def plain(source: str) -> str:
        """A paragraph of Markdown without its markup."""
        if not source:
            return ""
        content = body(_parser().renderInline(source), place=NOWHERE)
        return " ".join(" ".join(block.text for block in content.blocks).split())

    def take_title(self, given: str | None) -> int | None:
        """Take the title's heading out, and return the number of its line, from 0.

        It is the first heading of level one, else a heading that begins the text. Where a title
        is ``given`` (folded), it is the heading only if it says the same.
        """
        for index, token in enumerate(self._tokens):
            if _is_title(token, index):
                text = self._heading_text(index)
                if given is not None and folded(text) != given:
                    return None
                self.title = text
                del self._tokens[index : index + 3]
                return token.map[0] if token.map else 0
        return None

    def html(self) -> str:
        """The text as HTML that is not sanitised yet."""
        parser = _parser()
        return str(parser.renderer.render(self._tokens, parser.options, {}))

    def _heading_text(self, index: int) -> str:
        heading = self._tokens[index : index + 3]
        parser = _parser()
        return plain_text(str(parser.renderer.render(heading, parser.options, {})))


def _is_title(token: "Token", index: int) -> bool:
    return token.type == "heading_open" and token.level == 0 and (token.tag == "h1" or index == 0)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH}).enable(["table", "strikethrough"])
