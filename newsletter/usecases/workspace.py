"""Where a command works: the project at or above a folder, or no project and placeholders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.editions.terms import Terms
from newsletter.errors import UnusableInput
from newsletter.model import Article
from newsletter.problems import Problem, has_errors, note
from newsletter.project.folder import SETTINGS_FILE, find_project
from newsletter.project.templates import ProjectTemplates
from newsletter.settings import Settings

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The settings and templates of a command. Without a project, ``root`` is None."""

    root: Path | None
    settings: Settings
    templates: ProjectTemplates
    problems: tuple[Problem, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder that results are put into."""
        return self.root or Path()

    @property
    def has_store(self) -> bool:
        """Whether there is a store yet; to open it would make one."""
        if self.root is None:
            return False
        url = self.settings.store.url
        return not url.startswith(_SQLITE) or (self.root / url.removeprefix(_SQLITE)).exists()

    def in_language_of(self, articles: Sequence[Article]) -> "Workspace":
        """Without a project, the first article decides which language the mail speaks."""
        if self.root or not articles or not articles[0].lang:
            return self
        identity = replace(self.settings.newsletter, language=articles[0].lang)
        return replace(self, settings=replace(self.settings, newsletter=identity))

    def under(self, terms: Terms) -> "Workspace":
        """The workspace with what a schedule asks for."""
        return replace(self, settings=terms.applied(self.settings))


def open_workspace(folder: Path | None) -> Workspace:
    """The workspace of ``folder``, or of the current folder when it is None.

    Raises:
        UnusableInput: ``folder`` is no project, or newsletter.toml has errors: all of them.
    """
    found = find_project(folder or Path())
    if found is None:
        if folder is not None:
            hint = f"Make a project there: newsletter init {folder}"
            raise UnusableInput(
                Problem("project-missing", f"{folder} has no {SETTINGS_FILE}.", hint)
            )
        return Workspace(None, Settings(), ProjectTemplates(None), (_no_project(),))
    from newsletter.config import load

    root = _as_seen_from_here(found)
    loaded = load(root / SETTINGS_FILE, shown=SETTINGS_FILE)
    if loaded.settings is None or has_errors(loaded.problems):
        raise UnusableInput(*loaded.problems)
    return Workspace(root, loaded.settings, ProjectTemplates(root), loaded.problems)


def _as_seen_from_here(root: Path) -> Path:
    """A path below the current folder is shown relative to it."""
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root


def _no_project() -> Problem:
    return note(
        "no-project",
        f"There is no {SETTINGS_FILE} here, so sender, address and links are placeholders.",
        "Make a project: newsletter init DIR",
    )
