"""`newsletter schedule`: when editions are due; pause, resume and skip."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli import schedule_calendar, schedule_moves
from newsletter.cli.due_times import lines, occurrence_json, shown, wrapped
from newsletter.cli.screen import Screen
from newsletter.errors import UsageError
from newsletter.printable import printable
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.schedules.schedule import Schedule
    from newsletter.usecases.workspace import Workspace

TEXT = "When editions are due: list, calendar, pause, skip, move, undo."
_FIRST, _LAST = 1970, 2999


def list_(screen: Screen) -> int:
    """Show every schedule and when it is due next."""
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.schedule_checks import schedule_problems
    from newsletter.usecases.schedules import coming, find_schedules

    workspace = _project(screen)
    now = SystemClock().now()
    found = find_schedules(workspace)
    schedules = found.schedules
    following = {one.name: tuple(coming(one, now, 1)) for one in schedules}
    for schedule in schedules:
        for line in (*_headline(schedule), *lines(following[schedule.name])):
            screen.say(line)
    if not schedules:
        screen.say("There is no schedule yet.")
    payload = {
        "schedules": [_described(one) for one in schedules],
        "occurrences": [occurrence_json(one) for few in following.values() for one in few],
    }
    begin = join(["newsletter", *_folder(screen), "new", "schedule", "weekly"])
    then = _then(screen, "next", schedules[0].name) if schedules else begin
    return screen.finish(payload, schedule_problems(workspace, found, now), then=then)


def next_(
    screen: Screen,
    name: Annotated[str | None, typer.Argument(metavar="NAME", hidden=True)] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="From when on; default now. 2026-12-24T09:00"),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, max=1000, help="How many.")
    ] = 5,
) -> int:
    """Show when a schedule is due, or every schedule, paused or not.

    A TIME without an offset is local to the schedule, and counts itself. Notes say where the
    clocks change.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.schedules import Found, coming, find_schedules, schedule_named

    workspace, now = _project(screen), SystemClock().now()
    named = Found((schedule_named(workspace, name),)) if name else find_schedules(workspace)
    occurrences = []
    for schedule in named.schedules:
        begin = now if start is None else _instant(schedule, start)
        found = tuple(coming(schedule, begin, count))
        occurrences += [occurrence_json(one) for one in found]
        for line in (*_headline(schedule), *lines(found)):
            screen.say(line)
        if not found:
            screen.say("    Nothing is to come.")
    return screen.finish({"occurrences": occurrences}, named.problems)


def pause(screen: Screen, name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)]) -> int:
    """Let a schedule rest: nothing of it happens until it is resumed."""
    return _pause(screen, name, paused=True)


def resume(
    screen: Screen, name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)]
) -> int:
    """Let a paused schedule go on."""
    return _pause(screen, name, paused=False)


def skip(screen: Screen, name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)]) -> int:
    """Leave out the next time of a schedule.

    It is added to `except` in the schedule's file; `undo` takes it back.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.schedule_edits import skip_next
    from newsletter.usecases.schedules import Coming, coming, schedule_named

    workspace, clock = _project(screen), SystemClock()
    skipped = skip_next(workspace, name, clock)
    schedule = schedule_named(workspace, name)
    screen.say(f"Left out: {shown(skipped)}. It stands in {schedule.file} now.")
    following = tuple(coming(schedule, clock.now(), 1))
    for line in lines(following):
        screen.say(line)
    payload = {
        "skipped": occurrence_json(Coming(name, skipped, skipped.note)),
        "occurrences": [occurrence_json(one) for one in following],
    }
    return screen.finish(payload, then=_then(screen, "next", name))


def _pause(screen: Screen, name: str, *, paused: bool) -> int:
    from newsletter.usecases.schedule_edits import pause as change

    was_changed = change(_project(screen), name, paused=paused)
    now = "is paused" if paused else "is not paused any more"
    before = "was paused already" if paused else "was not paused"
    screen.say(f"{name} {now if was_changed else before}.")
    then = _then(screen, "resume" if paused else "next", name)
    return screen.finish({"schedule": name, "paused": paused, "changed": was_changed}, then=then)


def _project(screen: Screen) -> "Workspace":
    from newsletter.usecases.projects import open_project

    return open_project(screen.flags.project)


def _then(screen: Screen, *words: str) -> str:
    return join(["newsletter", *_folder(screen), "schedule", *words])


def _folder(screen: Screen) -> list[str]:
    return ["-C", str(screen.flags.project)] if screen.flags.project else []


def _instant(schedule: "Schedule", text: str) -> datetime:
    """What ``--from`` says; local to the schedule where it names no offset."""
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        local = datetime.max  # noqa: DTZ901
    if not _FIRST <= local.year <= _LAST:
        said = f"--from: '{printable(text[:40])}' is not a time from {_FIRST} to {_LAST}."
        hint = "Write it like 2026-12-24 or 2026-12-24T09:00, with Z or +01:00 or without."
        raise UsageError(Problem("usage", said, hint))
    return local.astimezone(UTC) if local.tzinfo else schedule.recurrence.instant_of(local)


def _described(schedule: "Schedule") -> Mapping[str, Any]:
    return {
        "name": schedule.name,
        "rule": schedule.said,
        "zone": schedule.recurrence.timezone,
        "paused": schedule.paused,
        "approval": schedule.work.approval,
    }


def _headline(schedule: "Schedule") -> Iterator[str]:
    yield schedule.name + ("  (paused)" if schedule.paused else "")
    yield from wrapped(f"{schedule.said}, {schedule.recurrence.timezone}", 2)


COMMANDS: Mapping[str, Callable[..., int]] = {
    "list": list_,
    "next": next_,
    "pause": pause,
    "resume": resume,
    "skip": skip,
    "move": schedule_moves.move,
    "undo": schedule_moves.undo,
    "calendar": schedule_calendar.calendar,
}
