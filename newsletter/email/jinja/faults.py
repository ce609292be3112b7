"""Turn what a run raises, and what `missing` records, into Problems with a place."""

import re
from collections.abc import Collection, Mapping

from jinja2 import TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError

from newsletter.email.jinja.columns import attribute_pattern, name_pattern, place_of
from newsletter.email.jinja.missing import Use
from newsletter.email.jinja.names import unknown_name
from newsletter.email.jinja.sandbox import Runaway
from newsletter.email.source import Source
from newsletter.email.templates import path_problem
from newsletter.problems import Place, Problem, did_you_mean


def missing(
    source: Source, use: Use, context: Mapping[str, object], known: Collection[str]
) -> Problem:
    """The problem with a name or an attribute that a run has missed."""
    if use.forbidden:
        place = place_of(source, use.line, attribute_pattern(use.name))
        text = f"A template may not use '{use.name}'."
        return Problem("template-forbidden", text, "Use the fields of its names only.", place)
    if use.owner is None:
        place = place_of(source, use.line, name_pattern(use.name))
        if use.hint:
            return Problem(
                "template-name", _sentence(use.hint), "Give it a value, or remove it.", place
            )
        return unknown_name(use.name, known, place)
    place = place_of(source, use.line, attribute_pattern(use.name))
    owner = _owner(source, use, context)
    if isinstance(use.owner, (list, tuple)) and use.name.lstrip("-").isdecimal():
        text = f"There is no item {use.name} in {owner}, which has {len(use.owner)}."
        return Problem("template-name", text, "Ask with an if whether there is one.", place)
    fields = _fields(use.owner)
    text = f"'{use.name}' does not exist on {owner}."
    hint = did_you_mean(use.name, fields) or f"It has {', '.join(fields) or 'no fields'}."
    return Problem("template-name", text, hint, place)


def _fields(owner: object) -> list[str]:
    if isinstance(owner, Mapping):
        return sorted(str(key) for key in owner)
    return sorted(name for name in dir(owner) if not name.startswith("_"))


def _owner(source: Source, use: Use, context: Mapping[str, object]) -> str:
    return _with_article(
        _name_in(context, use.owner) or _name_before(source, use) or type(use.owner).__name__
    )


def _name_in(context: Mapping[str, object], owner: object) -> str | None:
    for name, value in context.items():
        if value is owner:
            return name
        if isinstance(value, (list, tuple)) and any(item is owner for item in value):
            return _singular(name)
    return None


def _name_before(source: Source, use: Use) -> str | None:
    """The word before the dot, for what a template reaches through something else."""
    pattern = re.compile(rf"(\w+)\s?(?:\.\s?|\[[\"']){re.escape(use.name)}(?!\w)")
    found = pattern.search(source.text, source.line_start(use.line))
    return found[1] if found else None


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s")


def _with_article(noun: str) -> str:
    if len(noun) < 3:
        return f"'{noun}'"
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def absent(name: str, names: Collection[str], place: Place) -> Problem:
    """The problem with a template that does not exist."""
    hint = did_you_mean(name, names) or "Create it, or correct the name."
    return Problem("template-missing", f"There is no template '{name}'.", hint, place)


def running(source: Source | None, line: int, fault: BaseException) -> Problem:
    """The problem with a template that failed while it ran."""
    place = place_of(source, line, r"\S") if source else Place()
    if isinstance(fault, TemplateNotFound):
        name = str(fault.name)
        return path_problem(name, place) or absent(name, (), place)
    if isinstance(fault, SecurityError):
        return Problem("template-forbidden", _sentence(str(fault)), "Remove it.", place)
    if isinstance(fault, Runaway):
        return Problem(
            "template-runaway", _sentence(str(fault)), "Look for a loop inside a loop.", place
        )
    if isinstance(fault, OverflowError):
        return Problem("template-runaway", _sentence(str(fault)), "Make the range shorter.", place)
    if isinstance(fault, (RecursionError, MemoryError)):
        text = "The template needs more steps or memory than a mail can be worth."
        return Problem(
            "template-runaway", text, "Look for a macro or an include that calls itself.", place
        )
    words = str(fault) if isinstance(fault, TemplateError) else f"{type(fault).__name__}: {fault}"
    return Problem("template-error", _sentence(words), "Check what this tag is given.", place)


def _sentence(words: str) -> str:
    words = " ".join(words.split()) or "It failed"
    return words[0].upper() + words[1:300].rstrip(".") + "."
