"""The whole examination, check by check."""

from collections.abc import Iterator
from pathlib import Path

from newsletter.config import load
from newsletter.errors import UnusableInput
from newsletter.plurals import counted
from newsletter.ports import Clock
from newsletter.problems import Problem, has_errors
from newsletter.project.folder import SETTINGS_FILE, find_project
from newsletter.usecases.channel_senders import secrets_of
from newsletter.usecases.doctor import computer, project
from newsletter.usecases.doctor.channels import channel_checks
from newsletter.usecases.doctor.check import (
    Check,
    Look,
    Patient,
    checked,
    judged,
    skipped,
)
from newsletter.usecases.workspace import open_workspace

LOOKS: tuple[tuple[str, Look], ...] = (
    ("mode", computer.mode),
    ("store", computer.store),
    ("clock", computer.clock),
    ("disk", computer.disk),
    ("time zones", computer.zones),
    ("schedules", project.schedules),
    ("secrets", project.secrets),
    ("unsubscribe-key", project.unsubscribe_key),
    ("from", project.from_domain),
    ("url", project.public_url),
)
UNREAD = "newsletter.toml has to be mended first"


def examine(
    folder: Path | None, secrets_dir: Path | None, clock: Clock, *, offline: bool = False
) -> Iterator[Check]:
    """Look at a project and what it needs. Sends nothing.

    Raises:
        UnusableInput: project-missing.
        UsageError: secrets-folder.
    """
    root = find_project(folder or Path())
    if root is None:
        raise UnusableInput(_no_project())
    loaded = load(root / SETTINGS_FILE, shown=SETTINGS_FILE)
    if loaded.settings is None or has_errors(loaded.problems):
        yield judged("settings", "", loaded.problems, fatal=True)
        yield from (skipped(name, UNREAD) for name, _ in LOOKS)
        return
    workspace = open_workspace(folder)
    count = counted(len(workspace.settings.channels), "channel")
    yield judged("settings", f"{SETTINGS_FILE}, {count}", loaded.problems)
    patient = Patient(workspace, secrets_of(workspace, secrets_dir), secrets_dir, clock, offline)
    for name, look in LOOKS:
        yield checked(name, look, patient)
    yield from channel_checks(patient)


def _no_project() -> Problem:
    hint = "Go into a project, name one with -C DIR, or make one: newsletter init DIR"
    return Problem("project-missing", f"There is no {SETTINGS_FILE} here.", hint)
