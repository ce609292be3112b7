"""Who reads what: the conditional comments that only Outlook for Windows looks into.

The grammar is Internet Explorer's, which Word's engine still follows:
https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537512(v=vs.85)
"""

import re
from typing import Literal

Readers = Literal["everyone", "outlook-windows", "all-others", "nobody"]

MSO = 16
"""The version that Outlook for Windows has given itself since 2016."""

LONGEST = 200
"""Characters of a condition that are looked at; longer ones are not written by people."""

_TERM = re.compile(
    r"""(?xi) \s*+ (?: (?P<sign>[()!&|])
        | (?:(?P<compare>[gl]te?)\s++)? (?P<what>[a-z]\w*+)
          (?:\s++(?P<version>\d++(?:\.\d++)?))? )"""
)
_STEPS = (
    (re.compile(r"!0|\(1\)"), "1"),
    (re.compile(r"!1|\(0\)"), "0"),
    (re.compile(r"(?<!!)1&1"), "1"),
    (re.compile(r"(?<!!)(?:0&[01]|1&0)"), "0"),
    (re.compile(r"(?<![!&])(?:1\|[01]|0\|1)(?!&)"), "1"),
    (re.compile(r"(?<![!&])0\|0(?!&)"), "0"),
)


def holds(condition: str) -> bool:
    """True if the newest Outlook for Windows takes ``condition`` as fulfilled.

    One that cannot be understood counts as fulfilled: better a finding too many.
    """
    logic = _logic(condition)
    before = ""
    while logic != before:
        before = logic
        for pattern, result in _STEPS:
            logic = pattern.sub(result, logic)
    return logic != "0"


def hidden(readers: Readers, condition: str) -> Readers:
    """Who reads what stands inside a comment with this condition: Outlook or nobody."""
    sees = readers in ("everyone", "outlook-windows") and holds(condition)
    return "outlook-windows" if sees else "nobody"


def revealed(readers: Readers, condition: str) -> Readers:
    """Who reads what stands between two such comments: all others, and perhaps Outlook."""
    if holds(condition):
        return readers
    return "all-others" if readers in ("everyone", "all-others") else "nobody"


def _logic(condition: str) -> str:
    """The condition as a formula of ``0 1 ! & | ( )``, or nothing when it is not one."""
    condition = condition[:LONGEST].rstrip()
    parts, position = [], 0
    while position < len(condition):
        term = _TERM.match(condition, position)
        if term is None:
            return ""
        parts.append(term["sign"] or str(int(_is_true(term))))
        position = term.end()
    return "".join(parts)


def _is_true(term: re.Match[str]) -> bool:
    if term["what"].lower() != "mso":
        return term["what"].lower() in ("true", "vml")
    if term["version"] is None:
        return True
    wanted = float(term["version"])
    match (term["compare"] or "").lower():
        case "gt":
            return wanted < MSO
        case "gte":
            return wanted <= MSO
        case "lt":
            return wanted > MSO
        case "lte":
            return wanted >= MSO
        case _:
            return wanted == MSO
