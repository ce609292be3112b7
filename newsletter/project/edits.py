"""Changing a file of the project that somebody may have changed meanwhile, and changing it back."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem
from newsletter.project.atomic import cannot_write, make_folder, write_atomically
from newsletter.project.folder import inside
from newsletter.project.reading import is_file, read_bounded

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the file ``name``, counted from the project. None is no file."""

    name: str
    before: bytes | None
    after: bytes | None

    @property
    def undone(self) -> "Edit":
        """The change that takes this one back."""
        return Edit(self.name, self.after, self.before)


def stamp(data: bytes | None) -> str:
    """A short word for a state of a file; another state has another one."""
    return "" if data is None else hashlib.sha256(data).hexdigest()[:16]


def content(root: Path, name: str) -> bytes | None:
    """What the file ``name`` of a project holds now; None if there is none.

    Raises:
        UnusableInput: path-outside-project, file-unreadable, file-too-large.
    """
    path = inside(root, name, Place(name))
    return read_bounded(path, name, MAX_BYTES) if is_file(path) else None


def apply_edit(root: Path, edit: Edit) -> None:
    """Write ``edit``, if its file is what it was before.

    Raises:
        UnusableInput: edited-meanwhile: it is not; cannot-write; path-outside-project.
    """
    if content(root, edit.name) != edit.before:
        raise UnusableInput(edited_meanwhile(edit.name))
    path = inside(root, edit.name, Place(edit.name))
    if edit.after is None:
        _remove(path)
    else:
        make_folder(path.parent)
        write_atomically(path, edit.after)


def edited_meanwhile(name: str) -> Problem:
    """The finding for a file that is not what a change was made for."""
    text = f"{name} was changed by somebody else meanwhile, so nothing was written."
    hint = "The page shows the file as it is now. Look at it, and save again."
    return Problem("edited-meanwhile", text, hint, Place(name))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UnusableInput(cannot_write(path, error)) from error
