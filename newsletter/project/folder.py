"""The project: the folder with newsletter.toml, and the wall around it."""

from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import NOWHERE, Place, Problem
from newsletter.project.reading import is_file

SETTINGS_FILE = "newsletter.toml"


def find_project(start: Path) -> Path | None:
    """The nearest folder at or above ``start`` that holds a newsletter.toml."""
    here = start.absolute()
    return next(
        (folder for folder in (here, *here.parents) if is_file(folder / SETTINGS_FILE)), None
    )


def inside(root: Path, path: Path | str, place: Place = NOWHERE) -> Path:
    """``path``, relative to ``root`` or absolute, with every symbolic link followed.

    The file need not exist.

    Raises:
        UnusableInput: path-outside-project, when it leads out of ``root``.
    """
    try:
        wall = root.resolve()
        found = (wall / path).resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that cannot be one
        raise UnusableInput(_outside(path, place)) from None
    if not found.is_relative_to(wall):
        raise UnusableInput(_outside(path, place))
    return found


def _outside(path: Path | str, place: Place) -> Problem:
    text = f"'{printable(str(path))}' is outside the project folder."
    hint = "Copy the file into the project, and use its path there."
    return Problem("path-outside-project", text, hint, place)
