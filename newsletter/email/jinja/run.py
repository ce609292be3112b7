"""Run a template: everything that is wrong with it, and its output when it gives one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from jinja2 import Template

from newsletter.email.jinja import faults, names
from newsletter.email.jinja.library import Library
from newsletter.email.jinja.missing import Use
from newsletter.email.jinja.prepare import prepare, prepare_plain
from newsletter.email.jinja.sandbox import Runaway, Sandbox
from newsletter.email.marks import Marks
from newsletter.email.source import Source
from newsletter.email.templates import TemplateFiles
from newsletter.problems import Problem

MAX_OUTPUT = 5_000_000

Filters = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of running a template. ``output`` is None when it could not run to its end.

    ``is_whole`` is False when a part of it was left out, because it could not be read.
    """

    output: str | None
    marks: Marks
    problems: list[Problem]
    is_whole: bool


def run_mjml(
    name: str, context: Mapping[str, object], files: TemplateFiles, filters: Filters
) -> Run:
    """Run an MJML template: with autoescape, and marks in its output."""
    marks = Marks()
    library = Library(files, partial(prepare, marks=marks))
    return _run(library, name, context, filters, marks, autoescape=True)


def run_plain(
    name: str, context: Mapping[str, object], files: TemplateFiles, filters: Filters
) -> Run:
    """Run a template of plain text."""
    library = Library(files, prepare_plain)
    return _run(library, name, context, filters, Marks(), autoescape=False)


def _run(
    library: Library,
    name: str,
    context: Mapping[str, object],
    filters: Filters,
    marks: Marks,
    *,
    autoescape: bool,
) -> Run:
    uses: dict[tuple[str, int, str], Use] = {}

    def record(use: Use) -> None:
        uses.setdefault((use.template, use.line, use.name), use)

    environment = Sandbox(loader=library, record=record, autoescape=autoescape, filters=filters)
    library.read_all(environment, name)
    problems = library.problems
    problems += _unknown(library, environment, context)
    output = None
    if name in library.trees and not library.is_endless:
        output = _output(environment, library, name, context)
    known = {*context, *environment.globals}
    problems += [
        faults.missing(library.sources[use.template], use, context, known)
        for use in uses.values()
        if use.template in library.sources
    ]
    return Run(output, marks, problems, not library.is_broken)


def _unknown(
    library: Library, environment: Sandbox, context: Mapping[str, object]
) -> list[Problem]:
    problems: list[Problem] = []
    filters, tests = dict(environment.filters), dict(environment.tests)
    stored = {name: names.stored_names(tree) for name, tree in library.trees.items()}
    for name, tree in library.trees.items():
        source = library.sources[name]
        problems += names.unknown_filters(source, tree, filters)
        problems += names.unknown_tests(source, tree, tests)
        environment.stand_in(tree)
        # A partial sees the names of the template that includes it.
        others = (theirs for other, theirs in stored.items() if other != name)
        known = set().union(context, environment.globals, *others)
        problems += names.unknown_names(source, tree, known)
    return problems


def _output(
    environment: Sandbox, library: Library, name: str, context: Mapping[str, object]
) -> str | None:
    try:
        return "".join(_limited(environment.get_template(name), context))
    except Exception as fault:  # noqa: BLE001 - whatever a template calls may raise anything
        source, line = _failed_at(fault, library)
        library.problems.append(faults.running(source or library.sources[name], line, fault))
        return None


def _limited(template: Template, context: Mapping[str, object]) -> Iterator[str]:
    size = 0
    for piece in template.generate(context):
        size += len(piece)
        if size > MAX_OUTPUT:
            raise Runaway(f"Its output is longer than {MAX_OUTPUT:,} characters.")
        yield piece


def _failed_at(fault: BaseException, library: Library) -> tuple[Source | None, int]:
    """The innermost line of a template in a traceback, which Jinja has rewritten."""
    found: tuple[Source | None, int] = (None, 1)
    traceback = fault.__traceback__
    while traceback is not None:
        source = library.sources.get(traceback.tb_frame.f_code.co_filename)
        if source:
            found = source, traceback.tb_lineno
        traceback = traceback.tb_next
    return found
