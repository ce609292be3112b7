"""Which features an email uses, where, and who gets to see them."""

import html as entities
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from newsletter.checks.compatibility_conditions import Readers
from newsletter.checks.compatibility_elements import ELEMENT_SLUGS, STYLE, element_features
from newsletter.checks.compatibility_images import IMAGE_SLUGS
from newsletter.checks.compatibility_markup import Element, elements
from newsletter.checks.compatibility_properties import (
    AT_RULE_SLUGS,
    DECLARATION_SLUGS,
    at_rule_features,
    declaration_features,
)
from newsletter.checks.compatibility_selectors import SELECTOR_SLUGS, selector_features
from newsletter.checks.compatibility_styles import Statement, statements

COMMENTS, NESTING = "css-comments", "css-nesting"
DETECTABLE = frozenset(
    {COMMENTS, NESTING}
    | ELEMENT_SLUGS
    | IMAGE_SLUGS
    | AT_RULE_SLUGS
    | DECLARATION_SLUGS
    | SELECTOR_SLUGS
)
NOT_DETECTABLE: Mapping[str, str] = MappingProxyType(
    {
        "amp": "AMP is a part of the message beside the HTML, not in it",
        "bimi": "BIMI is a record in the DNS of the sender's domain",
    }
)
"""The features of caniemail that HTML cannot show, and why."""

_REFERENCE = re.compile(r"&(?:#\w{1,8}|\w{2,8});")

Feature = tuple[str, int]
"""A feature's slug and where it is used."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Who reads a part of an email, and the features without which it has no effect.

    A client that ignores ``@media`` never sees the declarations in it: for that client the query
    is what is unsupported, not what stands in it.
    """

    readers: Readers
    within: tuple[str, ...] = ()


Usages = Mapping[Setting, Mapping[str, list[int]]]
"""For each setting, the offsets at which each feature is used."""


def usages(html: str) -> Usages:
    """All features that ``html`` uses. Offsets count characters from 0, in reading order."""
    found: defaultdict[Setting, defaultdict[str, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    known: dict[str, list[Feature]] = {}
    for element in elements(html):
        if element.readers == "nobody":
            continue
        here = found[Setting(element.readers)]
        for slug, at in chain(element_features(element), _of_style_attribute(element, known)):
            here[slug].append(at)
        if element.name == "style":
            for within, (slug, at) in _of_sheet(element.content):
                found[Setting(element.readers, within)][slug].append(element.content_at + at)
    return found


def _of_style_attribute(element: Element, known: dict[str, list[Feature]]) -> Iterator[Feature]:
    """``known`` remembers what a style uses: an email repeats the same few dozen."""
    if ":" in element.name:
        return
    for attribute in element.attributes:
        if attribute.name != "style":
            continue
        if attribute.value not in known:
            known[attribute.value] = list(_of_declarations(_plain(attribute.value)))
        yield from ((slug, attribute.value_at + at) for slug, at in known[attribute.value])


def _plain(value: str) -> str:
    """An attribute's value with its character references resolved, every place kept."""
    return _REFERENCE.sub(lambda found: entities.unescape(found[0]).ljust(len(found[0])), value)


def _of_declarations(css: str) -> Iterator[Feature]:
    for statement in statements(css):
        yield from _of_declaration(statement)


def _of_declaration(statement: Statement) -> Iterator[Feature]:
    if statement.is_comment:
        yield COMMENTS, statement.at
        return
    name, colon, value = statement.text.partition(":")
    if colon:
        yield from ((slug, statement.at) for slug in declaration_features(name, value))


def _of_sheet(css: str) -> Iterator[tuple[tuple[str, ...], Feature]]:
    """Each feature with those that it depends on."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for statement in statements(css):
        within = known.get(statement.blocks)
        if within is None:
            within = tuple(dict.fromkeys((STYLE, *_conditions(statement.blocks))))
            known[statement.blocks] = within
        if statement.is_comment or not (statement.opens_block or statement.text[0] == "@"):
            for feature in _of_content(statement):
                yield within, feature
        else:
            yield from _of_head(statement, within)


def _conditions(blocks: tuple[str, ...]) -> Iterator[str]:
    """The features that the blocks around a statement need, in order."""
    in_rule = False
    for block in blocks:
        yield from at_rule_features(block)
        if in_rule:
            yield NESTING
        in_rule = in_rule or not block.startswith("@")


def _of_content(statement: Statement) -> Iterator[Feature]:
    """A comment, or a declaration; the descriptors of a font are not properties."""
    in_font = bool(statement.blocks) and statement.blocks[-1].lower().startswith("@font-face")
    if statement.is_comment or not in_font:
        yield from _of_declaration(statement)


def _of_head(
    statement: Statement, within: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Feature]]:
    """What stands before a block: an at-rule or selectors."""
    if any(not block.startswith("@") for block in statement.blocks):
        yield within, (NESTING, statement.at)
        within = (*within, NESTING)
    if statement.text.startswith("@"):
        for slug in at_rule_features(statement.text):
            yield within, (slug, statement.at)
            within = (*within, slug)
    elif not (statement.blocks and "keyframes" in statement.blocks[-1].lower()):
        for slug, at in selector_features(statement.text):
            yield within, (slug, statement.at + at)
