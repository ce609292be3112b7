"""A large file to be read more than once, from a path or from standard input."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Place, Problem
from newsletter.project.inputs import STDIN
from newsletter.project.reading import close_sibling

IN_MEMORY = 1 << 20
"""Bytes of a pipe that are kept in memory; more go to a temporary file."""


@contextmanager
def seekable(name: str) -> Iterator[BinaryIO]:
    """The file of that name, ``-`` for standard input; what cannot seek is copied to what can.

    Raises:
        UnusableInput: file-missing, file-unreadable.
    """
    try:
        source = sys.stdin.buffer if name == STDIN else Path(name).open("rb")  # noqa: SIM115
    except (OSError, ValueError) as error:
        raise UnusableInput(_problem(name, error)) from error
    with source:
        if source.seekable():
            yield source
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            shutil.copyfileobj(source, copy)
            copy.seek(0)
            yield copy  # type: ignore[misc]


def _problem(name: str, error: OSError | ValueError) -> Problem:
    shown = printable(name)
    if isinstance(error, FileNotFoundError):
        hint = close_sibling(Path(name))
        return Problem("file-missing", f"There is no file '{shown}'.", hint, Place(shown))
    reason = error.strerror if isinstance(error, OSError) else "that is no file name"
    text = f"'{shown}' cannot be read: {reason}."
    return Problem("file-unreadable", text, "Check its name and permissions.", Place(shown))
