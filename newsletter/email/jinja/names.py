"""Find, without running a template, every name, filter and test in it that does not exist."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from newsletter.email.jinja.columns import filter_pattern, name_pattern, place_of
from newsletter.email.source import Source
from newsletter.problems import Problem, did_you_mean

# Names that Jinja itself gives inside loops, blocks and macros.
_JINJAS = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
_HOW_TO_LIST = "docs/reference/templates.md lists them."


def unknown_filters(
    source: Source, tree: nodes.Template, known: Mapping[str, Any]
) -> Iterator[Problem]:
    """A problem for each use of a filter that does not exist."""
    for node in tree.find_all(nodes.Filter):
        if node.name not in known:
            place = place_of(source, node.lineno, filter_pattern(node.name))
            hint = did_you_mean(node.name, known) or f"Leave it out; {_HOW_TO_LIST}"
            yield Problem("template-filter", f"There is no filter '{node.name}'.", hint, place)


def unknown_tests(
    source: Source, tree: nodes.Template, known: Mapping[str, Any]
) -> Iterator[Problem]:
    """A problem for each use of a test (``is NAME``) that does not exist."""
    for node in tree.find_all(nodes.Test):
        if node.name not in known:
            place = place_of(source, node.lineno, filter_pattern(node.name))
            hint = did_you_mean(node.name, known) or f"Leave it out; {_HOW_TO_LIST}"
            yield Problem("template-test", f"There is no test '{node.name}'.", hint, place)


def stored_names(tree: nodes.Template) -> set[str]:
    """The names that a template sets: targets of loops and set, macros, arguments, imports."""
    stored = {node.name for node in tree.find_all(nodes.Name) if node.ctx in ("store", "param")}
    stored |= {node.name for node in tree.find_all(nodes.Macro)}
    stored |= {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        stored |= {name if isinstance(name, str) else name[1] for name in node.names}
    return stored


def unknown_names(
    source: Source, tree: nodes.Template, known: Collection[str]
) -> Iterator[Problem]:
    """A problem for each use of a name that neither the template nor its context knows."""
    unknown = find_undeclared_variables(tree) - set(known) - _JINJAS
    excused = _excused(tree)
    for node in tree.find_all(nodes.Name):
        if node.name in unknown and node.ctx == "load" and id(node) not in excused:
            place = place_of(source, node.lineno, name_pattern(node.name))
            yield unknown_name(node.name, known, place)


def unknown_name(name: str, known: Collection[str], place: Any) -> Problem:
    """The problem with a name that stands alone and does not exist."""
    hint = did_you_mean(name, sorted(known)) or f"A template knows {', '.join(sorted(known))}."
    return Problem("template-name", f"'{name}' does not exist.", hint, place)


def _excused(tree: nodes.Template) -> set[int]:
    """Names whose absence the template provides for: ``x is defined``, ``x | default(...)``."""
    excused = {
        id(node.node) for node in tree.find_all(nodes.Test) if node.name in ("defined", "undefined")
    }
    defaults = (node for node in tree.find_all(nodes.Filter) if node.name in ("default", "d"))
    return excused | {id(node.node) for node in defaults}
