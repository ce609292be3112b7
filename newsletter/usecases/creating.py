"""`newsletter new`: files to start from, in the folders of a project where they belong."""

import re
from collections.abc import Mapping, Sequence
from os.path import lexists
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter.articles.characters import one_line
from newsletter.articles.slugs import slug
from newsletter.editions.naming import checked_name
from newsletter.editions.selection import select
from newsletter.errors import UnusableInput, UsageError
from newsletter.ports import Clock
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean
from newsletter.project.atomic import make_folder, write_atomically
from newsletter.project.folder import SETTINGS_FILE, inside
from newsletter.project.templates import FOLDER as TEMPLATES
from newsletter.usecases.beginnings import new_article_text, new_edition_text, new_schedule_text
from newsletter.usecases.candidates import candidates_of
from newsletter.usecases.decisions import edition_path
from newsletter.usecases.memory import Memory
from newsletter.usecases.schedules import ENDING
from newsletter.usecases.schedules import FOLDER as SCHEDULES
from newsletter.usecases.schedules import NAME as SCHEDULE_NAME
from newsletter.usecases.sources import article_folder
from newsletter.usecases.workspace import Workspace, open_workspace

DIGEST = "digest"
_TEMPLATE = re.compile(r"\w[\w.-]{0,99}")
_ENDINGS = (".mjml", ".txt")


def new_article(folder: Path | None, title: str, clock: Clock) -> tuple[Path, ...]:
    """Start an article of today, in the newsletter's zone; its file is named after both.

    Raises:
        UsageError: the title is empty, or holds characters that are none.
        UnusableInput: there is no project, the file exists, or it cannot be written.
    """
    workspace = _project(folder)
    title = _checked_title(title)
    identity = workspace.settings.newsletter
    day = clock.now().astimezone(ZoneInfo(identity.timezone)).date()
    name = "-".join(filter(None, (day.isoformat(), slug(title, identity.language))))
    path = f"{article_folder(workspace)}/{name}.md"
    return _write(workspace, {path: new_article_text(title, day)})


def new_edition(folder: Path | None, name: str) -> tuple[Path, ...]:
    """Start the file of an edition. It names the articles of the project, as comments.

    Raises:
        UsageError: the edition cannot be called that.
        UnusableInput: there is no project, the file exists, or it cannot be written.
    """
    workspace = _project(folder)
    path = edition_path(checked_name(name))
    candidates = candidates_of(workspace, name, Memory())
    chosen = select((*candidates.files, *candidates.shelf.unsent), newest=True).articles
    return _write(workspace, {path: new_edition_text(name, chosen)})


def new_template(folder: Path | None, name: str, source: str | None = None) -> tuple[Path, ...]:
    """Start a template and its text part as a copy of ``source``, by default of the digest.

    Raises:
        UsageError: the template cannot be called that, or there is no ``source``.
        UnusableInput: there is no project, one of the files exists, or cannot be written.
    """
    workspace = _project(folder)
    if not _TEMPLATE.fullmatch(name) or name.endswith(_ENDINGS):
        text = f"'{name}' cannot be the name of a template."
        raise UsageError(Problem("usage", text, "Use letters, digits and dashes, like weekly."))
    copied = _parts(workspace, source or DIGEST)
    begin = f"{{#- {name}: began as a copy of {source or DIGEST}; its partials are shared. -#}}\n"
    files = {f"{TEMPLATES}/{name}{end}": begin + text for end, text in copied.items()}
    return _write(workspace, files)


def new_schedule(folder: Path | None, name: str) -> tuple[Path, ...]:
    """Start a schedule, paused, for the channels and the list of people that the project has.

    Raises:
        UsageError: the schedule cannot be called that.
        UnusableInput: there is no project, the file exists, or it cannot be written.
    """
    workspace = _project(folder)
    if not SCHEDULE_NAME.fullmatch(name) or name.endswith(ENDING):
        text = f"'{printable(name)}' cannot be the name of a schedule."
        raise UsageError(Problem("usage", text, "Use letters, digits and dashes, like weekly."))
    text = new_schedule_text(name, workspace.settings)
    return _write(workspace, {f"{SCHEDULES}/{name}{ENDING}": text})


def _project(folder: Path | None) -> Workspace:
    workspace = open_workspace(folder)
    if workspace.root is None:
        text = f"There is no {SETTINGS_FILE} here, nor in a folder above."
        hint = "Make a project: newsletter init DIR"
        raise UnusableInput(Problem("project-missing", text, hint))
    return workspace


def _checked_title(title: str) -> str:
    line = one_line(title) if all(map(_is_character, title)) else ""
    if not line:
        hint = 'Write it in quotes: newsletter new article "Winter opening hours"'
        raise UsageError(Problem("usage", "The title is empty, or it is no text.", hint))
    return line


def _is_character(character: str) -> bool:
    """False for half of a character, and for the two that no text may hold."""
    return not ("\ud800" <= character <= "\udfff" or character in "\ufffe\uffff")


def _parts(workspace: Workspace, source: str) -> Mapping[str, str]:
    """The text of both files of a template, by their ending."""
    names = workspace.templates.names()
    themes = sorted(name.removesuffix(".mjml") for name in names if _is_theme(name, names))
    if source not in themes:
        hint = did_you_mean(source, themes) or f"There are: {', '.join(themes)}."
        raise UsageError(Problem("template-missing", f"There is no template '{source}'.", hint))
    found = {end: workspace.templates.find(source + end) for end in _ENDINGS}
    return {end: file.text for end, file in found.items() if file}


def _is_theme(name: str, names: Sequence[str]) -> bool:
    return "/" not in name and name.endswith(".mjml") and f"{name[:-5]}.txt" in names


def _write(workspace: Workspace, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write all of ``files``, or none when one of them exists. Their names are relative."""
    for name in files:
        inside(workspace.folder, name, Place(name))
        if lexists(workspace.folder / name):
            hint = "Edit that file, or choose another name."
            raise UnusableInput(Problem("file-exists", f"'{name}' exists already.", hint))
    for name, text in files.items():
        path = workspace.folder / name
        make_folder(path.parent)
        write_atomically(path, text.encode())
    return tuple(workspace.folder / name for name in files)
