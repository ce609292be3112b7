"""Prepare an MJML template for Jinja: mark every tag with its place, resolve each mj-include.

The prepared text has the same lines as the template, so Jinja's line numbers stay right. Only
the text between Jinja's tags is touched. `Preparer` reads it with a small state machine: a tag
may be interrupted by Jinja tags, and goes on behind them.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from newsletter.email.jinja.delimiters import Span, spans
from newsletter.email.jinja.include_tags import IncludeTag, include_tag
from newsletter.email.marks import mark, without_unusable
from newsletter.email.source import Source
from newsletter.problems import Problem

State = Literal["text", "tag", "'", '"', "comment"]

# What is marked: <name, </name, <!--, <!.
_OPENING = re.compile(r"<(?:/?[A-Za-z][^\s/>\"'=<{]*|!--|!)")
_IN_TAG = re.compile(r"""["'<>]""")
_END_OF_VALUE = {quote: re.compile(rf"{quote}|</?mj-") for quote in ("'", '"')}
_NOT_SPACE = re.compile(r"\S")
_END_OF_INCLUDE = re.compile(r"\s*</mj-include\s*>")
# Tags whose content MJML hands on as it is: an mj-include inside them was never resolved.
_VERBATIM = frozenset({"mj-text", "mj-raw", "mj-button", "mj-table", "mj-style", "mj-title"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template that is ready for Jinja, and what was wrong with its includes."""

    source: Source
    text: str
    problems: tuple[Problem, ...] = ()


def prepare_mjml(source: Source) -> Prepared:
    """Mark every tag of an MJML template and turn ``mj-include`` into Jinja's include.

    Raises:
        Unclosed: a Jinja tag never ends.
    """
    preparer = Preparer(source, list(spans(source.text)))
    return Prepared(source, preparer.run(), tuple(preparer.problems))


def prepare_plain(source: Source) -> Prepared:
    """A template whose output is no MJML needs no marks.

    Raises:
        Unclosed: a Jinja tag never ends.
    """
    for _ in spans(source.text):
        pass
    return Prepared(source, source.text)


@dataclass(slots=True)
class Preparer:
    """The state machine that goes over one template."""

    source: Source
    spans: list[Span]
    problems: list[Problem] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    state: State = "text"
    verbatim: str = ""
    position: int = 0

    def run(self) -> str:
        """The prepared text."""
        for span in self.spans:
            if span.kind in ("text", "raw"):
                self._span(span)
            elif span.end > self.position:
                self._copy(max(span.start, self.position), span.end)
        return "".join(self.pieces)

    def _span(self, span: Span) -> None:
        self.position = max(self.position, span.start)
        if self.state in ("tag", "'", '"'):
            self._mark_going_on(span.end)
        while self.position < span.end:
            if self.state == "text":
                self._text(span.end)
            elif self.state == "comment":
                self._comment(span.end)
            elif self.state == "tag":
                self._tag(span.end)
            else:
                self._quoted(self.state, span.end)

    def _mark_going_on(self, end: int) -> None:
        # Behind the space, so that Jinja's `-%}` still finds the space that it is to eat.
        start = _NOT_SPACE.search(self.source.text, self.position, end)
        if start:
            self._copy(self.position, start.start())
            self._mark()

    def _text(self, end: int) -> None:
        opening = _OPENING.search(self.source.text, self.position, end)
        if opening is None:
            self._copy(self.position, end)
            return
        self._copy(self.position, opening.start())
        self._open(opening)

    def _open(self, opening: re.Match[str]) -> None:
        if opening[0] == "<mj-include":
            self._include(opening.start())
            return
        self._copy(opening.start(), opening.end())
        self._mark()
        self.state = "comment" if opening[0] == "<!--" else "tag"
        self._follow_verbatim(opening[0])

    def _follow_verbatim(self, tag: str) -> None:
        name = tag.strip("</")
        if tag.startswith("</") and name == self.verbatim:
            self.verbatim = ""
        elif not self.verbatim and name in _VERBATIM and not tag.startswith("</"):
            self.verbatim = name

    def _tag(self, end: int) -> None:
        found = _IN_TAG.search(self.source.text, self.position, end)
        if found is None:
            self._copy(self.position, end)
            return
        character = found[0]
        stop = found.start() if character == "<" else found.end()
        self._copy(self.position, stop)
        if character in "<>":
            self._close_tag(stop)
        else:
            self.state = "'" if character == "'" else '"'

    def _close_tag(self, stop: int) -> None:
        self.state = "text"
        if self.source.text.endswith("/>", 0, stop):
            self.verbatim = ""

    def _quoted(self, quote: str, end: int) -> None:
        """An MJML tag inside a value means that the value was never closed."""
        found = _END_OF_VALUE[quote].search(self.source.text, self.position, end)
        if found is None:
            self._copy(self.position, end)
        elif found[0] == quote:
            self._copy(self.position, found.end())
            self.state = "tag"
        else:
            self._copy(self.position, found.start())
            self.state = "text"

    def _comment(self, end: int) -> None:
        found = self.source.text.find("-->", self.position, end)
        self._copy(self.position, end if found < 0 else found + 3)
        if found >= 0:
            self.state = "text"

    def _include(self, start: int) -> None:
        tag = include_tag(self.source, start, self.spans, self.verbatim)
        self.problems += tag.problems
        self.pieces.append(tag.replacement)
        self.position = self._end_of_include(tag)

    def _end_of_include(self, tag: IncludeTag) -> int:
        end = tag.end
        if not tag.self_closing:
            closing = _END_OF_INCLUDE.match(self.source.text, end)
            end = closing.end() if closing else end
        # The lines that the tag took up stay, so that Jinja's line numbers stay right.
        self.pieces.append("\n" * self.source.text.count("\n", tag.start, end))
        return end

    def _copy(self, start: int, end: int) -> None:
        self.pieces.append(without_unusable(self.source.text[start:end]))
        self.position = end

    def _mark(self) -> None:
        self.pieces.append(mark(self.source.name, self.position))
