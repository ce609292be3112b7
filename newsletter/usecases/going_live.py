"""Leaving test mode, when the doctor finds no error; and going back to it, at any time."""

from collections.abc import Iterable

from newsletter.config.live_edit import with_live
from newsletter.errors import UnusableInput
from newsletter.plurals import counted
from newsletter.problems import Problem
from newsletter.project.atomic import write_atomically
from newsletter.project.folder import SETTINGS_FILE
from newsletter.project.reading import read_bounded
from newsletter.usecases.doctor.check import Check
from newsletter.usecases.workspace import Workspace

MAX_BYTES = 256 * 1024


def refusal(checks: Iterable[Check]) -> Problem | None:
    """Why a project must not go live; None if the doctor found no error."""
    failing = [check.name for check in checks if check.status == "error"]
    if not failing:
        return None
    count = counted(len(failing), "error")
    text = f"The project stays in test mode: the doctor finds {count} ({', '.join(failing)})."
    return Problem("live-refused", text, "See what to do: newsletter doctor")


def set_live(workspace: Workspace, *, live: bool) -> bool:
    """Write [safety] live into newsletter.toml; False if it stood there already.

    Raises:
        UnusableInput: settings-edit: it cannot be changed without touching the rest; cannot-write.
    """
    if workspace.settings.safety.live == live:
        return False
    path = workspace.folder / SETTINGS_FILE
    try:
        text = read_bounded(path, SETTINGS_FILE, MAX_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        problem = f"{SETTINGS_FILE} is not written in UTF-8, so nothing was changed."
        hint = f"Save it as UTF-8, or write it yourself: live = {str(live).lower()}"
        raise UnusableInput(Problem("settings-edit", problem, hint)) from None
    write_atomically(path, with_live(text, SETTINGS_FILE, live=live).encode())
    return True
