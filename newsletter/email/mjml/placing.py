"""Which tag of the templates did a part of the HTML come from?

The engine knows no places. So the tree is compiled a second time with a word before and behind
every tag, numbered and found in no other text; taken out of the result again, the words leave
the same HTML, and their offsets in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from newsletter.email.mjml.engine import compile_mjml
from newsletter.email.mjml.front import Compiled
from newsletter.email.mjml.gaps import gap, is_gap
from newsletter.email.mjml.tree import VERBATIM, Element, Node, Text
from newsletter.problems import Place

# An mj-raw among the children of these changes nothing about the others.
_TAKE_RAW = frozenset({"mj-body", "mj-column", "mj-group", "mj-section", "mj-wrapper"})


@dataclass(frozen=True, slots=True)
class Places:
    """The places of an HTML text: each counts from its offset to the next."""

    offsets: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def at(self, offset: int) -> Place | None:
        """The place of the tag that made the character at ``offset``; None when none is known."""
        index = bisect_right(self.offsets, offset) - 1
        return self.places[index] if index >= 0 else None


@dataclass
class Marker:
    """Marks the HTML of trees with their places, and takes the marks out again.

    ``word`` begins each mark; it is made of letters and digits, and no content may hold it.
    """

    word: str
    places: list[Place] = field(default_factory=list)
    root: Element = field(init=False)

    def marked(self, compiled: Compiled) -> str | None:
        """The HTML of ``compiled`` with marks; as it was when the engine will not take them."""
        tree, html = compiled.root, compiled.html
        if tree is None or html is None:
            return html
        self.root = next(tree.elements, tree)
        marked, _ = compile_mjml(
            self.children_marked(tree), without_misplaced=compiled.without_misplaced
        )
        return self._mark(self.root) + marked if marked and self._plain(marked) == html else html

    def places_in(self, marked: str) -> tuple[str, Places]:
        """The text without its marks, and the places in it."""
        pieces = self._split(marked)
        offsets, length = [], 0
        for piece in pieces[:-1:2]:
            length += len(piece)
            offsets.append(length)
        places = [self.places[int(number)] for number in pieces[1::2]]
        return "".join(pieces[::2]), Places(offsets, places)

    def _plain(self, marked: str) -> str:
        return "".join(self._split(marked)[::2])

    def _split(self, marked: str) -> list[str]:
        return re.split(f"{self.word}([0-9]+)q", marked)

    def children_marked(self, element: Element) -> Element:
        """A copy of ``element`` whose content is marked."""
        children = list(self._children(element))
        return replace(element, children=children) if children else element

    def _children(self, element: Element) -> Iterator[Node]:
        if element.name in ("mj-style", "mj-title", "mj-preview"):
            yield from self._text_alone(element)
        elif element.name in VERBATIM:
            yield from element.children
        elif element.name and element.content in (None, "html"):
            yield from self._html(element)
        else:
            yield from self._components(element)

    def _text_alone(self, element: Element) -> Iterator[Node]:
        """Styles that are to be inlined are read by the engine, and must stay as they are."""
        for child in element.children:
            if isinstance(child, Text) and child.text.strip() and not element.get("inline"):
                text = f"{self._mark(element)}{child.text.strip()}{self._mark(self.root)}"
                yield Text(text, child.at)
            else:
                yield child

    def _html(self, element: Element) -> Iterator[Node]:
        if element.children:
            yield Text(self._mark(element), element.at)
        for index, child in enumerate(element.children):
            if isinstance(child, Element):
                yield Text(self._mark(child), child.at)
                yield self.children_marked(child)
                yield Text(self._mark(element), child.at)
            elif isinstance(child, Text) and is_gap(child):
                yield Text(gap(element, index), child.at)
            else:
                yield child

    def _components(self, element: Element) -> Iterator[Node]:
        for child in element.children:
            if not isinstance(child, Element):
                yield child
                continue
            if element.name in _TAKE_RAW:
                yield self._raw(child)
            yield self.children_marked(child)
            if element.name in _TAKE_RAW:
                yield self._raw(element)

    def _raw(self, element: Element) -> Element:
        text = Text(self._mark(element), element.at)
        return Element("mj-raw", (), element.at, element.place, is_marked=False, children=[text])

    def _mark(self, element: Element) -> str:
        self.places.append(element.place)
        return f"{self.word}{len(self.places) - 1}q"


def places_of(compiled: Compiled) -> Places:
    """The places of ``compiled.html``; none when the engine does not make the same HTML twice."""
    marker = Marker(_absent_word(compiled.html or ""))
    return marker.places_in(marker.marked(compiled) or "")[1]


def _absent_word(html: str) -> str:
    """Letters and digits that ``html`` does not hold."""
    number = 0
    while (word := f"zqat{number}x") in html:
        number += 1
    return word
