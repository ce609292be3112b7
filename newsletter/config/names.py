"""How settings are spoken of in messages: ``'live' of [safety]``."""

from collections.abc import Mapping
from datetime import date, time

from newsletter.config.places import KeyPath
from newsletter.printable import printable

NAMED_SECTIONS = ("sources", "channels")
"""Sections that hold one more section for each name: ``[channels.email]``."""

_SHOWN = 40


def section(path: KeyPath) -> str:
    """The section around a setting, like ``[safety]`` or ``[channels.email]``."""
    depth = 2 if path[0] in NAMED_SECTIONS else 1
    return f"[{'.'.join(printable(str(part)) for part in path[:depth])}]"


def spoken(path: KeyPath) -> str:
    """The setting itself, in its section; an element of a list by its number."""
    depth = 2 if path[0] in NAMED_SECTIONS else 1
    keys = [printable(part) for part in path[depth:] if isinstance(part, str)]
    numbers = [part + 1 for part in path[depth:] if isinstance(part, int)]
    if not path[depth:]:
        return section(path)
    entry = f"entry {numbers[-1]} of " if numbers else ""
    return f"{entry}'{'.'.join(keys)}' of {section(path)}"


def start(path: KeyPath) -> str:
    """``spoken`` at the start of a sentence."""
    words = spoken(path)
    return words[0].upper() + words[1:]


def clipped(text: str) -> str:
    """The beginning of a text that may be anything."""
    return printable(text[:_SHOWN]) + ("…" if len(text) > _SHOWN else "")


def shown(value: object) -> str:
    """A value as a person would write it, in short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{clipped(value)}"'
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return "a date or time" if isinstance(value, date | time) else str(value)[:_SHOWN]
