"""Reading a file that may be missing, huge, or no file at all, without ever hanging on it."""

import os
import stat
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean


def read_bounded(path: Path, shown: str, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes.

    Raises:
        UnusableInput: file-missing, file-unreadable or file-too-large, spoken of as ``shown``.
    """
    name = printable(shown)
    try:
        data = _read(path, name, limit + 1)
    except FileNotFoundError:
        raise UnusableInput(_missing(path, name)) from None
    except (OSError, ValueError) as error:
        raise UnusableInput(_unreadable(error, name)) from None
    if len(data) > limit:
        raise UnusableInput(too_large(name, limit))
    return data


def is_file(path: Path) -> bool:
    """True for a file that exists; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def too_large(name: str, limit: int) -> Problem:
    """The finding for a file of more than ``limit`` bytes."""
    text = f"'{name}' is larger than {_size(limit)}."
    return Problem("file-too-large", text, "Split it, or leave it out.", Place(name))


def _size(count: int) -> str:
    mebi = 1024 * 1024
    return f"{count // mebi} MB" if count >= mebi else f"{count // 1024} KB"


def _read(path: Path, name: str, size: int) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnusableInput(_no_file(path, name))
    # Without waiting: a FIFO that took the file's place since cannot block us.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        return _filled(descriptor, size)
    finally:
        os.close(descriptor)


def _filled(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while chunk := os.read(descriptor, min(size - len(data), 1 << 20)):
        data += chunk
    return bytes(data)


def _missing(path: Path, name: str) -> Problem:
    text = f"There is no file '{name}'."
    return Problem("file-missing", text, close_sibling(path), Place(name))


def close_sibling(path: Path) -> str | None:
    """A did-you-mean among the files that do exist beside a missing one."""
    try:
        siblings = sorted(printable(entry.name) for entry in path.parent.iterdir())
    except (OSError, ValueError):
        return "Its folder does not exist either."
    return did_you_mean(path.name, siblings)


def _no_file(path: Path, name: str) -> Problem:
    if path.is_dir():
        text, hint = f"'{name}' is a folder.", "Name a file in it."
    else:
        text, hint = f"'{name}' is no regular file.", "Pipe its content in, and write - for it."
    return Problem("file-unreadable", text, hint, Place(name))


def _unreadable(error: OSError | ValueError, name: str) -> Problem:
    reason = error.strerror if isinstance(error, OSError) else "that is no file name"
    text = f"'{name}' cannot be read: {reason}."
    return Problem("file-unreadable", text, "Check its name and permissions.", Place(name))
