"""White space alone between two tags, over a line's end: the engine drops it.

Between blocks that is welcome. Between two inline tags it would glue words together.
"""

from collections.abc import Sequence

from newsletter.email.mjml.tree import Element, Node, Text

# https://html.spec.whatwg.org/multipage/rendering.html#flow-content-3, and what is never shown.
_BLOCK_TAGS = (
    "address article aside blockquote body br caption center col colgroup dd details dialog div dl "
    "dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend "
    "li link main menu meta nav ol optgroup option p pre script search section select style "
    "summary table tbody td tfoot th thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())


def is_gap(text: Text) -> bool:
    """True for what the engine drops."""
    return text.text.isspace() and "\n" in text.text


def gap(parent: Element, index: int) -> str:
    """What to write for the gap at ``index`` of the children: a space or nothing."""
    before, after = parent.children[index - 1 : index], parent.children[index + 1 : index + 2]
    return " " if all(map(_is_inline, (before, after))) else ""


def _is_inline(neighbours: Sequence[Node]) -> bool:
    return any(isinstance(one, Element) and one.name.lower() not in _BLOCKS for one in neighbours)
