"""newsletter.toml while the daemon runs: read again after an edit, the last good one kept."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsletter.daemon.events import Event, SettingsTrouble
from newsletter.errors import NewsletterError
from newsletter.project.folder import SETTINGS_FILE
from newsletter.usecases.workspace import Workspace, open_workspace

_Stamp = tuple[int, int, int]


@dataclass(slots=True)
class SettingsFile:
    """The settings of the project in ``folder``."""

    folder: Path
    tell: Callable[[Event], None]
    _stamp: _Stamp | None = None

    def refresh(self) -> Workspace | None:
        """The workspace after an edit; None if there was none, or if it cannot be used."""
        stamp = self._now()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        try:
            return open_workspace(self.folder)
        except NewsletterError as error:
            self.tell(SettingsTrouble(error.problems))
            return None

    def _now(self) -> _Stamp | None:
        try:
            found = (self.folder / SETTINGS_FILE).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
