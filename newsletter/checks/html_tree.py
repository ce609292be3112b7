"""An email's HTML as a tree in which everything knows its place.

It holds what every mail client but Outlook for Windows reads: conditional comments are comments.
Linear, and as forgiving as a mail client: a tag that never ends takes the rest along, an end tag
without its opening one is nothing, and what is left open ends with the mail
(https://html.spec.whatwg.org/multipage/parsing.html).
"""

import html as entities
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
RAW = frozenset({"style", "script", "title", "textarea", "xmp"})
"""Elements whose text knows no tags."""

_TAG = re.compile(
    r"""(?x) <(/?)([A-Za-z][^\s/>]*+)
        ( (?: [\s/]++ | [^\s/>=][^\s/>=]*+
            | = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>]*+ ) )*+ ) >"""
)
_ATTRIBUTE = re.compile(
    r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]*+)))?+"""
)


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text, its references resolved, with the offset at which it begins."""

    text: str
    at: int


@dataclass(slots=True, eq=False)
class Node:
    """An element. ``at`` is the offset of its ``<``; attributes have lower-case names."""

    name: str
    at: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    parent: "Node | None" = None
    children: list["Node | Words"] = field(default_factory=list)

    def pieces(self) -> Iterator["Node | Words"]:
        """Everything in it, in reading order."""
        waiting = list(reversed(self.children))
        while waiting:
            piece = waiting.pop()
            yield piece
            if isinstance(piece, Node):
                waiting += reversed(piece.children)

    def elements(self, *names: str) -> Iterator["Node"]:
        """The elements in it that have one of ``names``, or all of them, in reading order."""
        for piece in self.pieces():
            if isinstance(piece, Node) and (not names or piece.name in names):
                yield piece

    @property
    def text(self) -> str:
        """All text in it, with single spaces."""
        words = (piece.text for piece in self.pieces() if isinstance(piece, Words))
        return " ".join("".join(words).split())


def parse(html: str) -> Node:
    """The tree of ``html``, under an element without a name."""
    return _Builder(html).build()


class _Builder:
    def __init__(self, html: str) -> None:
        self._html = html
        self._position = 0
        self._open = [Node("", 0)]
        self._names: Counter[str] = Counter()

    def build(self) -> Node:
        while (at := self._html.find("<", self._position)) >= 0:
            self._words(at)
            self._position = at
            if self._html.startswith(("<!", "<?"), at):
                self._skip(at)
            elif (tag := _TAG.match(self._html, at)) is not None:
                self._tag(tag)
            elif self._html[at + 1 : at + 2].isalpha() or self._html.startswith("</", at):
                return self._open[0]
            else:
                self._add(Words("<", at))
                self._position = at + 1
        self._words(len(self._html))
        return self._open[0]

    def _words(self, end: int) -> None:
        if end > self._position:
            text = entities.unescape(self._html[self._position : end])
            self._add(Words(text, self._position))

    def _add(self, piece: Node | Words) -> None:
        self._open[-1].children.append(piece)

    def _skip(self, at: int) -> None:
        """A comment or a declaration; ``<!-->`` is a whole comment."""
        ending = "-->" if self._html.startswith("<!--", at) else ">"
        end = self._html.find(ending, at + 2)
        self._position = len(self._html) if end < 0 else end + len(ending)

    def _tag(self, tag: re.Match[str]) -> None:
        self._position = tag.end()
        name = tag[2].lower()
        if tag[1]:
            self._close(name)
            return
        node = Node(name, tag.start(), _attributes(tag[3]), self._open[-1])
        self._add(node)
        if name in RAW:
            self._raw(node)
        elif name not in VOID:
            self._open.append(node)
            self._names[name] += 1

    def _close(self, name: str) -> None:
        while self._names[name]:
            closed = self._open.pop().name
            self._names[closed] -= 1
            if closed == name:
                return

    def _raw(self, node: Node) -> None:
        ending = re.compile(rf"(?i)</{node.name}\s*+>").search(self._html, self._position)
        start, end = self._position, ending.start() if ending else len(self._html)
        text = self._html[start:end]
        is_text = node.name in ("title", "textarea")
        if text:
            node.children.append(Words(entities.unescape(text) if is_text else text, start))
        self._position = ending.end() if ending else end


def _attributes(written: str) -> Mapping[str, str]:
    """The first of two attributes of one name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        value = match[match.lastindex] if match.lastindex and match.lastindex > 1 else ""
        found.setdefault(match[1].lower(), entities.unescape(value))
    return found
