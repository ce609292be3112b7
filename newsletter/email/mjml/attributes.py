"""Check the attributes of a tag: are they its own, and can their values be?

It depends on nothing but the tag's name and its attributes, so it is remembered: a digest has
the same tag fifty times.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from newsletter.email.mjml.components import ANY_ATTRIBUTE, COMPONENTS, EVERYWHERE, Component
from newsletter.email.mjml.kinds import Kind
from newsletter.email.mjml.tokens import LONGEST_REMEMBERED, Attribute, is_proper_name
from newsletter.problems import Problem, did_you_mean, warning

IMPROPER = "Names have letters, digits and hyphens; look for a missing quotation mark or space."
_ANYTHING = ("mj-all", "mj-class")
_WITHOUT_CLASSES = (
    "mjml",
    "mj-head",
    "mj-raw",
    "mj-style",
    "mj-font",
    "mj-breakpoint",
    "mj-html-attribute",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem without its place, and the attribute that it is about; None for the tag."""

    problem: Problem
    attribute: Attribute | None


def attribute_faults(name: str, attributes: tuple[Attribute, ...]) -> tuple[Fault, ...]:
    """Everything that is wrong with the attributes of the tag ``name``."""
    if any(len(one.value or "") > LONGEST_REMEMBERED for one in attributes):
        return tuple(_faults(name, attributes))
    return _remembered(name, attributes)


@lru_cache(maxsize=1024)
def _remembered(name: str, attributes: tuple[Attribute, ...]) -> tuple[Fault, ...]:
    return tuple(_faults(name, attributes))


def _faults(name: str, attributes: tuple[Attribute, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for attribute in attributes:
        if attribute.name in seen:
            text = f"<{name}> has '{attribute.name}' twice; engines differ on which counts."
            yield Fault(Problem("mjml-duplicate", text, "Remove one of them."), attribute)
        if not is_proper_name(attribute.name):
            text = f"'{attribute.name}' is no proper name of an attribute."
            yield Fault(Problem("mjml-html", text, IMPROPER), attribute)
        seen.add(attribute.name)
    component = COMPONENTS.get(name)
    if component:
        known = _known(name, component)
        for attribute in attributes:
            yield from _of_component(name, component, attribute, known)
        yield from _missing(name, component, seen)


def _known(name: str, component: Component) -> Mapping[str, Kind]:
    """The attributes of a component; mj-all and mj-class take those of all of them."""
    if name in _ANYTHING:
        return {**ANY_ATTRIBUTE, **component.attributes, **EVERYWHERE}
    if name in _WITHOUT_CLASSES:
        return component.attributes
    return {**component.attributes, **EVERYWHERE}


def _of_component(
    name: str, component: Component, attribute: Attribute, known: Mapping[str, Kind]
) -> Iterator[Fault]:
    kind = known.get(attribute.name)
    if kind is None:
        if not attribute.name.startswith("xmlns"):
            yield Fault(_unknown(name, attribute, known), attribute)
    elif not kind.takes(attribute.value or ""):
        yield Fault(_bad_value(name, attribute, kind), attribute)
    elif attribute.name in component.ignored:
        text = f"The engine does nothing with '{attribute.name}' of <{name}>."
        yield Fault(warning("mjml-ignored", text, "Remove it."), attribute)
    elif attribute.name in component.unfaithful:
        text = f"The engine does not render '{attribute.name}' of <{name}> faithfully."
        hint = "Set all four sides in one attribute."
        yield Fault(warning("mjml-ignored", text, hint), attribute)


def _missing(name: str, component: Component, given: set[str]) -> Iterator[Fault]:
    for required in component.required:
        if required not in given:
            text = f"<{name}> has no '{required}'."
            yield Fault(Problem("mjml-required", text, f'Add {required}="...".'), None)


def _unknown(name: str, attribute: Attribute, known: Mapping[str, Kind]) -> Problem:
    text = f"'{attribute.name}' is no attribute of <{name}>."
    hint = (
        did_you_mean(attribute.name.lower(), known)
        or f"It takes {', '.join(sorted(known)) or 'none'}."
    )
    return Problem("mjml-attribute", text, hint)


def _bad_value(name: str, attribute: Attribute, kind: Kind) -> Problem:
    value = attribute.value or ""
    shown = value if len(value) <= 40 else f"{value[:40]}..."
    text = f"'{attribute.name}' of <{name}> cannot be '{shown}'."
    return Problem("mjml-value", text, kind.hint(value))
