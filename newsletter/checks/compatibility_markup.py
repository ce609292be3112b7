"""Divide an email's HTML into its elements, each with its place and with who gets to read it.

Linear, and as forgiving as a mail client: a tag that never ends takes the rest along, as the HTML
standard has it (https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.checks.compatibility_conditions import LONGEST, Readers, hidden, revealed

COMMENT, DOCTYPE = "!--", "!doctype"
"""The names that a comment and a doctype have as elements; neither has attributes."""

_CONDITION = rf"\[if\s*+([^\]]{{0,{LONGEST}}}+)\]>"
_REVEAL = re.compile(
    rf"(?i)<!--{_CONDITION}(?:<!--\s{{0,9}}+(?:--)?>|\s{{0,9}}+-->)|<!{_CONDITION}"
)
_REVEAL_END = re.compile(r"(?i)<!--\s{0,9}+<!\[endif\]-->|<!\[endif\](?:--)?>")
_HIDE = re.compile(rf"(?i)<!--{_CONDITION}")
_DOCTYPE = re.compile(r"(?i)<!doctype\b")
_NAME = re.compile(r"<([A-Za-z][^\s/>]*+)")
_ATTRIBUTE = re.compile(
    r"""(?x) [\s/]*+ (?: > | ([^\s/>][^\s/>=]*+)
        (?: \s*+=\s*+ (?: "([^"]*+)"? | '([^']*+)'? | ([^\s>]*+) ) )?+ )"""
)
_RAW_TEXT_END = {
    name: re.compile(rf"(?i)</{name}(?=[\s/>])")
    for name in ("style", "script", "title", "textarea", "xmp")
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its name in lower case, its value as written, where the two begin."""

    name: str
    value: str
    at: int
    value_at: int


@dataclass(frozen=True, slots=True)
class Element:
    """An opening tag, a comment or a doctype. ``content`` is what a style element holds."""

    name: str
    at: int
    readers: Readers
    attributes: tuple[Attribute, ...] = ()
    content: str = ""
    content_at: int = 0

    def get(self, name: str) -> str | None:
        """The attribute's value, None without it; the first one counts, as for a browser."""
        return next((each.value for each in self.attributes if each.name == name), None)


def elements(html: str) -> Iterator[Element]:
    """Every element of ``html`` as it comes, those in conditional comments among them."""
    return _Scan(html, 0, len(html), "everyone").elements()


class _Scan:
    """A walk over one stretch of the HTML. Every method moves ``position`` forward."""

    def __init__(self, html: str, position: int, end: int, readers: Readers) -> None:
        self.html = html
        self.position = position
        self.end = end
        self.conditions = [readers]

    def elements(self) -> Iterator[Element]:
        while (at := self.html.find("<", self.position, self.end)) >= 0:
            self.position = at
            if self.html.startswith("<!", at):
                yield from self._declaration()
            elif (name := _NAME.match(self.html, at, self.end)) is not None:
                yield from self._element(name)
            else:
                self.position += 1

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.html, self.position, self.end)

    def _declaration(self) -> Iterator[Element]:
        if (start := self._match(_REVEAL)) is not None:
            self.conditions.append(revealed(self.conditions[-1], start[1] or start[2] or ""))
            self.position = start.end()
        elif (ending := self._match(_REVEAL_END)) is not None:
            del self.conditions[max(1, len(self.conditions) - 1) :]
            self.position = ending.end()
        elif self.html.startswith("<!--", self.position):
            yield from self._comment()
        else:
            yield from self._doctype()

    def _comment(self) -> Iterator[Element]:
        at, readers = self.position, self.conditions[-1]
        ending = self.html.find("-->", at + len("<!--"), self.end)
        self.position = self.end if ending < 0 else ending + len("-->")
        condition = _HIDE.match(self.html, at, self.end)
        if condition is None or ending < 0:
            yield Element(COMMENT, at, readers)
        else:
            inside = hidden(readers, condition[1])
            yield from _Scan(self.html, condition.end(), ending, inside).elements()

    def _doctype(self) -> Iterator[Element]:
        at = self.position
        ending = self.html.find(">", at, self.end)
        self.position = self.end if ending < 0 else ending + 1
        if _DOCTYPE.match(self.html, at, self.position):
            yield Element(DOCTYPE, at, self.conditions[-1], content=self.html[at : self.position])

    def _element(self, name: re.Match[str]) -> Iterator[Element]:
        self.position = name.end()
        attributes = self._attributes()
        if attributes is None:
            return
        lower, content_at = name[1].lower(), self.position
        content = self._raw_text(lower)
        yield Element(lower, name.start(), self.conditions[-1], attributes, content, content_at)

    def _attributes(self) -> tuple[Attribute, ...] | None:
        """Up to the tag's ``>``; None for a tag that never ends."""
        found: list[Attribute] = []
        while (match := self._match(_ATTRIBUTE)) is not None:
            self.position = match.end()
            if match[1] is None:
                return tuple(found)
            last = match.lastindex or 1
            value, value_at = (match[last], match.start(last)) if last > 1 else ("", match.end())
            found.append(Attribute(match[1].lower(), value, match.start(1), value_at))
        self.position = self.end
        return None

    def _raw_text(self, name: str) -> str:
        """What stands in an element whose text knows no tags; nothing for all others."""
        pattern = _RAW_TEXT_END.get(name)
        if pattern is None:
            return ""
        start = self.position
        ending = pattern.search(self.html, start, self.end)
        self.position = self.end if ending is None else ending.start()
        return self.html[start : self.position]
