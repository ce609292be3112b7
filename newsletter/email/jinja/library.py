"""The templates of one rendering: those that the first one leads to, each of them studied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jinja2 import BaseLoader, Environment, TemplateNotFound

from newsletter.email.jinja import faults
from newsletter.email.jinja.columns import reference_place
from newsletter.email.jinja.study import Reference, Study, study
from newsletter.email.source import Source
from newsletter.email.templates import TemplateFiles, path_problem
from newsletter.problems import NOWHERE, Place, Problem

MAX_DEPTH = 20


@dataclass(eq=False)
class Library(BaseLoader):
    """Jinja's loader.

    ``is_broken`` when a template could not be read, so that what the output lacks need not be
    reported; ``can_run`` until one includes itself, or a layout cannot be read.
    """

    files: TemplateFiles
    is_mjml: bool
    studies: dict[str, Study] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_broken: bool = False
    can_run: bool = True
    _absent: set[str] = field(default_factory=set)
    _followed: set[str] = field(default_factory=set)

    @property
    def sources(self) -> dict[str, Source]:
        """The text of each template that was found."""
        return {name: studied.source for name, studied in self.studies.items()}

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - Jinja's signature
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The prepared text of a template, for Jinja; nothing for one that is reported missing.

        Raises:
            TemplateNotFound: its name was computed, and does not exist.
        """
        if template in self._absent:
            return "", template, None
        if path_problem(template) or not self._study(template):
            raise TemplateNotFound(template)
        return self.studies[template].text, template, None

    def read_all(self, name: str) -> None:
        """Read the template ``name`` and all that it includes, with every problem of doing so."""
        self._follow(name, NOWHERE, ())

    def _follow(self, name: str, place: Place, path: tuple[str, ...]) -> None:
        if name in path:
            self._report_loop(name, place, path)
        elif len(path) >= MAX_DEPTH:
            text = f"Templates include one another more than {MAX_DEPTH} deep."
            self._stop("template-depth", text, "Include this one further up.", place)
        elif name not in self._followed and self._find(name, place):
            studied = self.studies[name]
            for reference in studied.references:
                for target in self._targets(reference):
                    where = reference_place(studied.source, reference.line, target)
                    self._follow(target, where, (*path, name))
                    self.can_run &= not reference.is_layout or self._is_readable(target)
            self._followed.add(name)

    def _is_readable(self, name: str) -> bool:
        return name in self.studies and not self.studies[name].is_broken

    def _find(self, name: str, place: Place) -> bool:
        problem = path_problem(name, place)
        if problem is None and self._study(name):
            return True
        self.problems.append(problem or faults.absent(name, self.files.names(), place))
        self.is_broken = True
        self._absent.add(name)
        return False

    def _targets(self, reference: Reference) -> Iterator[str]:
        """The templates that a reference leads to: of several, those that exist."""
        existing = [
            target
            for target in reference.names
            if target in self.studies or (not path_problem(target) and self.files.find(target))
        ]
        if existing or reference.optional:
            yield from existing
        else:
            yield from reference.names[:1]

    def _study(self, name: str) -> bool:
        """True if the template exists; it is among the studies then."""
        if name in self.studies:
            return True
        file = self.files.find(name)
        if file is None:
            return False
        studied = self.studies[name] = study(Source.of(file), is_mjml=self.is_mjml)
        self.problems += studied.problems
        self.is_broken |= studied.is_broken
        return True

    def _report_loop(self, name: str, place: Place, path: tuple[str, ...]) -> None:
        way = " -> ".join((*path[path.index(name) :], name))
        text = f"This template includes itself: {way}."
        self._stop("template-loop", text, "Take one of these includes out.", place)

    def _stop(self, code: str, text: str, hint: str, place: Place) -> None:
        self.problems.append(Problem(code, text, hint, place))
        self.can_run = False
