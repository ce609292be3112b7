"""What a variable is for one recipient. The filters do what Jinja's do."""

import re
from collections.abc import Callable, Mapping

from newsletter.email.headers import one_line
from newsletter.email.marks import without_unusable
from newsletter.email.slots.model import Condition, FilterCall, Variable

# What most values are, and what `one_line` leaves as it is.
_ONE_LINE = re.compile("[!-~]++(?: [!-~]++)*+")

Person = Mapping[str, str]
"""A recipient's attributes and links as `person` gives them."""


def person(recipient: Mapping[str, str]) -> Person:
    """The attributes that a mail can show: each on one line, and none that is empty.

    A list that was imported cannot tell an empty cell from an unknown one, so what is empty
    counts as missing: ``default("there")`` stands in for both.
    """
    lines = ((name, _line(value)) for name, value in recipient.items())
    return {name: line for name, line in lines if line}


def _line(value: str) -> str:
    return value if _ONE_LINE.fullmatch(value) else one_line(without_unusable(value))


def value_of(variable: Variable, who: Person) -> str:
    """The value, through all its filters; '' for one that is missing and has no default."""
    value = who.get(variable.name)
    for call in variable.filters:
        value = _filtered(value, call)
    return value or ""


def holds(condition: Condition, who: Person) -> bool:
    """Is the condition true for this recipient?"""
    value = value_of(condition.variable, who)
    true = bool(value) if condition.values is None else value in condition.values
    return true is not condition.negated


def _filtered(value: str | None, call: FilterCall) -> str:
    if call.name == "default":
        return _default(value, *map(str, call.arguments[:1]))
    return _CHANGES[call.name](value or "", *map(str, call.arguments))


def _default(value: str | None, replacement: str = "") -> str:
    return value or replacement


def _trim(value: str, characters: str | None = None) -> str:
    return value.strip(characters)


def _title(value: str) -> str:
    from jinja2.filters import do_title

    return do_title(value)


_CHANGES: Mapping[str, Callable[..., str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": _title,
    "capitalize": str.capitalize,
    "trim": _trim,
}

ALLOWED_FILTERS = ("capitalize", "default", "lower", "title", "trim", "upper")
SHORT_FILTERS = {"d": "default"}
"""Other names of the same filters."""
