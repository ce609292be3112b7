"""What is known of a template without running it. Remembered, since templates seldom change."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from newsletter.email.jinja import syntax
from newsletter.email.jinja.delimiters import Unclosed
from newsletter.email.jinja.prepare import Prepared, prepare_mjml, prepare_plain
from newsletter.email.source import Source
from newsletter.problems import Place, Problem

MAX_CHARACTERS = 1_000_000

_REFERENCES = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)


@dataclass(frozen=True, slots=True)
class Reference:
    """An include, import or extends: one of ``names`` has to exist, unless it is ``optional``.

    ``is_layout`` for an extends, without which the rest of the template is nothing.
    """

    names: tuple[str, ...]
    line: int
    optional: bool
    is_layout: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A name, filter or test at a line of the template."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Study:
    """One template: its text for Jinja, what it refers to, and what is wrong with its syntax.

    ``names`` are those it reads and does not set itself; ``sets`` are those it sets.
    ``is_broken`` when Jinja cannot read it; its text is empty then.
    """

    source: Source
    text: str = ""
    problems: tuple[Problem, ...] = ()
    references: tuple[Reference, ...] = ()
    filters: tuple[Word, ...] = ()
    tests: tuple[Word, ...] = ()
    names: tuple[Word, ...] = ()
    sets: frozenset[str] = frozenset()
    is_broken: bool = False


@lru_cache(maxsize=256)
def study(source: Source, *, is_mjml: bool) -> Study:
    """Read a template; whatever is wrong with it is among the problems."""
    if len(source.text) > MAX_CHARACTERS:
        text = f"The template is longer than {MAX_CHARACTERS:,} characters."
        return _broken(source, Problem("template-size", text, "Is it a template?", _start(source)))
    try:
        prepared = prepare_mjml(source) if is_mjml else prepare_plain(source)
        environment = Environment()  # noqa: S701 - it reads, and renders nothing
        return _studied(prepared, list(_walk(environment.parse(prepared.text))))
    except Unclosed as fault:
        return _broken(source, syntax.unclosed(source, fault))
    except TemplateSyntaxError as fault:
        return _broken(source, syntax.unreadable(source, fault))
    except RecursionError:
        text = "Its expressions are nested too deep."
        return _broken(source, Problem("template-syntax", text, "Divide them.", _start(source)))


def _start(source: Source) -> Place:
    return Place(source.shown, 1, 1)


def _broken(source: Source, problem: Problem) -> Study:
    return Study(source, problems=(problem,), is_broken=True)


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node, in the order of the template."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(node.iter_child_nodes())))


def _studied(prepared: Prepared, found: list[nodes.Node]) -> Study:
    references = (_reference(node) for node in found if isinstance(node, _REFERENCES))
    sets = frozenset(name for node in found for name in _set_by(node))
    excused = {id(name) for node in found for name in _excused_by(node)}
    names = (
        node
        for node in found
        if isinstance(node, nodes.Name) and node.ctx == "load" and id(node) not in excused
    )
    return Study(
        prepared.source,
        prepared.text,
        prepared.problems,
        tuple(reference for reference in references if reference.names),
        _words(node for node in found if isinstance(node, nodes.Filter)),
        _words(node for node in found if isinstance(node, nodes.Test)),
        _words(node for node in names if node.name not in sets),
        sets,
    )


def _words(
    found: Iterator[nodes.Filter] | Iterator[nodes.Test] | Iterator[nodes.Name],
) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(Word(node.name, node.lineno) for node in found))


def _set_by(node: nodes.Node) -> Iterator[str]:
    """The names that a node sets: targets of loops and set, macros, arguments, imports."""
    if isinstance(node, nodes.Macro):
        yield node.name
    elif isinstance(node, nodes.Name):
        yield from [node.name] if node.ctx in ("store", "param") else []
    elif isinstance(node, nodes.Import):
        yield node.target
    elif isinstance(node, nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _excused_by(node: nodes.Node) -> Iterator[nodes.Node]:
    """Names whose absence the template provides for: ``x is defined``, ``x | default(...)``."""
    is_test = isinstance(node, nodes.Test) and node.name in ("defined", "undefined")
    is_default = isinstance(node, nodes.Filter) and node.name in ("default", "d")
    if is_test or is_default:
        yield from list(node.iter_child_nodes())[:1]


def _reference(node: nodes.Include | nodes.Extends | nodes.Import | nodes.FromImport) -> Reference:
    names = node.template.as_const() if _is_constant(node.template) else ()
    names = (names,) if isinstance(names, str) else tuple(names)
    optional = isinstance(node, nodes.Include) and node.ignore_missing
    is_layout = isinstance(node, nodes.Extends)
    return Reference(tuple(str(name) for name in names), node.lineno, optional, is_layout)


def _is_constant(node: nodes.Expr) -> bool:
    if isinstance(node, (nodes.Tuple, nodes.List)):
        return all(isinstance(item, nodes.Const) for item in node.items)
    return isinstance(node, nodes.Const) and isinstance(node.value, str)
