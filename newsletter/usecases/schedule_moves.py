"""Moving single occurrences of a schedule, and taking back what was skipped or moved."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import takewhile
from typing import Literal

from newsletter.config.nominals import day, nominal
from newsletter.config.schedule_edit import skips_in, with_move, without_exception, without_move
from newsletter.errors import UnusableInput, UsageError
from newsletter.ports import Clock
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.schedules.clock_changes import DAY
from newsletter.schedules.occurrence import Occurrence, nominal_key
from newsletter.schedules.schedule import Schedule
from newsletter.schedules.unreadable import Unreadable
from newsletter.schedules.words import time_of_day
from newsletter.store.occurrences import CHANGED, OPEN, Occurred, occurrence_named
from newsletter.store.plans import find_plan
from newsletter.usecases.projects import store_of
from newsletter.usecases.schedule_edits import edit, text_of
from newsletter.usecases.schedules import schedule_named
from newsletter.usecases.workspace import Workspace

_SHOWN = 40
_AN_EXAMPLE = "2026-11-27T09:00"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What `undo` took back, and when the occurrence fires now."""

    what: Literal["skip", "move"]
    occurrence: Occurrence


def move(
    workspace: Workspace, name: str, which: str, to: str, clock: Clock
) -> tuple[Occurrence, Occurrence]:
    """Let one occurrence of a schedule fire at another time; how it was, and how it is now.

    ``which`` is a nominal time, or the day of the only one. ``to`` is local to the schedule unless
    it has an offset; a day alone keeps the time of day, a time alone the day.

    Raises:
        UsageError: schedule-missing, schedule-nominal or schedule-move: it cannot be moved there.
        UnusableInput: schedule-settled, or the file has errors or cannot be written.
    """
    schedule = schedule_named(workspace, name)
    found = _occurrence(schedule, which, clock.now())
    target = _target(found, to)
    moved = replace(found, fires_at=_instant(schedule, target), change="none", is_moved=True)
    _check_target(schedule, found, moved, clock.now())
    _check_open(workspace, name, found)
    written = nominal_key(target)
    edit(workspace, schedule, lambda text: with_move(text, schedule.file, found.key, written))
    return found, moved


def undo(workspace: Workspace, name: str, clock: Clock, which: str | None = None) -> TakenBack:
    """Take back the newest skip or move of a schedule that is still to come, or that of ``which``.

    Raises:
        UsageError: schedule-missing; schedule-undo: there is none, or the file does not tell
            which of two is the newest.
        UnusableInput: the file has errors or cannot be written.
    """
    schedule = schedule_named(workspace, name)
    now = clock.now()
    skips, moves = _skips(workspace, schedule, now), _moves(schedule, now)
    if which is not None:
        skips = {entry: one for entry, one in skips.items() if one.key.startswith(which)}
        moves = {key: one for key, one in moves.items() if one.key.startswith(which)}
    if not (skips or moves):
        text = f"Nothing of '{name}' that is still to come was skipped or moved."
        hint = "Whole days in 'except', and what has gone by, stay as they are."
        raise UsageError(Problem("schedule-undo", text, hint))
    if skips and moves:
        raise UsageError(_which(name, [*skips.values(), *moves.values()]))
    key, one = list((skips or moves).items())[-1]
    take = without_exception if skips else without_move
    edit(workspace, schedule, lambda text: take(text, schedule.file, key))
    return TakenBack("skip" if skips else "move", one)


def _skips(workspace: Workspace, schedule: Schedule, now: datetime) -> dict[str, Occurrence]:
    """The skips to come, by their entries, each with the occurrence that there would be again."""
    recurrence = schedule.recurrence
    found = {}
    for entry in skips_in(text_of(workspace, schedule)):
        when = nominal(entry)
        key = nominal_key(when) if when else ""
        again = replace(recurrence, skipped=recurrence.skipped - {key})
        one = again.named(key) if when else None
        if one and one.fires_at > now:
            found[entry] = one
    return found


def _moves(schedule: Schedule, now: datetime) -> dict[str, Occurrence]:
    """The moves that can be taken back, with the occurrences at the times of the rule."""
    recurrence = schedule.recurrence
    found = {one.nominal: recurrence.unmoved.named(one.nominal) for one in recurrence.moved}
    return {key: one for key, one in found.items() if one and one.fires_at > now}


