"""Render a template: Jinja2, our front to MJML, the engine. A faulty template never raises."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from newsletter.email.marks import unmark
from newsletter.email.mjml.front import Compiled, to_html
from newsletter.email.mjml.placing import Places, places_of
from newsletter.email.templates import TemplateFiles
from newsletter.problems import NOWHERE, Place, Problem, in_reading_order

Filters = Mapping[str, Callable[..., Any]]
NO_FILTERS: Filters = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML, None when an error made it impossible, and everything that is wrong with it."""

    html: str | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """What `Rendered` holds, and where each part of the HTML was written."""

    html: str | None
    problems: tuple[Problem, ...]
    places: Places

    def place(self, offset: int) -> Place | None:
        """The place, in a template, of the tag that made the character of ``html`` at ``offset``.

        Inside mj-text, mj-table, mj-raw and mj-button it is the HTML tag's own place, elsewhere
        the MJML tag's. HTML that came with content has the place of the template's tag around it.
        """
        return self.places.at(offset)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """The text, None when an error made it impossible, and everything that is wrong with it."""

    text: str | None
    problems: tuple[Problem, ...]


def render_html(
    name: str,
    context: Mapping[str, object],
    files: TemplateFiles,
    filters: Filters = NO_FILTERS,
) -> Rendered:
    """Render the MJML template ``name`` of ``files`` with the names of ``context``.

    HTML is given even when there are errors, as long as the engine can make any, so that a
    preview can go on; whoever sends must look at the problems first.
    """
    compiled = _compile(name, context, files, filters)
    return Rendered(compiled.html, settled(compiled.problems))


def place_html(
    name: str,
    context: Mapping[str, object],
    files: TemplateFiles,
    filters: Filters = NO_FILTERS,
) -> Placed:
    """`render_html`, with the place of every part of the HTML; compiles twice."""
    compiled = _compile(name, context, files, filters)
    return Placed(compiled.html, settled(compiled.problems), places_of(compiled))


def _compile(
    name: str, context: Mapping[str, object], files: TemplateFiles, filters: Filters
) -> Compiled:
    from newsletter.email.jinja.run import run_template

    run = run_template(name, context, files, filters, is_mjml=True)
    if run.output is None:
        return Compiled(None, run.problems, None)
    compiled = to_html(unmark(run.output, run.sources, run.start), is_whole=run.is_whole)
    return replace(compiled, problems=[*run.problems, *compiled.problems])


def render_text(
    name: str,
    context: Mapping[str, object],
    files: TemplateFiles,
    filters: Filters = NO_FILTERS,
) -> RenderedText:
    """Render the plain-text template ``name`` of ``files``; nothing is escaped."""
    from newsletter.email.jinja.run import run_template
    from newsletter.email.marks import without_unusable

    run = run_template(name, context, files, filters, is_mjml=False)
    text = None if run.output is None else without_unusable(run.output)
    return RenderedText(text, settled(run.problems))


def settled(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """In reading order; what a loop meets fifty times at one place is said once."""

    def key(problem: Problem) -> tuple[str, Place, str]:
        return problem.code, problem.place, problem.text if problem.place == NOWHERE else ""

    first: dict[tuple[str, Place, str], Problem] = {}
    for problem in problems:
        first.setdefault(key(problem), problem)
    return tuple(in_reading_order(first.values()))
