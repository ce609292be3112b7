"""Run a template: everything that is wrong with it, and its output when it gives one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template

from newsletter.email.jinja import faults, names
from newsletter.email.jinja.library import Library
from newsletter.email.jinja.missing import Use
from newsletter.email.jinja.sandbox import Runaway, Sandbox
from newsletter.email.source import Source
from newsletter.email.templates import TemplateFiles
from newsletter.problems import NOWHERE, Place, Problem

MAX_OUTPUT = 5_000_000

Filters = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of running a template. ``output`` is None when it could not run to its end.

    ``start`` is where the template begins; ``is_whole`` is False when a part of it was left out,
    because it could not be read.
    """

    output: str | None
    start: Place
    sources: Mapping[str, Source]
    problems: list[Problem]
    is_whole: bool


def run_template(
    name: str,
    context: Mapping[str, object],
    files: TemplateFiles,
    filters: Filters,
    *,
    is_mjml: bool,
    sandbox: Callable[..., Sandbox] = Sandbox,
) -> Run:
    """Run the template ``name``; one of MJML with autoescape, and with marks in its output.

    ``sandbox`` is called with the arguments of `Sandbox`.
    """
    uses: dict[tuple[str, int, str], Use] = {}

    def record(use: Use) -> None:
        uses.setdefault((use.template, use.line, use.name), use)

    library = Library(files, is_mjml)
    environment = sandbox(loader=library, record=record, autoescape=is_mjml, filters=filters)
    library.read_all(name)
    problems = [*_unknown(library, environment, context)]
    output = None
    if name in library.studies and library.can_run:
        output = _output(environment, library, name, context)
    sources = library.sources
    known = {*context, *environment.globals}
    problems += [
        faults.missing(sources[use.template], use, context, known)
        for use in uses.values()
        if use.template in sources
    ]
    start = Place(sources[name].shown, 1, 1) if name in sources else NOWHERE
    return Run(output, start, sources, library.problems + problems, not library.is_broken)


def _unknown(
    library: Library, environment: Sandbox, context: Mapping[str, object]
) -> Iterator[Problem]:
    filters, tests = dict(environment.filters), dict(environment.tests)
    # A partial sees the names of the template that includes it.
    known = set().union(context, environment.globals, *(s.sets for s in library.studies.values()))
    for studied in library.studies.values():
        yield from names.unknown_filters(studied, filters)
        yield from names.unknown_tests(studied, tests)
        yield from names.unknown_names(studied, known)
        environment.stand_in(studied.filters, studied.tests)


def _output(
    environment: Sandbox, library: Library, name: str, context: Mapping[str, object]
) -> str | None:
    if library.studies[name].is_broken:
        return None
    try:
        return "".join(_limited(environment.get_template(name), context))
    except Exception as fault:  # noqa: BLE001 - whatever a template calls may raise anything
        source, line = _failed_at(fault, library.sources)
        library.problems.append(faults.running(source or library.sources[name], line, fault))
        return None


def _limited(template: Template, context: Mapping[str, object]) -> Iterator[str]:
    size = 0
    pieces: Iterator[object] = template.generate(context)
    for piece in pieces:
        # A `call` of something that does not exist gives that itself; its use is on record.
        if not isinstance(piece, str):
            continue
        size += len(piece)
        if size > MAX_OUTPUT:
            raise Runaway(f"Its output is longer than {MAX_OUTPUT:,} characters.")
        yield piece


def _failed_at(fault: BaseException, sources: Mapping[str, Source]) -> tuple[Source | None, int]:
    """The innermost line of a template in a traceback, which Jinja has rewritten."""
    found: tuple[Source | None, int] = (None, 1)
    traceback = fault.__traceback__
    while traceback is not None:
        source = sources.get(traceback.tb_frame.f_code.co_filename)
        if source:
            found = source, traceback.tb_lineno
        traceback = traceback.tb_next
    return found