def _occurrence(schedule: Schedule, which: str, now: datetime) -> Occurrence:
    when, whole_day = nominal(which.strip()), day(which.strip())
    if when:
        found = schedule.recurrence.named(nominal_key(when))
        if found:
            return found
    elif whole_day:
        those = _of_day(schedule, whole_day)
        if len(those) == 1:
            return those[0]
        if those:
            raise UsageError(_several(schedule, those))
    raise UsageError(_not_there(schedule, which, now))


def _of_day(schedule: Schedule, wanted: date) -> list[Occurrence]:
    recurrence = schedule.recurrence
    begin = recurrence.instant_of(datetime.combine(wanted, time())) - DAY
    near = takewhile(lambda one: one.fires_at < begin + 4 * DAY, recurrence.unmoved.after(begin))
    keys = [one.key for one in near if one.nominal.date() == wanted]
    return [one for one in map(recurrence.named, keys) if one]


def _target(found: Occurrence, to: str) -> datetime:
    """What ``to`` says, naive where it has no offset."""
    text = to.strip()
    local = found.nominal.replace(tzinfo=None)
    if when := nominal(text):
        return when
    if whole_day := day(text):
        return datetime.combine(whole_day, local.time())
    try:
        return datetime.combine(local.date(), time_of_day(text))
    except Unreadable:
        said = f"--to: '{printable(text[:_SHOWN])}' is no time."
        hint = f"Write it like {_AN_EXAMPLE}, a day alone, or a time alone."
        raise UsageError(Problem("usage", said, hint)) from None


def _instant(schedule: Schedule, when: datetime) -> datetime:
    return when.astimezone(UTC) if when.tzinfo else schedule.recurrence.instant_of(when)


def _check_target(schedule: Schedule, found: Occurrence, moved: Occurrence, now: datetime) -> None:
    if moved.fires_at <= now:
        text = "It cannot be moved to a time that has gone by."
        raise UsageError(Problem("schedule-move", text, "Name one that is to come."))
    if moved.fires_at == found.fires_at:
        text = "It is due at that time already."
        raise UsageError(Problem("schedule-move", text, "Nothing was changed."))
    other = next(schedule.recurrence.after(moved.fires_at, inclusive=True), None)
    if other and other.fires_at == moved.fires_at and other.key != found.key:
        text = f"'{schedule.name}' has another one at that time: {other.key}."
        hint = "Two would be one; choose another time, or skip one of them."
        raise UsageError(Problem("schedule-move", text, hint))


def _check_open(workspace: Workspace, name: str, found: Occurrence) -> None:
    """Nothing moves what has gone out, or has come to another end."""
    if not workspace.has_store:
        return
    with store_of(workspace) as store, store.reading() as connection:
        row = occurrence_named(connection, name, found.key)
        plan = find_plan(connection, row.plan) if row and row.plan else None
    is_begun = plan is not None and plan.state in ("sending", "done")
    if row and (is_begun or not _may_come(row)):
        text = f"{found.key} of '{name}' has gone out, or was closed: {row.reason or row.state}."
        hint = "Send it by hand, or move the next one."
        raise UnusableInput(Problem("schedule-settled", text, hint))


def _may_come(row: Occurred) -> bool:
    return row.state in OPEN or (row.state == "skipped" and row.reason == CHANGED)


def _not_there(schedule: Schedule, which: str, now: datetime) -> Problem:
    text = f"'{schedule.name}' has nothing at '{printable(which[:_SHOWN])}'."
    following = next(schedule.recurrence.after(now), None)
    hint = f"The next one is {following.key}." if following else "Nothing of it is to come."
    return Problem("schedule-nominal", text, hint)


def _several(schedule: Schedule, those: list[Occurrence]) -> Problem:
    text = f"'{schedule.name}' has {len(those)} on that day."
    keys = ", ".join(one.key for one in those[:3])
    return Problem("schedule-nominal", text, f"Name one with its time: {keys}.")


def _which(name: str, those: list[Occurrence]) -> Problem:
    text = f"Something of '{name}' was skipped and something was moved."
    keys = " or ".join(one.key for one in those)
    return Problem("schedule-undo", text, f"Say which: newsletter schedule undo {name} {keys}")
