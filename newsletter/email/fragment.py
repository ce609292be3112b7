"""The HTML of an article's body, read as tags and text.

It reads what `newsletter.articles` writes: lower-case tags, every value in double quotes. What
looks different is text, so foreign HTML can slip through neither of the readers built on this.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

BLOCKS = frozenset(
    {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "hr", "figure", "figcaption"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
"""The tags of a body that begin a line."""

INLINE = frozenset({"code", "a", "strong", "em", "b", "i", "s", "sub", "sup", "br", "img"})
"""The tags of a body that stand in one."""

VOID = frozenset({"br", "hr", "img"})
_NAMES = "|".join(sorted(BLOCKS | INLINE, reverse=True))
_TAG = re.compile(rf'<(/?)({_NAMES})((?: [a-z]++="[^"]*+")*+)(?: ?/)?>')
_ATTRIBUTE = re.compile(r'([a-z]++)="([^"]*+)"')
_ADDRESS = re.compile(r"(?:https?://|mailto:|cid:)[^\s<>\"]++")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; the values of its attributes hold no references such as ``&amp;`` any more."""

    name: str
    closes: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    def address(self, attribute: str) -> str | None:
        """The complete address in ``attribute``; None for a relative one, or one that runs."""
        value = self.attributes.get(attribute, "")
        return value if _ADDRESS.fullmatch(value) else None

    def pixels(self, attribute: str) -> int | None:
        """The number in ``attribute``, if it is one that a screen could have."""
        value = self.attributes.get(attribute, "")
        return int(value) or None if re.fullmatch(r"[0-9]{1,5}", value) else None


def pieces(source: str) -> Iterator[Tag | str]:
    """The tags of ``source`` and the text between them, still with its references."""
    position = 0
    for found in _TAG.finditer(source):
        if found.start() > position:
            yield source[position : found.start()]
        position = found.end()
        slash, name, written = found.groups()
        yield Tag(name, bool(slash), _attributes(written) if written else {})
    if position < len(source):
        yield source[position:]


def _attributes(written: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(written)}
