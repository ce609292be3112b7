"""Whether a project has a store, for questions that must not make one."""

from newsletter.usecases.workspace import Workspace

_SQLITE = "sqlite:///"


def has_store(workspace: Workspace) -> bool:
    """Has the project a store yet? Opening it would make one."""
    url = workspace.settings.store.url
    return not url.startswith(_SQLITE) or (workspace.folder / url.removeprefix(_SQLITE)).exists()
