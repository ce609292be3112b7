"""What a schedule's file says that will not be so: approvals, times of preparation, moves."""

from collections.abc import Iterator
from datetime import datetime

from newsletter.config.durations import duration
from newsletter.problems import Problem, note, warning
from newsletter.schedules.recurrence import Move
from newsletter.schedules.schedule import Schedule
from newsletter.settings import Safety


def cautions(schedule: Schedule, safety: Safety, now: datetime) -> Iterator[Problem]:
    """What people should know of a schedule before they rely on it."""
    yield from _approval(schedule, safety)
    yield from _preparation(schedule, safety)
    for move in schedule.recurrence.moved:
        yield from _move(schedule, move, now)


def _approval(schedule: Schedule, safety: Safety) -> Iterator[Problem]:
    if schedule.work.approval != "auto":
        return
    if safety.approvers:
        why = "names people who approve"
    elif safety.approvals > 1:
        why = f"wants {safety.approvals} approvals"
    else:
        return
    text = f"[safety] {why}, so this schedule waits for them as if approval were required."
    hint = 'Write approval = "required", or change [safety] in newsletter.toml.'
    yield warning("schedule-approval", text, hint, schedule.place("approval"))


def _preparation(schedule: Schedule, safety: Safety) -> Iterator[Problem]:
    hold = duration(safety.hold)
    if "prepare" in schedule.places and safety.live and schedule.work.prepare < hold:
        text = f"[safety] holds it for {safety.hold}, so it is prepared that long before its time."
        hint = f'Write prepare = "{safety.hold}" or more.'
        yield note("schedule-prepare", text, hint, schedule.place("prepare"))


def _move(schedule: Schedule, move: Move, now: datetime) -> Iterator[Problem]:
    recurrence = schedule.recurrence
    place = schedule.place(f"moved.{move.nominal}")
    found = recurrence.named(move.nominal)
    if found is None:
        text = f"{move.nominal} is moved, but the schedule has nothing at that time."
        hint = f"See: newsletter schedule next {schedule.name}. Or remove the line."
        yield warning("schedule-moved", text, hint, place)
        return
    ruled = recurrence.unmoved.named(move.nominal)
    if found.fires_at <= now and ruled is not None and ruled.fires_at > now:
        text = f"{move.nominal} is moved to a time that has gone by, so it is not sent."
        hint = f"Move it again, or: newsletter schedule undo {schedule.name}"
        yield warning("schedule-moved", text, hint, place)
