"""`newsletter schedule move` and `undo`: one time of a schedule somewhere else, and back."""

from shlex import join
from typing import Annotated

import typer

from newsletter.cli.due_times import lines, occurrence_json, shown
from newsletter.cli.screen import Screen


def move(
    screen: Screen,
    name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)],
    nominal: Annotated[str, typer.Argument(metavar="TIME", hidden=True)],
    to: Annotated[
        str, typer.Option("--to", metavar="TIME", help="When instead: a day, a time, or both.")
    ],
) -> int:
    """Let one time of a schedule be another one, just this once.

    TIME is as `next` shows it, 2026-12-24T09:00, or its day. The edition keeps its name. It is
    written into `moved` in the schedule's file; what is planned and approved already moves too.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.schedule_moves import move as move_one
    from newsletter.usecases.schedules import Coming

    before, after = move_one(open_project(screen.flags.project), name, nominal, to, SystemClock())
    screen.say(f"Moved: {shown(before)}")
    screen.say(f"   to: {shown(after)}")
    payload = {
        "moved": occurrence_json(Coming(name, before, before.note)),
        "occurrences": [occurrence_json(Coming(name, after, after.note))],
    }
    return screen.finish(payload, then=_then(screen, "undo", name))


def undo(
    screen: Screen,
    name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)],
    nominal: Annotated[str | None, typer.Argument(metavar="[TIME]", hidden=True)] = None,
) -> int:
    """Take back the newest skip or move of a schedule.

    Only what is still to come can be taken back. With TIME, as 2026-12-24T09:00, that one.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.schedule_moves import undo as take_back
    from newsletter.usecases.schedules import Coming

    done = take_back(open_project(screen.flags.project), name, SystemClock(), nominal)
    screen.say(f"Taken back: the {done.what} of {done.occurrence.key}. It is due:")
    again = Coming(name, done.occurrence, done.occurrence.note)
    for line in lines([again]):
        screen.say(line)
    payload = {"taken_back": done.what, "occurrences": [occurrence_json(again)]}
    return screen.finish(payload, then=_then(screen, "next", name))


def _then(screen: Screen, *words: str) -> str:
    folder = ["-C", str(screen.flags.project)] if screen.flags.project else []
    return join(["newsletter", *folder, "schedule", *words])
