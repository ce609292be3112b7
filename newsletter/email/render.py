"""Render a template: Jinja2, our front to MJML, the engine. A faulty template never raises."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from newsletter.email.templates import TemplateFiles
from newsletter.problems import Problem, in_reading_order

Filters = Mapping[str, Callable[..., Any]]
NO_FILTERS: Filters = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML, None when an error made it impossible, and everything that is wrong with it."""

    html: str | None
    problems: tuple[Problem, ...]


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
    from newsletter.email.jinja.run import run_template
    from newsletter.email.marks import unmark
    from newsletter.email.mjml.front import to_html

    run = run_template(name, context, files, filters, is_mjml=True)
    if run.output is None:
        return Rendered(None, _settled(run.problems))
    html, problems = to_html(unmark(run.output, run.sources, run.start), is_whole=run.is_whole)
    return Rendered(html, _settled([*run.problems, *problems]))


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
    return RenderedText(text, _settled(run.problems))


def _settled(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """In reading order; what a loop meets fifty times at one place is said once."""
    first = {(problem.code, problem.place): problem for problem in reversed(list(problems))}
    return tuple(in_reading_order(first.values()))
