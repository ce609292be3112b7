"""`newsletter new KIND NAME`: a file to start from."""

from collections.abc import Sequence
from pathlib import Path
from shlex import join
from typing import Annotated

import typer

from newsletter.cli.screen import Screen
from newsletter.errors import UsageError
from newsletter.problems import Problem, did_you_mean

KINDS = ("article", "edition", "template", "schedule")


def new(
    screen: Screen,
    kind: Annotated[str, typer.Argument(metavar="KIND", hidden=True)],
    name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)],
    source: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="The template to copy.")
    ] = None,
) -> int:
    """Make a file to start from.

    KIND is article (NAME is its title), edition (NAME is normally its date), template (a copy of
    the digest, or of another one) or schedule (paused). What exists is never overwritten.
    """
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f"There are: {', '.join(KINDS)}."
        raise UsageError(Problem("usage", f"There is no new '{kind}'.", hint))
    if source is not None and kind != "template":
        raise UsageError(Problem("usage", f"--from is for templates, not for an {kind}."))
    created = _create(screen.flags.project, kind, name, source)
    for path in created:
        screen.say(f"Created {path}")
    after = ["newsletter", *_folder(screen.flags.project), *_next(kind, name)]
    payload = {"created": [str(path) for path in created]}
    return screen.finish(payload, then=f"edit it, then {join(after)}")


def _create(folder: Path | None, kind: str, name: str, source: str | None) -> Sequence[Path]:
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.creating import new_article, new_edition, new_schedule, new_template

    if kind == "article":
        return new_article(folder, name, SystemClock())
    if kind == "schedule":
        return new_schedule(folder, name)
    return new_edition(folder, name) if kind == "edition" else new_template(folder, name, source)


def _folder(project: Path | None) -> list[str]:
    return [] if project is None else ["-C", str(project)]


def _next(kind: str, name: str) -> list[str]:
    """The command that shows what was made."""
    if kind == "schedule":
        return ["schedule", "next", name]
    return ["build", *{"edition": [name], "template": ["--template", name]}.get(kind, [])]
