"""Slots and blocks in the tree of an MJML text: which may stay where they are, and how."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.email.marks import Unmarked
from newsletter.email.mjml.components import COMPONENTS
from newsletter.email.mjml.tokens import Attribute
from newsletter.email.mjml.tree import VERBATIM, Element, Node, Text
from newsletter.email.slots.standing import URLS, url_standing
from newsletter.email.slots.words import Words
from newsletter.problems import Place, Problem

# Their children are independent of one another, and an mj-raw between them changes nothing.
_INDEPENDENT = frozenset({"mj-body", "mj-column", "mj-wrapper"})
_MJML_ATTRIBUTES = frozenset({"alt", "href", "src", "title"})
_CLOSED_TAGS = VERBATIM | {"base", "embed", "iframe", "link", "meta", "object"}
_CLOSED_ATTRIBUTES = frozenset({"srcdoc", "srcset", "style"})

BlockWord = tuple[str, int]


@dataclass
class BlockFinder:
    """Finds the blocks that can stay open, and makes tags of their words where tags stand."""

    words: Words
    found: Counter[BlockWord] = field(default_factory=Counter)

    def closed_keys(self, root: Element, source: Unmarked) -> set[str]:
        """The ifs that cannot stay open: they cut through tags, or stand where no word can."""
        self._element(root)
        every = Counter(
            (word[1], int(word[2]))
            for word in self.words.pattern.finditer(source.text)
            if word[1] != "s"
        )
        return {self.words.blocks[number].key for _, number in every - self.found}

    def _element(self, element: Element) -> None:
        takes_html = element.content in (None, "html") and element.name not in VERBATIM
        if takes_html or element.name in _INDEPENDENT:
            self.found.update(self._balanced(element))
        if element.name in _INDEPENDENT:
            element.children = [node for child in element.children for node in self._raw(child)]
        for child in element.elements:
            self._element(child)

    def _balanced(self, element: Element) -> Iterator[BlockWord]:
        """The words of the blocks that begin, divide and end among the children."""
        stack: list[list[BlockWord]] = []
        for word in self._words_in(element):
            if word[0] == "b":
                stack.append([word])
            elif stack and stack[-1][0][1] == word[1]:
                stack[-1].append(word)
            if word[0] == "f" and stack:
                block = stack.pop()
                yield from block if len(block) == 3 else ()

    def _words_in(self, element: Element) -> Iterator[BlockWord]:
        for child in element.children:
            if isinstance(child, Text):
                for found in self.words.pattern.finditer(child.text):
                    if found[1] != "s":
                        yield found[1], int(found[2])

    def _raw(self, node: Node) -> Iterator[Node]:
        """Text between components, with an mj-raw for each word of a block in it."""
        if not isinstance(node, Text) or self.words.prefix not in node.text:
            yield node
            return
        position = 0
        for found in self.words.pattern.finditer(node.text):
            if found[1] != "s":
                yield Text(node.text[position : found.start()], node.at)
                yield _mj_raw(found[0], node.at)
                position = found.end()
        yield Text(node.text[position:], node.at)


def _mj_raw(word: str, at: int) -> Element:
    text = Text(word, at)
    return Element("mj-raw", (), at, Place(), is_marked=False, children=[text])


@dataclass(frozen=True)
class SlotChecker:
    """Finds the slots that stand where no value is safe, or where the engine calculates."""

    words: Words
    source: Unmarked

    def problems(self, root: Element) -> Iterator[Problem]:
        """A problem for each of them."""
        yield from self._in_comments()
        for element in root.elements:
            yield from self._element(element)

    def _element(self, element: Element) -> Iterator[Problem]:
        if self._holds(element.name):
            yield _problem("in the name of a tag", element.place)
        for attribute in element.attributes:
            if what := self._refused(element, attribute):
                place = (
                    self.source.place(element.offset_of(attribute))
                    if element.is_marked
                    else element.place
                )
                yield _problem(what, place)
        if element.name in VERBATIM or element.content == "css":
            texts = (child.text for child in element.children if isinstance(child, Text))
            if any(map(self._holds, texts)):
                yield _problem(f"in <{element.name}>", element.place)
        for child in element.elements:
            yield from self._element(child)

    def _refused(self, element: Element, attribute: Attribute) -> str | None:
        """Where a slot stands that may not stand there."""
        name, value = attribute.name.lower(), attribute.value or ""
        if self._holds(attribute.name):
            return "in the name of an attribute"
        if not self._holds(value):
            return None
        closed = name in _CLOSED_ATTRIBUTES or name.startswith("on")
        if element.name in COMPONENTS:
            closed = name not in _MJML_ATTRIBUTES
        if closed or element.name.lower() in _CLOSED_TAGS:
            return f"in '{name}' of <{element.name}>"
        if name in URLS and not all(self._url_is_safe(value)):
            return "in the scheme or the host of an address"
        return None

    def _url_is_safe(self, value: str) -> Iterator[bool]:
        for found in self.words.pattern.finditer(value):
            yield found[1] != "s" or url_standing(value[: found.start()]) is not None

    def _in_comments(self) -> Iterator[Problem]:
        text = self.source.text
        for found in self.words.pattern.finditer(text):
            opened = text.rfind("<!--", 0, found.start())
            if found[1] == "s" and opened > text.rfind("-->", 0, found.start()):
                yield _problem("in a comment", self.source.place(opened))

    def _holds(self, text: str) -> bool:
        return any(found[1] == "s" for found in self.words.pattern.finditer(text))


def _problem(where: str, place: Place) -> Problem:
    text = f"A value of the recipient cannot stand {where}."
    hint = "It can stand in text, in alt and title, and behind the host of an address."
    return Problem("slot-place", text, hint, place)
