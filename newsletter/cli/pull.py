"""`newsletter pull [NAME...]`: what the sources have that is new."""

from collections.abc import Iterator, Sequence
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from newsletter.usecases.pulling import Pulled


def pull(
    screen: Screen,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", hidden=True)] = None,
) -> int:
    """Read the sources of newsletter.toml.

    Keeps in the store what is new and what was edited: the items of feeds, pages, and files of
    folders. NAME is a source; without one all are read. One that fails stops no other.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.pulling import pull_sources

    workspace = open_project(screen.flags.project)
    with store_of(workspace) as store:
        result = pull_sources(workspace, store, SystemClock(), names or None, insist=True)
    for line in _lines(result.sources):
        screen.say(line)
    folder = ["-C", str(screen.flags.project)] if screen.flags.project else []
    then = join(["newsletter", *folder, "articles"]) if result.sources else None
    problems = (*workspace.problems, *result.problems)
    return screen.finish({"sources": [*map(_payload, result.sources)]}, problems, then=then)


def _payload(pulled: "Pulled") -> dict[str, Any]:
    keys = ("name", "items", "new", "changed", "skipped")
    return {key: getattr(pulled, key) for key in keys}


def _lines(pulled: "Sequence[Pulled]") -> Iterator[str]:
    width = max((len(one.name) for one in pulled), default=0)
    for one in pulled:
        yield f"{one.name:<{width}}  {one.kind:<6}  {_came_of(one)}"


def _came_of(pulled: "Pulled") -> str:
    if pulled.is_failed:
        return "not read, see below"
    parts = [f"{pulled.new:,} new"]
    if pulled.changed:
        parts.append(f"{pulled.changed:,} edited")
    return f"{pulled.items:>6,} item{' ' if pulled.items == 1 else 's'}  {', '.join(parts)}"
