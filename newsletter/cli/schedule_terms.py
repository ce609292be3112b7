"""The option ``--schedule`` of commands that build: as which schedule's edition."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from newsletter.editions.terms import Terms


def terms_for(
    screen: Screen, schedule: str, edition: str | None, files: Sequence[str]
) -> tuple[str, "Terms"]:
    """The edition's name and terms; files that are named are its articles, whatever their source.

    Raises:
        UsageError: there is no such schedule, or it has no such edition.
        UnusableInput: its file has errors, or nothing of it is to come.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.schedule_terms import terms_named

    workspace = open_project(screen.flags.project)
    name, terms = terms_named(workspace, schedule, edition, SystemClock())
    return name, replace(terms, origins=(), since=None) if files else terms
