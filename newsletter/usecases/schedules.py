"""The schedules of a project: found, read, and looked into the future."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from newsletter.config.schedule_file import LoadedSchedule, load_schedule
from newsletter.errors import UnusableInput, UsageError
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean
from newsletter.project.folder import inside
from newsletter.schedules.occurrence import Occurrence, offset_note
from newsletter.schedules.schedule import Schedule
from newsletter.usecases.workspace import Workspace

FOLDER = "schedules"
ENDING = ".toml"
NAME = re.compile(r"\w[\w.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Found:
    """The schedules that can be read, by name, and what is wrong with the others."""

    schedules: tuple[Schedule, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Coming:
    """An occurrence, with what is to be said about the clocks."""

    schedule: str
    occurrence: Occurrence
    note: str


def schedule_names(workspace: Workspace) -> tuple[str, ...]:
    """The names of all schedules of a project, sorted, whether they can be read or not."""
    folder = workspace.folder / FOLDER
    if workspace.root is None or not folder.is_dir():
        return ()
    try:
        files = [path.name for path in folder.iterdir() if path.suffix == ENDING]
    except OSError as error:
        text = f"'{FOLDER}' cannot be read: {error.strerror}."
        hint = "Check its permissions."
        raise UnusableInput(Problem("file-unreadable", text, hint, Place(FOLDER))) from None
    return tuple(sorted(name.removesuffix(ENDING) for name in files if not name.startswith(".")))


def find_schedules(workspace: Workspace) -> Found:
    """Every schedule of a project. One that cannot be read does not keep the others.

    Raises:
        UnusableInput: the folder cannot be read.
    """
    loaded = [load_named(workspace, name) for name in schedule_names(workspace)]
    schedules = tuple(one.schedule for one in loaded if one.schedule)
    return Found(schedules, tuple(problem for one in loaded for problem in one.problems))


def load_named(workspace: Workspace, name: str) -> LoadedSchedule:
    """The schedule of that name, which has a file."""
    return load_in(workspace.folder, name, workspace.settings.newsletter.timezone)


def load_in(project: Path, name: str, timezone: str) -> LoadedSchedule:
    """The schedule of that name in a project whose own zone is ``timezone``; it has a file."""
    shown = f"{FOLDER}/{printable(name)}{ENDING}"
    if not NAME.fullmatch(name):
        text = f"'{printable(name)}' cannot be the name of a schedule."
        hint = "Rename the file: letters, digits and dashes, like weekly.toml."
        return LoadedSchedule(None, (Problem("schedule-name", text, hint, Place(shown)),))
    try:
        path = _path_in(project, name)
    except UnusableInput as error:
        return LoadedSchedule(None, error.problems)
    return load_schedule(path, shown, timezone=timezone)


def schedule_path(workspace: Workspace, name: str) -> Path:
    """The file of a schedule.

    Raises:
        UnusableInput: path-outside-project.
    """
    return _path_in(workspace.folder, name)


def _path_in(project: Path, name: str) -> Path:
    shown = f"{FOLDER}/{name}{ENDING}"
    inside(project, shown, Place(shown))
    return project / shown


def schedule_named(workspace: Workspace, name: str) -> Schedule:
    """The schedule of that name.

    Raises:
        UsageError: schedule-missing.
        UnusableInput: its file has errors: all of them.
    """
    names = schedule_names(workspace)
    if name not in names:
        listed = f"There are: {', '.join(map(printable, names))}."
        start = "Start one: newsletter new schedule weekly"
        hint = did_you_mean(name, names) or (listed if names else start)
        text = f"There is no schedule '{printable(name)}'."
        raise UsageError(Problem("schedule-missing", text, hint))
    loaded = load_named(workspace, name)
    if loaded.schedule is None:
        raise UnusableInput(*loaded.problems)
    return loaded.schedule


def coming(schedule: Schedule, start: datetime, count: int) -> Iterator[Coming]:
    """The next occurrences that fire at ``start`` or later.

    Each has its note, or says that the clocks were changed since the one before.
    """
    before: Occurrence | None = None
    for one in islice(schedule.recurrence.after(start, inclusive=True), count):
        yield Coming(schedule.name, one, offset_note(before, one))
        before = one
