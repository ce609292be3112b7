"""The names that ``mj-class`` uses: do they exist, and do two of them set the same attribute?"""

from collections.abc import Iterator, Mapping

from newsletter.email.marks import Unmarked
from newsletter.email.mjml.tree import Element
from newsletter.problems import Problem, did_you_mean, warning


def check_classes(root: Element, source: Unmarked) -> Iterator[Problem]:
    """A problem for each use of a class that is not defined, or that another one contradicts."""
    defined: dict[str, frozenset[str]] = {}
    used: list[Element] = []
    for element in _walk(root):
        if element.name == "mj-class":
            names = frozenset(attribute.name for attribute in element.attributes) - {"name"}
            defined[element.get("name") or ""] = names
        elif element.get("mj-class"):
            used.append(element)
    for element in used:
        yield from _uses(element, defined, source)


def _walk(root: Element) -> Iterator[Element]:
    """Every tag, in the order of the text."""
    waiting = list(root.elements)[::-1]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += list(element.elements)[::-1]


def _uses(
    element: Element, defined: Mapping[str, frozenset[str]], source: Unmarked
) -> Iterator[Problem]:
    attribute = next(one for one in element.attributes if one.name == "mj-class")
    place = source.place(element.offset_of(attribute)) if element.is_marked else element.place
    taken: dict[str, str] = {}
    for name in (attribute.value or "").split():
        if name not in defined:
            hint = did_you_mean(name, defined) or f'Define it: <mj-class name="{name}" ... />.'
            yield Problem("mjml-class", f"There is no mj-class '{name}'.", hint, place)
        for setting in sorted(defined.get(name, ())):
            if setting in taken:
                both = f"'{taken[setting]}' and '{name}'"
                text = f"The classes {both} set '{setting}'; engines differ on which counts."
                yield warning("mjml-class-overlap", text, "Set it in one of them.", place)
            taken[setting] = name
