"""What `build` and `check` are told about the edition to make: their arguments and options."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.arguments import split_arguments
from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from newsletter.editions.terms import Terms
    from newsletter.usecases.building import BuildRequest

Arguments = Annotated[list[str] | None, typer.Argument(metavar="[EDITION] FILE", hidden=True)]
Template = Annotated[
    str | None, typer.Option("--template", metavar="NAME", help="A name in templates/.")
]
Schedule = Annotated[
    str | None,
    typer.Option("--schedule", metavar="NAME", help="As that schedule's next edition."),
]
AllowEmpty = Annotated[
    bool, typer.Option("--allow-empty", help="An edition without articles is fine.")
]


def edition_request(
    screen: Screen,
    arguments: Sequence[str] | None,
    template: str | None,
    schedule: str | None,
    *,
    allow_empty: bool,
) -> "BuildRequest":
    """The edition to make.

    Raises:
        UsageError: more than one argument is no file; there is no such schedule, or it has no
            such edition.
        UnusableInput: the schedule's file has errors, or nothing of it is to come.
    """
    from newsletter.usecases.building import BuildRequest

    edition, files = split_arguments(arguments or [])
    terms = None
    if schedule is not None:
        edition, terms = _terms(screen, schedule, edition, files)
    return BuildRequest(
        edition=edition,
        files=files,
        project=screen.flags.project,
        template=template,
        allow_empty=allow_empty,
        terms=terms,
    )


def _terms(
    screen: Screen, schedule: str, edition: str | None, files: Sequence[str]
) -> tuple[str, "Terms"]:
    """The edition's name and terms; files that are named are its articles, from any source."""
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.schedule_terms import terms_named

    workspace = open_project(screen.flags.project)
    name, terms = terms_named(workspace, schedule, edition, SystemClock())
    return name, replace(terms, origins=(), since=None) if files else terms
