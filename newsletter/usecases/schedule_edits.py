"""Pause, resume and skip: small changes in the file of a schedule."""

from collections.abc import Callable

from newsletter.config.document import read_text
from newsletter.config.schedule_edit import with_exception, with_paused
from newsletter.config.schedule_file import MAX_BYTES
from newsletter.errors import UnusableInput
from newsletter.ports import Clock
from newsletter.problems import Problem
from newsletter.project.atomic import write_atomically
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.usecases.schedules import schedule_named, schedule_path
from newsletter.usecases.workspace import Workspace


def pause(workspace: Workspace, name: str, *, paused: bool) -> bool:
    """Pause a schedule, or let it go on; whether that changed anything.

    Raises:
        UsageError: there is no such schedule.
        UnusableInput: its file has errors, or cannot be written.
    """
    schedule = schedule_named(workspace, name)
    if schedule.paused == paused:
        return False
    edit(workspace, schedule, lambda text: with_paused(text, schedule.file, paused=paused))
    return True


def skip_next(workspace: Workspace, name: str, clock: Clock) -> Occurrence:
    """Leave out the next occurrence of a schedule, which is returned.

    Raises:
        UsageError: there is no such schedule.
        UnusableInput: nothing comes any more, or the file has errors or cannot be written.
    """
    schedule = schedule_named(workspace, name)
    found = next(schedule.recurrence.after(clock.now()), None)
    if found is None:
        text = f"Nothing of '{name}' is to come, so nothing can be skipped."
        hint = "Change 'ends' in its file."
        raise UnusableInput(Problem("schedule-over", text, hint, schedule.place("ends")))
    edit(workspace, schedule, lambda text: with_exception(text, schedule.file, found.key))
    return found


def text_of(workspace: Workspace, schedule: Schedule) -> str:
    """The text of a schedule's file."""
    return read_text(schedule_path(workspace, schedule.name), schedule.file, MAX_BYTES)


def edit(workspace: Workspace, schedule: Schedule, change: Callable[[str], str]) -> None:
    """Change the text of a schedule's file.

    Raises:
        UnusableInput: schedule-edit, or the file cannot be written.
    """
    new = change(text_of(workspace, schedule))
    write_atomically(schedule_path(workspace, schedule.name), new.encode())
