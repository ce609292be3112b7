"""An ``mj-include`` becomes Jinja's include, which knows cycles, loops and line numbers.

Attributes after https://documentation.mjml.io/#mj-include: path, type (mjml, css, html) and
css-inline.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.email.jinja.delimiters import Span
from newsletter.email.source import Source
from newsletter.email.templates import path_problem
from newsletter.problems import Problem, did_you_mean

_END = re.compile(r"""(?s)(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""(?s)([^\s=/>"']++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"']++)""")
_NAME = "<mj-include"
_ATTRIBUTES = ("path", "type", "css-inline")
_TYPES = ("mjml", "css", "html")
_AROUND = {
    "mjml": ("", ""),
    "css": ("<mj-style>", "</mj-style>"),
    "html": ("<mj-raw>", "</mj-raw>"),
}


@dataclass(frozen=True, slots=True)
class IncludeTag:
    """Where an mj-include stands, what takes its place, and what is wrong with it."""

    start: int
    end: int
    self_closing: bool = True
    replacement: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Attribute:
    value: str
    offset: int


def include_tag(source: Source, start: int, spans: Sequence[Span], verbatim: str) -> IncludeTag:
    """Read the mj-include at ``start``; ``verbatim`` is the tag around it that keeps its text."""
    end = _END.match(source.text, start + len(_NAME))
    if end is None:
        problem = _problem(source, start, "The <mj-include> has no '>'.", "Close it with '/>'.")
        return IncludeTag(start, start + len(_NAME), problems=(problem,))
    attributes = {
        found[1]: _Attribute(found[2].strip("\"'"), found.start())
        for found in _ATTRIBUTE.finditer(source.text, start + len(_NAME), end.end())
    }
    problems = _problems(source, start, attributes, verbatim)
    if not problems and _is_interrupted(spans, start, end.end()):
        problems = [_computed(source, start)]
    replacement = "" if problems else _replacement(attributes)
    closed = source.text[end.end() - 2] == "/"
    return IncludeTag(start, end.end(), closed, replacement, tuple(problems))


def _replacement(attributes: dict[str, _Attribute]) -> str:
    kind = attributes["type"].value if "type" in attributes else "mjml"
    before, after = _AROUND[kind]
    if "css-inline" in attributes and kind == "css":
        before = '<mj-style inline="inline">'
    return f'{before}{{% include "{attributes["path"].value}" %}}{after}'


def _problems(
    source: Source, start: int, attributes: dict[str, _Attribute], verbatim: str
) -> list[Problem]:
    problems = [
        _unknown(source, name, found)
        for name, found in attributes.items()
        if name not in _ATTRIBUTES
    ]
    if verbatim:
        text = f"An <mj-include> inside <{verbatim}> is never read."
        problems.append(_problem(source, start, text, 'Write {% include "..." %} there.'))
    if "path" not in attributes:
        text = "The <mj-include> has no path."
        problems.append(_problem(source, start, text, 'Add one: path="partials/footer.mjml".'))
    elif "{" not in attributes["path"].value:
        path = attributes["path"]
        problem = path_problem(path.value, source.place(path.offset))
        problems += [problem] if problem else []
        problems += [_quote(source, path)] if '"' in path.value and not problem else []
    if "type" in attributes and attributes["type"].value not in _TYPES:
        problems.append(_type(source, attributes["type"]))
    return problems


def _unknown(source: Source, name: str, found: _Attribute) -> Problem:
    hint = did_you_mean(name, _ATTRIBUTES) or "It takes path, type and css-inline."
    return _problem(source, found.offset, f"'{name}' is no attribute of <mj-include>.", hint)


def _quote(source: Source, path: _Attribute) -> Problem:
    return _problem(source, path.offset, "The path holds a quotation mark.", "Rename the file.")


def _type(source: Source, found: _Attribute) -> Problem:
    hint = did_you_mean(found.value, _TYPES) or "The types are mjml, css and html."
    return _problem(source, found.offset, f"'{found.value}' is no type of <mj-include>.", hint)


def _computed(source: Source, start: int) -> Problem:
    text = "The path of an <mj-include> cannot be computed."
    return _problem(source, start, text, "Write {% include ... %}, which takes any expression.")


def _is_interrupted(spans: Sequence[Span], start: int, end: int) -> bool:
    index = bisect_right(spans, start, key=lambda span: span.start)
    return index < len(spans) and spans[index].start < end


def _problem(source: Source, offset: int, text: str, hint: str) -> Problem:
    return Problem("template-include", text, hint, source.place(offset))
