"""Write a tree back as MJML that the engine takes without harm.

The engine prints attribute values in Rust's debug form: whatever is not printable ASCII comes
out as ``\\u{a0}``, a quotation mark as ``\\"``. References pass as they are, so every such
character is written as one. Line breaks become spaces, as HTML reads them anyway.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from newsletter.email.mjml import css
from newsletter.email.mjml.components import COMPONENTS
from newsletter.email.mjml.tokens import Attribute
from newsletter.email.mjml.tree import VOID, Comment, Element, Node, Text

_BREAKS = re.compile(r"[\t\n\r]+")
_HARMFUL = re.compile(r"[^ !#-;=-\[\]-~]")


def protect(value: str) -> str:
    """An attribute value, or a title, in characters that the engine prints as they are."""
    return _HARMFUL.sub(lambda found: f"&#{ord(found[0])};", _BREAKS.sub(" ", value))


@dataclass(slots=True)
class Writer:
    """Collects the written pieces, and which element each of them came from."""

    pieces: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)

    def write(self, element: Element) -> str:
        """The whole of ``element``'s content as MJML."""
        for child in element.children:
            self._node(child, element)
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
            self._element(node)
        elif isinstance(node, Comment):
            self._put(node.text, parent)
        else:
            self._put(_content(node, parent), parent)

    def _element(self, element: Element) -> None:
        name = element.name
        void = name.lower() in VOID
        attributes = "".join(_attribute(attribute) for attribute in _complete(element))
        if void or (name in COMPONENTS and not element.children) or element.content == "nothing":
            self._put(f"<{name.lower()}{attributes} />", element)
            return
        self._put(f"<{name}{attributes}>", element)
        for child in element.children:
            self._node(child, element)
        self._put(f"</{name}>", element)

    def _put(self, piece: str, owner: Element) -> None:
        self.pieces.append(piece)
        self.owners.append(owner)


def _content(text: Text, parent: Element) -> str:
    if parent.name in ("mj-style", "style"):
        return css.protect(text.text)
    if parent.name == "mj-title":
        return protect(text.text.strip())
    if parent.content == "tags" and not text.text.isspace():
        return ""
    return text.text.replace("<", "&lt;") if "<" in text.text else text.text


def _complete(element: Element) -> list[Attribute]:
    """An mj-image always gets an alt: without one, a blocked image is a hole with a broken icon."""
    attributes = {attribute.name: attribute for attribute in element.attributes}
    if element.name == "mj-image":
        attributes.setdefault("alt", Attribute("alt", "", element.at))
    return list(attributes.values())


def _attribute(attribute: Attribute) -> str:
    if attribute.value is None:
        return f" {attribute.name}"
    return f' {attribute.name}="{protect(attribute.value)}"'
