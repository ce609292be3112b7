"""The fixed sections of newsletter.toml, checked against the classes of newsletter.settings."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints

import newsletter.config.rules as rules
import newsletter.config.urls as urls
from newsletter.channels.kinds import channel_keys
from newsletter.config.names import shown, start
from newsletter.config.places import KeyPath, Places
from newsletter.config.unknown import unknown_key, unknown_section
from newsletter.problems import Problem, did_you_mean
from newsletter.settings import Settings, SourceSettings, file_key

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

EXPECTED: Mapping[str, tuple[str, str]] = {
    "string_type": ("text", "Put it in double quotes."),
    "int_type": ("a whole number", "Write it without quotes and without a point."),
    "int_from_float": ("a whole number", "Write it without a point."),
    "bool_type": ("true or false", "Write it without quotes."),
    "tuple_type": ("a list", 'Put it in square brackets, like ["a", "b"].'),
    "dataclass_type": ("a section", "Write its name in square brackets on a line of its own."),
    "mapping_type": ("a section", "Write its name in square brackets on a line of its own."),
    "dict_type": ("a section", "Write its name in square brackets on a line of its own."),
}
"""pydantic's kinds of error in our words: what the value must be, and how to write that."""

TEXT_RULES: Mapping[KeyPath, rules.TextRule] = {
    ("newsletter", "name"): rules.filled,
    ("newsletter", "from"): rules.mailbox,
    ("newsletter", "timezone"): rules.timezone,
    ("newsletter", "language"): rules.language,
    ("newsletter", "url"): urls.base,
    ("newsletter", "address"): rules.filled,
    ("brand", "logo"): rules.picture,
    ("brand", "accent"): rules.color,
    ("brand", "font"): rules.font,
    ("email", "template"): rules.template,
    ("store", "url"): rules.database,
    ("safety", "hold"): rules.hold,
    ("safety", "test_recipients", "*"): rules.filled,
    ("safety", "approvers", "*"): rules.filled,
    ("alerts", "email"): rules.mailbox,
    ("alerts", "webhook"): urls.safe,
    ("links", "utm_source"): rules.filled,
    ("links", "utm_medium"): rules.filled,
    ("links", "utm_campaign"): rules.filled,
    ("sources", "*", "url"): urls.page,
    ("sources", "*", "path"): rules.project_path,
}
RANGES: Mapping[KeyPath, tuple[int, int]] = {
    ("brand", "radius"): (0, 100),
    ("safety", "max_recipients"): (1, 1_000_000_000),
    ("safety", "approvals"): (1, 100),
}
SOURCE_NEEDS = {"feed": "url", "page": "url", "folder": "path"}
MULTILINE: tuple[KeyPath, ...] = (("newsletter", "address"),)


@cache
def known_keys() -> Mapping[str, tuple[str, ...]]:
    """Every section with its keys as they stand in the file; for sources those of one source."""
    classes = get_type_hints(Settings)
    sections = {field.name: classes[field.name] for field in fields(Settings)}
    sections |= {"sources": SourceSettings}
    del sections["channels"]
    return {
        name: tuple(file_key(field.name) for field in fields(kind))
        for name, kind in sections.items()
    }


def settings_of(data: Mapping[str, Any], places: Places) -> tuple[Settings | None, list[Problem]]:
    """The settings of every section but channels, or None when their shape is wrong.

    Raises:
        RecursionError: values are nested too deeply to be any setting.
    """
    from pydantic import ValidationError

    fixed = {key: value for key, value in data.items() if key != "channels"}
    problems = [*_text_problems(fixed, places), *_needs(fixed, places)]
    # JSON, since pydantic's strict mode for it takes a list for a tuple and a table for a class,
    # but never "yes" for true. What JSON has no word for becomes a table, which is never right.
    document = json.dumps(fixed, default=lambda _: {})
    try:
        return _adapter().validate_json(document, strict=True), problems
    except ValidationError as error:
        faults = error.errors()
    if faults[0]["type"] == "json_invalid":  # from two hundred brackets on
        raise RecursionError
    return None, [*problems, *(_problem(fault, fixed, places) for fault in faults)]


@cache
def _adapter() -> "TypeAdapter[Settings]":
    from pydantic import TypeAdapter

    return TypeAdapter(Settings)


def _problem(fault: "ErrorDetails", data: Mapping[str, Any], places: Places) -> Problem:
    path, kind = fault["loc"], fault["type"]
    if kind == "unexpected_keyword_argument":
        return _unknown(path, places)
    if kind == "missing":
        hint = f"Add a line: {path[-1]} = ..."
        return Problem("setting-missing", f"{start(path)} is missing.", hint, places.key(path))
    if kind == "literal_error":
        return _no_choice(path, fault["ctx"]["expected"], _at(data, path), places)
    expected, hint = EXPECTED.get(kind, ("something else", "The sample newsletter.toml shows how."))
    text = f"{start(path)} must be {expected}, not {shown(_at(data, path))}."
    return Problem("setting-invalid", text, hint, places.value(path))


def _unknown(path: KeyPath, places: Places) -> Problem:
    if len(path) == 1:
        return unknown_section(str(path[0]), [*known_keys(), "channels"], places.key(path))
    known = known_keys()
    elsewhere = {**known, "channels": channel_keys()}
    return unknown_key(path, known[str(path[0])], elsewhere, places.key(path))


def _no_choice(path: KeyPath, expected: str, value: object, places: Places) -> Problem:
    words = [word for word in expected.split("'")[1::2] if word]
    text = f"{start(path)} must be {expected}, not {shown(value)}."
    hint = did_you_mean(str(value), words)
    return Problem("setting-invalid", text, hint, places.value(path))


def _at(data: Any, path: KeyPath) -> object:
    for part in path:
        data = data[part]
    return data


def _text_problems(data: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    for path, value in leaves(data):
        if isinstance(value, str):
            yield from _text_problem(path, value, places)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield from _range_problem(path, value, places)


def _text_problem(path: KeyPath, value: str, places: Places) -> Iterator[Problem]:
    found = None
    if path not in MULTILINE:
        found = rules.one_line(value, start(path), places.value(path))
    rule = TEXT_RULES.get(_pattern(path))
    if found is None and rule:
        found = rule(value, start(path), places.value(path))
    if found:
        yield found


def _range_problem(path: KeyPath, value: int, places: Places) -> Iterator[Problem]:
    low, high = RANGES.get(path, (value, value))
    if not low <= value <= high:
        text = f"{start(path)} must be from {low} to {high}, not {shown(value)}."
        yield Problem("setting-invalid", text, None, places.value(path))


def _pattern(path: KeyPath) -> KeyPath:
    """The path as the tables above write it: ``*`` for a source's name and a list's index."""
    return tuple(
        "*" if isinstance(part, int) or (number == 1 and path[0] == "sources") else part
        for number, part in enumerate(path)
    )


def leaves(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Every value that is neither table nor list, with its path."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from leaves(child, (*path, number))
    else:
        yield path, value


def _needs(data: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    sources = data.get("sources")
    for name, source in sources.items() if isinstance(sources, Mapping) else ():
        if not isinstance(source, Mapping) or not isinstance(source.get("kind"), str):
            continue
        need = SOURCE_NEEDS.get(source["kind"])
        if need and need not in source:
            path = ("sources", name, need)
            text = f"{start(path)} is missing: a {source['kind']} is read from there."
            hint = f'Add a line: {need} = "..."'
            yield Problem("setting-missing", text, hint, places.key(path[:2]))
