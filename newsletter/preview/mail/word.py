"""The mail as Outlook for Windows reads it: what stands in comments for it, and not for others."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from newsletter.checks.compatibility_conditions import LONGEST, holds
from newsletter.preview.mail.edits import Edit, edited

_START = re.compile(rf"(?i)<!--\[if\s*+([^\]]{{0,{LONGEST}}}+)\]>(<!--(?:--)?>|\s{{0,9}}+-->)?")
_END = re.compile(r"(?i)(?:<!--\s{0,9}+)?<!\[endif\](?:--)?>")
_OFFICE = "<xml"
"""Settings of Word in the head of a mail, which are no content."""


def as_word_reads(html: str) -> str:
    """``html`` with its conditional comments decided for Outlook for Windows."""
    ends = [(found.start(), found.end()) for found in _END.finditer(html)]
    return edited(html, _decisions(html, ends))


def _decisions(html: str, ends: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    for start in _START.finditer(html):
        following = bisect_left(ends, (start.end(), 0))
        if following == len(ends):
            return
        end = ends[following]
        is_for_others, is_read = bool(start[2]), holds(start[1])
        if is_for_others and not is_read:
            yield Edit(start.start(), end[1])
        elif not is_for_others and is_read and _OFFICE not in html[start.end() : end[0]].lower():
            yield Edit(start.start(), start.end())
            yield Edit(*end)
