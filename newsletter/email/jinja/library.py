"""The templates of one rendering: read once, prepared, parsed, with everything they include."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, nodes

from newsletter.email.jinja import faults
from newsletter.email.jinja.columns import reference_place
from newsletter.email.jinja.delimiters import Unclosed
from newsletter.email.jinja.prepare import Prepared
from newsletter.email.source import Source
from newsletter.email.templates import TemplateFiles, path_problem
from newsletter.problems import NOWHERE, Place, Problem

MAX_DEPTH = 20
MAX_CHARACTERS = 1_000_000

Prepare = Callable[[Source], Prepared]
_REFERENCES = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)


@dataclass(frozen=True, slots=True)
class Reference:
    """An include, import or extends: one of ``names`` has to exist, unless it is ``optional``."""

    names: tuple[str, ...]
    line: int
    optional: bool


@dataclass(eq=False)
class Library(BaseLoader):
    """Jinja's loader. ``trees`` holds the syntax tree of each template that could be read.

    ``problems`` are those of reading. ``is_broken`` when one could not be read, so that what its
    output lacks need not be reported; ``is_endless`` when it includes itself.
    """

    files: TemplateFiles
    prepare: Prepare
    sources: dict[str, Source] = field(default_factory=dict)
    trees: dict[str, nodes.Template] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_broken: bool = False
    is_endless: bool = False

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The prepared text of a template, for Jinja.

        Raises:
            TemplateNotFound: it was not read before and does not exist.
        """
        if template not in self.texts:
            problem = path_problem(template)
            if problem or not self._read(environment, template):
                raise TemplateNotFound(template)
        return self.texts[template], template, None

    def read_all(self, environment: Environment, name: str) -> None:
        """Read the template ``name`` and all that it includes, with every problem of doing so."""
        self._follow(environment, name, NOWHERE, ())

    def _follow(
        self, environment: Environment, name: str, place: Place, path: tuple[str, ...]
    ) -> None:
        if name in path:
            self._report_loop(name, place, path)
        elif len(path) >= MAX_DEPTH:
            text = f"Templates include one another more than {MAX_DEPTH} deep."
            self._stop("template-depth", text, "Include this one further up.", place)
        elif self._find(environment, name, place):
            for reference in _references(self.trees.get(name)):
                for target in self._targets(reference):
                    where = reference_place(self.sources[name], reference.line, target)
                    self._follow(environment, target, where, (*path, name))

    def _find(self, environment: Environment, name: str, place: Place) -> bool:
        if name in self.texts:
            return name in self.trees
        problem = path_problem(name, place)
        if problem is None and not self._read(environment, name):
            problem = faults.absent(name, self.files.names(), place)
        if problem:
            self.problems.append(problem)
            self.is_broken = True
            self.texts[name] = ""
        return name in self.trees

    def _targets(self, reference: Reference) -> Iterator[str]:
        """The templates that a reference leads to: of several, those that exist."""
        existing = [
            target
            for target in reference.names
            if target in self.texts or (not path_problem(target) and self.files.find(target))
        ]
        if existing or reference.optional:
            yield from existing
        else:
            yield from reference.names[:1]

    def _read(self, environment: Environment, name: str) -> bool:
        file = self.files.find(name)
        if file is None:
            return False
        source = self.sources[name] = Source.of(file)
        self.texts[name] = ""
        if len(source.text) > MAX_CHARACTERS:
            text = f"The template is longer than {MAX_CHARACTERS:,} characters."
            self._broken(Problem("template-size", text, "Is it a template?", Place(file.shown)))
            return True
        try:
            self._parse(environment, source)
        except Unclosed as fault:
            self._broken(faults.unclosed(source, fault))
        except TemplateSyntaxError as fault:
            self._broken(faults.syntax(source, fault))
        except RecursionError:
            text = "Its expressions are nested too deep."
            self._broken(Problem("template-syntax", text, "Divide them.", Place(file.shown)))
        return True

    def _parse(self, environment: Environment, source: Source) -> None:
        prepared = self.prepare(source)
        self.problems += prepared.problems
        self.trees[source.name] = environment.parse(prepared.text, source.name)
        self.texts[source.name] = prepared.text

    def _broken(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.is_broken = True

    def _report_loop(self, name: str, place: Place, path: tuple[str, ...]) -> None:
        way = " -> ".join((*path[path.index(name) :], name))
        text = f"This template includes itself: {way}."
        self._stop("template-loop", text, "Take one of these includes out.", place)

    def _stop(self, code: str, text: str, hint: str, place: Place) -> None:
        self.problems.append(Problem(code, text, hint, place))
        self.is_endless = True


def _references(tree: nodes.Template | None) -> list[Reference]:
    if tree is None:
        return []
    found = [_reference(node) for node in tree.find_all(_REFERENCES)]
    return [reference for reference in found if reference.names]


def _reference(node: nodes.Node) -> Reference:
    assert isinstance(node, _REFERENCES)  # noqa: S101 - find_all's types do not say so
    names = node.template.as_const() if _is_constant(node.template) else ()
    names = (names,) if isinstance(names, str) else tuple(names)
    optional = isinstance(node, nodes.Include) and node.ignore_missing
    return Reference(tuple(str(name) for name in names), node.lineno, optional)


def _is_constant(node: nodes.Expr) -> bool:
    if isinstance(node, (nodes.Tuple, nodes.List)):
        return all(isinstance(item, nodes.Const) for item in node.items)
    return isinstance(node, nodes.Const)
