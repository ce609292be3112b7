"""Jinja knows lines; these find the column, by looking for the word in the line's Jinja tags."""

import re
from bisect import bisect_right
from contextlib import suppress
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError

from newsletter.email.jinja.delimiters import Span, Unclosed, spans
from newsletter.email.source import Source
from newsletter.problems import Place


def place_of(source: Source, line: int, pattern: str) -> Place:
    """Where ``pattern`` first stands in a Jinja tag at ``line`` or behind it, in the same tag.

    Without a match it is the first Jinja tag of the line, else the line's first character.
    """
    start = source.line_start(line)
    touched = _tags_at(source, start)
    for tag in touched:
        found = re.compile(pattern).search(source.text, max(tag.start, start), tag.end)
        if found:
            return source.place(found.start())
    first = [tag.start for tag in touched if tag.start >= start]
    return source.place(first[0] if first else start)


def _tags_at(source: Source, start: int) -> tuple[Span, ...]:
    """The Jinja tags that touch the line which begins at ``start``."""
    end = source.text.find("\n", start)
    end = len(source.text) if end < 0 else end
    tags = _tags(source)
    first = bisect_right(tags, start, key=lambda tag: tag.end)
    return tags[first : bisect_right(tags, end, key=lambda tag: tag.start)]


@lru_cache(maxsize=64)
def _tags(source: Source) -> tuple[Span, ...]:
    """The Jinja tags of a template, as far as it can be divided."""
    found: list[Span] = []
    with suppress(Unclosed):
        found.extend(span for span in spans(source.text) if span.kind in ("expression", "block"))
    return tuple(found)


def unreadable_place(source: Source, line: int) -> Place:
    """The first ``{{ }}`` of the line that Jinja cannot read by itself, else its first tag."""
    start = source.line_start(line)
    tags = [tag for tag in _tags_at(source, start) if tag.start >= start]
    faulty = (tag for tag in tags if tag.kind == "expression" and not _is_readable(source, tag))
    blocks = (tag for tag in tags if tag.kind == "block")
    for tag in (*faulty, *blocks):
        return source.place(tag.start)
    return source.place(start)


def _is_readable(source: Source, tag: Span) -> bool:
    try:
        Environment(autoescape=True).parse(source.text[tag.start : tag.end])
    except TemplateSyntaxError:
        return False
    return True


def name_pattern(name: str) -> str:
    """Matches a name that stands alone."""
    return rf"(?<![\w.]){re.escape(name)}(?!\w)"


def attribute_pattern(name: str) -> str:
    """Matches ``.name`` and ``["name"]`` from the name on."""
    word = re.escape(name)
    return rf"(?<=\.){word}(?!\w)|(?<=\.\s){word}(?!\w)|(?<=[\"']){word}(?=[\"'])"


def filter_pattern(name: str) -> str:
    """Matches the name of a filter or a test."""
    return rf"(?<=[\s|]){re.escape(name)}(?!\w)"


def reference_place(source: Source, line: int, name: str) -> Place:
    """Where a line refers to the template ``name``: its mj-include, else the quoted name."""
    start = source.line_start(line)
    end = source.text.find("\n", start)
    text = source.text[start : len(source.text) if end < 0 else end]
    for tag in re.finditer(r"<mj-include[^<>]*+", text):
        if name in tag[0] or ">" not in text[tag.end() :]:
            return source.place(start + tag.start())
    return place_of(source, line, rf"[\"']{re.escape(name)}[\"']")
