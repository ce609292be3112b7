"""Writing a file whole or not at all."""

import errno
import os
import re
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.printable import printable
from newsletter.problems import Problem

_ADVICE: Mapping[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Free some space and try again."),
    errno.EDQUOT: ("your disk quota is used up", "Free some space and try again."),
    errno.EROFS: ("the disk is read-only", "Choose a folder on another disk."),
    errno.EACCES: ("you may not write there", "Check who owns the folder, or choose another."),
    errno.EPERM: ("you may not write there", "Check who owns the folder, or choose another."),
    errno.ENOENT: ("its folder does not exist", "Make the folder first."),
    errno.ENOTDIR: ("a part of its path is a file", "Choose another path."),
    errno.EEXIST: ("there is a file of that name", "Choose another name."),
    errno.EISDIR: ("there is a folder of that name", "Choose another name."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
}
_UNFINISHED = re.compile(r"\.newsletter-[0-9a-f]{16}\.tmp")


class Disk:
    """What writing needs of a disk, so that a test can have one that fails."""

    def create(self, path: Path) -> int:
        """Make a new file and return its descriptor; the process's umask decides its mode."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write the beginning of ``data``, and return how many bytes that was."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until what was written would survive a power cut."""
        os.fsync(descriptor)

    def replace(self, new: Path, path: Path) -> None:
        """Let ``new`` take the place of ``path`` in one step."""
        new.replace(path)

    def remove(self, path: Path) -> None:
        """Remove a file if it is there."""
        path.unlink(missing_ok=True)


DISK = Disk()


def write_atomically(path: Path, data: bytes, disk: Disk = DISK) -> None:
    """Write ``data`` so that ``path`` holds either all of it or what it held before.

    An existing file keeps its mode; a symbolic link is replaced, not followed.

    Raises:
        UnusableInput: cannot-write, with the reason. ``path`` is as it was.
    """
    temporary = path.with_name(f".newsletter-{secrets.token_hex(8)}.tmp")
    try:
        _write(temporary, data, _mode(path), disk)
        disk.replace(temporary, path)
        sync_folder(path.parent, disk)
    except OSError as error:
        raise UnusableInput(cannot_write(path, error)) from error
    finally:
        with suppress(OSError):  # the disk that failed has been reported
            disk.remove(temporary)


def is_unfinished(path: Path) -> bool:
    """True for a file that a write left behind when it was killed; nobody reads it."""
    return _UNFINISHED.fullmatch(path.name) is not None


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are missing.

    Raises:
        UnusableInput: cannot-write, with the reason.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableInput(cannot_write(path, error)) from error


def sync_folder(folder: Path, disk: Disk = DISK) -> None:
    """Let the new name survive a power cut too, on systems that can sync a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            disk.sync(descriptor)
        finally:
            os.close(descriptor)


def _write(path: Path, data: bytes, mode: int | None, disk: Disk) -> None:
    descriptor = disk.create(path)
    try:
        if mode is not None:
            path.chmod(mode)
        rest = memoryview(data)
        while rest:
            rest = rest[disk.write(descriptor, rest) :]
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


def _mode(path: Path) -> int | None:
    """The permissions of a file that is there already."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None


def cannot_write(path: Path, error: OSError) -> Problem:
    """The finding for a file that the disk did not take."""
    reason = (error.strerror or "the disk failed").lower()
    why, hint = _ADVICE.get(error.errno or 0, (reason, "Try again, or choose another folder."))
    return Problem("cannot-write", f"'{printable(str(path))}' cannot be written: {why}.", hint)
