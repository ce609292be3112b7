"""How text looks to a reader: its colour, what is behind it, its size, and whether it shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.checks.cascade import Declarations, StyleSheet
from newsletter.checks.css_colors import css_color
from newsletter.checks.html_tree import Node, Words
from newsletter.email.colors import Rgb

NEVER_SHOWN = frozenset({"head", "style", "script", "title", "template"})
_PIXELS = re.compile(r"(\d{1,4}(?:\.\d{1,9})?)px")
_NOTHING = re.compile(r"0*\.?0*")
_HEADING_SIZES = {"h1": 32.0, "h2": 24.0, "h3": 18.72}
_SIZE = 16.0
_BOLD = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"})


@dataclass(frozen=True, slots=True)
class Look:
    """``color`` and ``background`` are None where they cannot be known, ``size`` is in pixels."""

    color: Rgb | None = (0, 0, 0)
    background: Rgb | None = (255, 255, 255)
    size: float = _SIZE
    is_bold: bool = False
    is_hidden: bool = False


def shown_words(root: Node, styles: StyleSheet) -> Iterator[tuple[Words, Node, Look]]:
    """Every text in ``root`` that shows, with the element around it and how it looks."""
    looks = {id(root): Look()}
    for piece in root.pieces():
        if isinstance(piece, Node):
            above = looks[id(piece.parent)] if piece.parent else Look()
            looks[id(piece)] = _look(piece, styles, above)
    for node in (root, *root.elements()):
        look = looks[id(node)]
        if not look.is_hidden and look.size:
            texts = (piece for piece in node.children if isinstance(piece, Words))
            yield from ((words, node, look) for words in texts if words.text.strip())


def _look(node: Node, styles: StyleSheet, above: Look) -> Look:
    if above.is_hidden or node.name in NEVER_SHOWN:
        return replace(above, is_hidden=True)
    declared = styles.declarations(node)
    return Look(
        color=_color(node, declared, above),
        background=_background(node, declared, above),
        size=_size(node, declared, above.size),
        is_bold=_is_bold(node, declared, is_bold=above.is_bold),
        is_hidden=_is_hidden(declared),
    )


def _is_hidden(declared: Declarations) -> bool:
    return (
        declared.get("display") == "none"
        or declared.get("visibility") == "hidden"
        or bool(_NOTHING.fullmatch(declared.get("opacity", "1")))
    )


def _color(node: Node, declared: Declarations, above: Look) -> Rgb | None:
    value = declared.get("color", node.attributes.get("color", ""))
    if not value and node.name == "a" and "href" in node.attributes:
        return (0, 0, 238)
    return above.color if value in ("", "inherit") else css_color(value)


def _background(node: Node, declared: Declarations, above: Look) -> Rgb | None:
    """A picture behind text makes its colour unknown; ``none`` and ``transparent`` let through."""
    value = declared.get("background-color", node.attributes.get("bgcolor", ""))
    if "url(" in value + declared.get("background-image", ""):
        return None
    if value in ("", "none", "transparent", "inherit"):
        return above.background
    colors = (css_color(word) for word in (value, *value.split()))
    return next((color for color in colors if color), None)


def _size(node: Node, declared: Declarations, above: float) -> float:
    value = declared.get("font-size", "")
    found = _PIXELS.fullmatch(value)
    if found or value == "0":
        return float(found[1] if found else 0)
    return _HEADING_SIZES.get(node.name, above)


def _is_bold(node: Node, declared: Declarations, *, is_bold: bool) -> bool:
    value = declared.get("font-weight", "")
    if value[:1].isdigit():
        return value[:1] >= "7"
    return value == "bold" or (value == "" and (is_bold or node.name in _BOLD))
