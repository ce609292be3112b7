"""The features of caniemail that a CSS selector uses.

Grammar: https://www.w3.org/TR/selectors-4/#grammar
"""

import re
from collections.abc import Iterator

_NAME = r"(?:[-\w]|[^\x00-\x7f]|\\.)++"
_PART = re.compile(
    rf"""(?xs) (?P<attribute>\[(?:"[^"]*+"|'[^']*+'|[^\]"'])*+\]?) | (?P<comma>\s*+,\s*+)
        | (?P<combinator>\s*+[>+~]\s*+) | (?P<descendant>\s++) | (?P<pseudo>::?{_NAME})
        | (?P<class>\.{_NAME}) | (?P<id>\#{_NAME}) | (?P<universal>\*) | (?P<type>{_NAME})
        | (?P<parenthesis>[()]) | ."""
)
_COMBINATORS = {
    ">": "css-selector-child",
    "+": "css-selector-adjacent-sibling",
    "~": "css-selector-general-sibling",
}
_KINDS = {
    kind: f"css-selector-{kind}"
    for kind in ("attribute", "descendant", "class", "id", "universal", "type")
}
_PSEUDO_ELEMENTS = ("after", "before", "first-letter", "first-line", "marker", "placeholder")
_PSEUDO_CLASSES = (
    *("active", "checked", "default", "first-child", "first-of-type", "focus-visible"),
    *("focus-within", "focus", "has", "hover", "lang", "last-child", "last-of-type", "link"),
    *("not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type", "only-child"),
    *("only-of-type", "target", "visited"),
)
_PSEUDO = {
    **{f":{name}": f"css-pseudo-class-{name}" for name in _PSEUDO_CLASSES},
    **{f":{name}": f"css-pseudo-element-{name}" for name in _PSEUDO_ELEMENTS[:4]},
    **{f"::{name}": f"css-pseudo-element-{name}" for name in _PSEUDO_ELEMENTS},
}
GROUPING, CHAINING = "css-selector-grouping", "css-selector-chaining"
SELECTOR_SLUGS = {*_COMBINATORS.values(), *_KINDS.values(), *_PSEUDO.values(), GROUPING, CHAINING}


def selector_features(selectors: str) -> Iterator[tuple[str, int]]:
    """Each feature with where in ``selectors`` the selector that uses it begins.

    What stands in parentheses, as in ``:not(.a)``, is not looked into.
    """
    start = 0
    parts: list[re.Match[str]] = []
    for part in _top_level(selectors):
        if part.lastgroup != "comma":
            parts.append(part)
            continue
        if start == 0:
            yield GROUPING, 0
        yield from ((slug, start) for slug in _one_selector(parts))
        start, parts = part.end(), []
    yield from ((slug, start) for slug in _one_selector(parts))


def _top_level(selectors: str) -> Iterator[re.Match[str]]:
    depth = 0
    for part in _PART.finditer(selectors):
        if part.lastgroup == "parenthesis":
            depth = max(0, depth + (1 if part[0] == "(" else -1))
        elif depth == 0:
            yield part


def _one_selector(parts: list[re.Match[str]]) -> list[str]:
    features: dict[str, None] = {}
    chained = 0
    for part in parts:
        kind = part.lastgroup
        chained = chained + (kind in ("class", "id"))
        if kind in ("combinator", "descendant"):
            chained = 0
        slug = CHAINING if chained > 1 else None
        features |= dict.fromkeys(each for each in (_feature(part), slug) if each)
    return list(features)


def _feature(part: re.Match[str]) -> str | None:
    match part.lastgroup:
        case "combinator":
            return _COMBINATORS[part[0].strip()]
        case "pseudo":
            return _PSEUDO.get(part[0].lower())
        case kind:
            return _KINDS.get(kind or "")
