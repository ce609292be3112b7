"""The block of keys at the top of a Markdown file: YAML between ``---``, TOML between ``+++``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newsletter.articles.fields import Entry, Fields, fields
from newsletter.articles.toml_entries import toml_entries
from newsletter.articles.yaml_entries import yaml_entries
from newsletter.problems import Place, Problem

MAX_CHARACTERS = 64 * 1024
MAX_BRACKETS = 500

# A key of fifty parts or more is none of ours, and tomllib's time grows with its square.
_ENDLESS_KEY = re.compile(r"(?:[^\s.=]{1,64}[ \t]*\.[ \t]*){50}")
_FENCE = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")
_LINE_OF_KEYS = {
    "---": re.compile(r"(?:[\w.\"'-]+[ \t]*:(?:\s|$)|[ \t]+\S|-[ \t]|#)"),
    "+++": re.compile(r"(?:[\w.\"'-]+[ \t]*=|[ \t]+\S|\[|\]|#)"),
}
_CLOSING = {"---": ("---", "..."), "+++": ("+++",)}

EntriesOf = Callable[[str, int, str], tuple[Mapping[str, Entry], list[Problem]]]
_PARSERS: dict[str, EntriesOf] = {"---": yaml_entries, "+++": toml_entries}


@dataclass(frozen=True, slots=True)
class Split:
    """A file's fields, and its body with the number of the body's first line."""

    fields: Fields
    body: str
    body_line: int


def split(text: str, *, name: str) -> Split:
    """Part ``text`` into front matter and body. What is wrong with the front matter is in
    ``fields.problems``; the body is never lost, and neither are the keys that are right."""
    opening = _FENCE.match(text)
    if not opening:
        return Split(Fields(), text, 1)
    fence = opening[1]
    first = text.count("\n", 0, opening.end()) + 1
    lines = text[opening.end() :].split("\n")
    end = _closing_line(lines, fence)
    if end is None:
        return _unclosed(lines, first, fence, name)
    if _is_markdown(lines[:end]):
        return Split(Fields(), text, 1)
    found = _fields("\n".join(lines[:end]), first, fence, name)
    return Split(found, "\n".join(lines[end + 1 :]), first + end + 1)


def _is_markdown(lines: list[str]) -> bool:
    """True between two rules with a heading: to YAML it would be a comment, and be lost."""
    written = [line for line in lines if line.strip()]
    return bool(written) and all(line.startswith("#") for line in written)


def _closing_line(lines: list[str], fence: str) -> int | None:
    return next((n for n, line in enumerate(lines) if line.rstrip() in _CLOSING[fence]), None)


def _unclosed(lines: list[str], first: int, fence: str, name: str) -> Split:
    """Without a closing fence the front matter ends where its lines no longer look like keys."""
    is_key = _LINE_OF_KEYS[fence].match
    end = next((n for n, line in enumerate(lines) if not is_key(line)), len(lines))
    found = _fields("\n".join(lines[:end]), first, fence, name) if end else Fields()
    if end:
        hint = f"Write a line {fence} below the last key."
        place = Place(name, first - 1, 1)
        found.problems.insert(
            0,
            Problem(
                "front-matter-unclosed", f"The front matter has no closing {fence}.", hint, place
            ),
        )
    return Split(found, "\n".join(lines[end:]), first + end)


def _fields(source: str, first: int, fence: str, name: str) -> Fields:
    if problem := _refused(source, first, fence, name):
        return Fields(problems=[problem])
    entries, problems = _PARSERS[fence](source, first, name)
    found = fields(entries)
    found.problems = problems + found.problems
    return found


def _refused(source: str, first: int, fence: str, name: str) -> Problem | None:
    """Front matter that would cost its parser more time than any article is worth."""
    reason = _excess(source, fence)
    if reason is None:
        return None
    hint = "Move the text below the closing fence."
    return Problem(
        "front-matter-too-large", f"The front matter {reason}.", hint, Place(name, first, 1)
    )


def _excess(source: str, fence: str) -> str | None:
    if len(source) > MAX_CHARACTERS:
        return "is too large"
    if source.count("[") + source.count("{") > MAX_BRACKETS:
        return "has too many brackets"
    return "has a key of endless parts" if fence == "+++" and _ENDLESS_KEY.search(source) else None
