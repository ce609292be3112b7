"""Divide a template into its text and its Jinja tags. Linear in the length of the template."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SpanKind = Literal["text", "expression", "block", "comment", "raw"]

_OPENING = re.compile(r"\{[{%#]")
_RAW = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}")
_END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
# A bare quote is last: it is reached only when no closing quote follows anywhere.
_INSIDE = re.compile(
    r"""(?s)"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|%\}|\}\}|[\[({\])}]|["']""",
)
_KINDS: dict[str, SpanKind] = {"{{": "expression", "{%": "block", "{#": "comment"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a template: text, or one Jinja tag with its delimiters."""

    kind: SpanKind
    start: int
    end: int


class Unclosed(Exception):
    """A Jinja tag that opens at ``offset`` with ``delimiter`` and never ends."""

    def __init__(self, offset: int, delimiter: str) -> None:
        super().__init__(delimiter)
        self.offset = offset
        self.delimiter = delimiter


def spans(text: str) -> Iterator[Span]:
    """The spans of ``text`` in order; together they are the whole of it.

    Raises:
        Unclosed: a tag never ends.
    """
    position = 0
    while opening := _OPENING.search(text, position):
        start = opening.start()
        if start > position:
            yield Span("text", position, start)
        raw = _RAW.match(text, start)
        if raw:
            yield from _raw_spans(text, raw)
            position = _end_of_raw(text, raw).end()
            continue
        position = _end_of_tag(text, start)
        yield Span(_KINDS[opening[0]], start, position)
    if position < len(text):
        yield Span("text", position, len(text))


def _raw_spans(text: str, raw: re.Match[str]) -> Iterator[Span]:
    end = _end_of_raw(text, raw)
    yield Span("block", raw.start(), raw.end())
    yield Span("raw", raw.end(), end.start())
    yield Span("block", end.start(), end.end())


def _end_of_raw(text: str, raw: re.Match[str]) -> re.Match[str]:
    end = _END_RAW.search(text, raw.end())
    if end is None:
        raise Unclosed(raw.start(), raw[0])
    return end


def _end_of_tag(text: str, start: int) -> int:
    delimiter = text[start : start + 2]
    if delimiter == "{#":
        end = text.find("#}", start + 2) + 2
        if end == 1:
            raise Unclosed(start, delimiter)
        return end
    return _end_of_code(text, start, delimiter)


def _end_of_code(text: str, start: int, delimiter: str) -> int:
    """As in Jinja's own lexer, a closing delimiter inside brackets or a string does not count."""
    closing = "}}" if delimiter == "{{" else "%}"
    depth, position = 0, start + 2
    while token := _INSIDE.search(text, position):
        found, position = token[0], token.end()
        if found == closing and not depth:
            return position
        if found in ("'", '"'):
            break
        if found in ("%}", "}}"):
            position -= 1
        depth = max(0, depth + _bracket(found[0] if len(found) < 3 else ""))
    raise Unclosed(start, delimiter)


def _bracket(character: str) -> int:
    if character and character in "([{":
        return 1
    return -1 if character and character in ")]}" else 0
