"""Which declarations of the style sheets reach an element, in light and in dark mode.

Of the selectors those of tags, classes and ids count, in a row or as children. A rule with any
other one, such as ``[data-ogsc] .ink``, is for a client that is not looked through here. So is a
rule in a media query, unless that asks for the colour scheme.
Source: https://www.w3.org/TR/css-cascade-4/#cascading
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsletter.checks.compatibility_styles import Statement, statements
from newsletter.checks.css_colors import without_important
from newsletter.checks.html_tree import Node, Words

_COMPOUND = re.compile(r"([A-Za-z][\w-]*+|\*)?((?:[.#][\w-]+)*+)")
_MARK = re.compile(r"[.#][\w-]+")
_COMBINATOR = re.compile(r"\s*+(>)\s*+|\s++")
_DARK = re.compile(r"(?i)@media\b[^{]*\bprefers-color-scheme\s*:\s*dark")

Declarations = Mapping[str, str]
Weight = tuple[bool, bool, tuple[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Compound:
    """One step of a selector; ``is_child`` says that the step before is its parent."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]
    is_child: bool = False

    def fits(self, node: Node) -> bool:
        """True if ``node`` is such an element."""
        if self.tag not in ("", "*", node.name):
            return False
        named = self.classes <= set(node.attributes.get("class", "").split())
        return named and self.ids <= {node.attributes.get("id", "")}


@dataclass(frozen=True, slots=True)
class Rule:
    """A declaration with the selector that it stands behind, and its number in the mail."""

    steps: tuple[Compound, ...]
    name: str
    value: str
    is_important: bool
    number: int

    @property
    def weight(self) -> Weight:
        """What decides between two rules, the greater one wins."""
        ids = sum(len(step.ids) for step in self.steps)
        classes = sum(len(step.classes) for step in self.steps)
        tags = sum(step.tag not in ("", "*") for step in self.steps)
        return self.is_important, False, (ids, classes, tags), self.number

    def reaches(self, node: Node) -> bool:
        """True if the selector describes ``node``."""
        return self.steps[-1].fits(node) and _reaches(self.steps, len(self.steps) - 1, node.parent)


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """All rules of a mail that count in light mode, or in dark mode."""

    rules: tuple[Rule, ...]

    def declarations(self, node: Node) -> Declarations:
        """What holds for ``node``, its style attribute included.

        A whole ``background`` stands as ``background-color``, which it sets too.
        """
        weighed = [
            (rule.weight, rule.name, rule.value) for rule in self.rules if rule.reaches(node)
        ]
        weighed += _inline(node.attributes.get("style", ""))
        return {name: value for _, name, value in sorted(weighed)}


def style_sheet(root: Node, *, dark: bool = False) -> StyleSheet:
    """The rules of the style elements in ``root``."""
    rules: list[Rule] = []
    for style in root.elements("style"):
        css = "".join(piece.text for piece in style.children if isinstance(piece, Words))
        for statement in statements(css):
            if not statement.opens_block and _counts(statement, dark=dark):
                rules += _rules(statement, len(rules))
    return StyleSheet(tuple(rules))


def has_dark_rules(root: Node) -> bool:
    """True if the mail has rules of its own for dark mode."""
    return len(style_sheet(root, dark=True).rules) > len(style_sheet(root).rules)


def _counts(statement: Statement, *, dark: bool) -> bool:
    if statement.is_comment or not statement.blocks or statement.blocks[-1].startswith("@"):
        return False
    around = statement.blocks[:-1]
    return not around or (dark and len(around) == 1 and bool(_DARK.match(around[0])))


def _rules(statement: Statement, number: int) -> Iterator[Rule]:
    name, _, value = statement.text.partition(":")
    plain, is_important = without_important(value)
    for selector in statement.blocks[-1].split(","):
        steps = _steps(selector.strip())
        if steps:
            yield Rule(steps, _name(name), plain, is_important, number)


def _inline(style: str) -> Iterator[tuple[Weight, str, str]]:
    for number, statement in enumerate(statements(style)):
        name, colon, value = statement.text.partition(":")
        if colon:
            plain, is_important = without_important(value)
            yield (is_important, True, (0, 0, 0), number), _name(name), plain


def _name(written: str) -> str:
    name = written.strip().lower()
    return "background-color" if name == "background" else name


def _steps(selector: str) -> tuple[Compound, ...]:
    """The steps of a selector; none when it asks for more than tags, classes and ids."""
    steps: list[Compound] = []
    position, is_child = 0, False
    while position < len(selector):
        found = _COMPOUND.match(selector, position)
        if found is None or not found[0]:
            return ()
        steps.append(_compound(found, is_child=is_child))
        between = _COMBINATOR.match(selector, found.end())
        if between is None and found.end() < len(selector):
            return ()
        is_child = bool(between and between[1])
        position = between.end() if between else found.end()
    return tuple(steps)


def _compound(found: re.Match[str], *, is_child: bool) -> Compound:
    marks = _MARK.findall(found[2])
    classes = frozenset(mark[1:] for mark in marks if mark[0] == ".")
    ids = frozenset(mark[1:] for mark in marks if mark[0] == "#")
    return Compound((found[1] or "").lower(), classes, ids, is_child)


def _reaches(steps: tuple[Compound, ...], last: int, above: Node | None) -> bool:
    """True if the steps before ``last`` fit ``above`` and what is above it.

    A step whose child fits takes the nearest element that fits; going back for another one would
    only matter for selectors that no mail has, and cost more than their length.
    """
    while last > 0:
        if above is None:
            return False
        fits = steps[last - 1].fits(above)
        if not fits and steps[last].is_child:
            return False
        last -= fits
        above = above.parent
    return True
