"""List items as people type them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BULLET = re.compile(r"[-*•◦▪‣–][ \t]+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}[.)][ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item without its marker."""

    text: str
    numbered: bool


def list_item(line: str) -> ListItem | None:
    """``line`` as a list item: ``- oats``, ``* oats``, ``• oats``, ``1. oats``; else None."""
    line = line.strip()
    for pattern, numbered in ((_BULLET, False), (_NUMBER, True)):
        if found := pattern.match(line):
            return ListItem(line[found.end() :], numbered)
    return None


def begins_list(lines: Sequence[str], before: str) -> bool:
    """True if a list begins at ``lines[0]``, after the line ``before`` ('' at a paragraph's start).

    A wrapped sentence may go on with a dash or a year, so in mid-paragraph it takes a colon
    before it or a second item after it; and so does an en dash, which may open a quotation.
    """
    first = list_item(lines[0])
    if first is None:
        return False
    if not before:
        return not lines[0].lstrip().startswith("–") or _goes_on(lines)
    return before.rstrip().endswith((":", "：")) or _goes_on(lines)


def _goes_on(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and list_item(lines[1]) is not None
