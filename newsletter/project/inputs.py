"""FILE arguments of a command -> the bytes of every article file that they name."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newsletter.articles.decoding import MAX_BYTES
from newsletter.articles.forms import SUFFIXES
from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Place, Problem, note, warning
from newsletter.project.reading import read_bounded, too_large

STDIN = "-"
COMPANIONS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".ico", ".css"})
"""What lies beside articles without being one, so that nobody wonders why it was skipped."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of articles. ``name`` is its path as the user wrote it, ``-`` for standard input."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files that could be read, in the order of the arguments, and why others could not."""

    files: tuple[InputFile, ...]
    problems: tuple[Problem, ...] = ()


def gather(
    arguments: Sequence[str], *, base: Path | None = None, stdin: BinaryIO | None = None
) -> Gathered:
    """Read every file that ``arguments`` name; folders are searched, in order of their names.

    Arguments are relative to ``base``, by default the current folder.
    """
    return _Gatherer(base or Path(), stdin).gather(arguments)


class _Gatherer:
    def __init__(self, base: Path, stdin: BinaryIO | None) -> None:
        self._base = base
        self._stdin = stdin
        self._files: list[InputFile] = []
        self._problems: list[Problem] = []
        self._seen: dict[str, str] = {}

    def gather(self, arguments: Sequence[str]) -> Gathered:
        for argument in arguments:
            try:
                self._add(argument)
            except UnusableInput as error:
                self._problems += error.problems
        return Gathered(tuple(self._files), tuple(self._problems))

    def _add(self, argument: str) -> None:
        if argument == STDIN:
            self._add_stdin()
        elif _is_folder(self._base / argument):
            self._add_folder(argument)
        else:
            self._add_file(argument, self._base / argument)

    def _add_stdin(self) -> None:
        if not self._is_new(STDIN, STDIN):
            return
        try:
            data = (self._stdin or sys.stdin.buffer).read(MAX_BYTES + 1)
        except (OSError, ValueError, AttributeError):
            text = "Standard input cannot be read."
            hint = "Pipe something into the command, or name a file."
            raise UnusableInput(Problem("file-unreadable", text, hint, Place(STDIN))) from None
        if len(data) > MAX_BYTES:
            raise UnusableInput(too_large(STDIN, MAX_BYTES))
        self._files.append(InputFile(STDIN, data))

    def _add_file(self, name: str, path: Path) -> None:
        data = read_bounded(path, name, MAX_BYTES)
        if self._is_new(os.path.realpath(path), name):
            self._files.append(InputFile(printable(name), data))

    def _is_new(self, identity: str, name: str) -> bool:
        first = self._seen.get(identity)
        if first is None:
            self._seen[identity] = name
            return True
        same = "" if first == name else f" It is the same as '{printable(first)}'."
        text = f"'{printable(name)}' was named twice and is read once.{same}"
        self._problems.append(warning("file-twice", text, None, Place(printable(name))))
        return False

    def _add_folder(self, name: str) -> None:
        if not self._is_new(os.path.realpath(self._base / name), name):
            return
        found = False
        for path in self._walk(name):
            try:
                found |= self._add_found(path, name)
            except UnusableInput as error:
                found = True
                self._problems += error.problems
        if not found:
            hint = f"Articles end in {' '.join(sorted(SUFFIXES))}."
            text = f"There are no articles in the folder '{printable(name)}'."
            self._problems.append(Problem("folder-empty", text, hint, Place(printable(name))))

    def _walk(self, name: str) -> Iterator[str]:
        """The files below a folder, by name; hidden ones and linked folders stay out."""
        for folder, folders, files in os.walk(self._base / name, onerror=self._unreadable):
            below = os.path.relpath(folder, self._base / name)
            here = Path(name) if below == "." else Path(name, below)
            links = [entry for entry in folders if Path(folder, entry).is_symlink()]
            folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
            names = sorted([*files, *links])
            yield from (str(here / entry) for entry in names if not entry.startswith("."))

    def _unreadable(self, error: OSError) -> None:
        name = printable(str(error.filename))
        text = f"The folder '{name}' cannot be read: {error.strerror}."
        hint = "Check its permissions."
        self._problems.append(Problem("file-unreadable", text, hint, Place(name)))

    def _add_found(self, name: str, folder: str) -> bool:
        """Add a file that a folder holds; True if it is an article."""
        path, shown = self._base / name, printable(name)
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(os.path.realpath(self._base / folder)):
            text = f"'{shown}' is a link that leads out of the folder."
            hint = "Put a copy of the file into the folder, or name the file itself."
            raise UnusableInput(Problem("link-outside-folder", text, hint, Place(shown)))
        ending = path.suffix.lower()
        if path.is_dir() or ending in COMPANIONS:
            return False
        if ending not in SUFFIXES:
            text = f"'{shown}' was skipped: '{printable(ending or path.name)}' is no article."
            hint = f"Articles end in {' '.join(sorted(SUFFIXES))}."
            self._problems.append(note("file-skipped", text, hint, Place(shown)))
            return False
        self._add_file(name, real)  # what was checked, even if the link has changed since
        return True


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
