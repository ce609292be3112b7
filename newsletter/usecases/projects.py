"""What every command that works in a project begins with: its workspace, its store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.problems import Problem
from newsletter.project.folder import SETTINGS_FILE
from newsletter.store.opening import Store, open_store
from newsletter.usecases.workspace import Workspace, open_workspace


def open_project(folder: Path | None) -> Workspace:
    """The workspace of a project that must be there.

    Raises:
        UnusableInput: project-missing, or newsletter.toml has errors.
    """
    workspace = open_workspace(folder)
    if workspace.root is None:
        hint = "Go into a project, name one with -C DIR, or make one: newsletter init DIR"
        raise UnusableInput(Problem("project-missing", f"There is no {SETTINGS_FILE} here.", hint))
    return workspace


@contextmanager
def store_of(workspace: Workspace) -> Iterator[Store]:
    """The open store of a project.

    Raises:
        UsageError: store-url.
        NewsletterError: it cannot be opened.
    """
    store = open_store(workspace.settings.store.url, workspace.folder)
    try:
        yield store
    finally:
        store.close()
