"""Write a tree back as MJML that the engine takes without harm.

The engine prints attribute values in Rust's debug form: whatever is not printable ASCII comes
out as ``\\u{a0}``, a quotation mark as ``\\"``. References pass as they are, so every such
character is written as one. Line breaks become spaces, as HTML reads them anyway.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from newsletter.email.mjml import css
from newsletter.email.mjml.components import COMPONENTS, REFUSED
from newsletter.email.mjml.gaps import gap, is_gap
from newsletter.email.mjml.tokens import LONGEST_REMEMBERED, Attribute, is_proper_name
from newsletter.email.mjml.tree import VOID, Comment, Element, Node, Text

_BREAKS = re.compile(r"[\t\n\r]+")
_HARMFUL = re.compile(r"[^ !#-;=-\[\]-~]")


def protect(value: str) -> str:
    """An attribute value, or a title, in characters that the engine prints as they are."""
    return _protected(value) if len(value) > LONGEST_REMEMBERED else _remembered(value)


def _protected(value: str) -> str:
    return _HARMFUL.sub(lambda found: f"&#{ord(found[0])};", _BREAKS.sub(" ", value))


@lru_cache(maxsize=1024)
def _remembered(value: str) -> str:
    return _protected(value)


@dataclass(slots=True)
class Writer:
    """Collects the written pieces, and which element each of them came from.

    ``without_misplaced`` leaves out the tags that stand where MJML does not allow them.
    """

    without_misplaced: bool = False
    pieces: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)

    def write(self, element: Element) -> str:
        """The whole of ``element``'s content as MJML."""
        self._children(element)
        return "".join(self.pieces)

    def owner(self, offset: int) -> Element | None:
        """The element that wrote the byte at ``offset``, counted in UTF-8."""
        if not self.sizes:
            total = 0
            for piece in self.pieces:
                self.sizes.append(total)
                total += len(piece.encode())
        index = bisect_right(self.sizes, offset) - 1
        return self.owners[index] if 0 <= index < len(self.owners) else None

    def _node(self, node: Node, parent: Element) -> None:
        if isinstance(node, Element):
            if not (self.without_misplaced and _is_misplaced(node, parent)):
                self._element(node)
        elif isinstance(node, Comment):
            if parent.content != "tags":
                self._put(node.text, parent)
        else:
            self._put(_content(node, parent), parent)

    def _element(self, element: Element) -> None:
        if element.name in REFUSED:
            return
        name = element.name
        void = name.lower() in VOID
        if not is_proper_name(name):
            self._children(element)
            return
        attributes = "".join(_attribute(attribute) for attribute in _complete(element))
        if void or (name in COMPONENTS and not element.children) or element.content == "nothing":
            self._put(f"<{name.lower()}{attributes} />", element)
            return
        self._put(f"<{name}{attributes}>", element)
        self._children(element)
        self._put(f"</{name}>", element)

    def _children(self, element: Element) -> None:
        for index, child in enumerate(element.children):
            if isinstance(child, Text) and is_gap(child) and element.content in (None, "html"):
                self._put(gap(element, index), element)
            else:
                self._node(child, element)

    def _put(self, piece: str, owner: Element) -> None:
        self.pieces.append(piece)
        self.owners.append(owner)


def _is_misplaced(element: Element, parent: Element) -> bool:
    if parent.name == "mj-attributes":
        return element.name not in COMPONENTS or bool(element.children)
    if parent.content == "tags":
        return element.name not in COMPONENTS[parent.name].children
    return parent.name in COMPONENTS and element.name in COMPONENTS


def _content(text: Text, parent: Element) -> str:
    if parent.name in ("mj-style", "style"):
        return css.protect(text.text).replace("<", "").replace("]]>", "]] >")
    if parent.name == "mj-title":
        return protect(text.text.strip()).replace("]]>", "]]&gt;")
    if parent.content == "tags" and not text.text.isspace():
        return ""
    return text.text.replace("<", "&lt;").replace("]]>", "]]&gt;")


def _complete(element: Element) -> list[Attribute]:
    """An mj-image always gets an alt: without one, a blocked image is a hole with a broken icon."""
    attributes = {one.name: one for one in element.attributes if is_proper_name(one.name)}
    if element.name == "mj-image":
        attributes.setdefault("alt", Attribute("alt", "", 0))
    return list(attributes.values())


def _attribute(attribute: Attribute) -> str:
    if attribute.value is None:
        return f" {attribute.name}"
    return f' {attribute.name}="{protect(attribute.value)}"'
