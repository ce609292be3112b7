"""The body of an article from HTML that may be hostile: always text, never a crash."""

import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.articles.blocks import blocks
from newsletter.articles.characters import cleaned
from newsletter.articles.sanitise import TooDeep
from newsletter.model import Block
from newsletter.problems import Place, Problem, warning

_TAG = re.compile(r"<[^<>]*>")
_NOT_COPY = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """Blocks, and what had to be said about them."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()


def body(html: str, *, place: Place, base: str | None = None) -> Body:
    """``html`` as sanitised blocks; nested too deep, as its text alone with a warning."""
    try:
        return Body(blocks(html, base=base))
    except TooDeep:
        return text_alone(_lines_of(html), place)


def text_alone(lines: Iterable[str], place: Place) -> Body:
    """The body of a text that is nested too deep: each of its lines, and a warning."""
    text = "The text is nested too deep to be read; only its words were kept."
    hint = "Paste the article as text, or take out tags, quotes and lists within each other."
    kept = tuple(paragraph(line) for line in lines if line)
    return Body(kept, (warning("html-too-deep", text, hint, place),))


def paragraph(text: str) -> Block:
    """Plain text as a paragraph."""
    return Block("paragraph", text, f"<p>{entities.escape(text, quote=False)}</p>")


def _lines_of(html: str) -> Iterable[str]:
    text = entities.unescape(_TAG.sub("\n", _NOT_COPY.sub("", html)))
    return (" ".join(line.split()) for line in cleaned(text).split("\n"))
