"""Files that only their owner may read, from their first byte on."""

import os
import secrets as chance
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.project.atomic import cannot_write, make_folder, sync_folder

_OWNER_ONLY = 0o600
_PRIVATE_FOLDER = 0o700


def private_folder(folder: Path) -> None:
    """Make the folder if it is missing, for its owner alone.

    Raises:
        UnusableInput: cannot-write.
    """
    if not folder.is_dir():
        make_folder(folder)
        with suppress(OSError):  # a disk without permissions, as on a USB stick
            folder.chmod(_PRIVATE_FOLDER)


def write_private(path: Path, data: bytes) -> None:
    """Write ``data`` so that ``path`` holds either all of it or what it held before.

    Raises:
        UnusableInput: cannot-write.
    """
    with _written_beside(path, data) as fresh:
        fresh.replace(path)


def write_private_once(path: Path, data: bytes) -> bool:
    """Write a file that was never there, in one step; False if somebody else was first.

    Raises:
        UnusableInput: cannot-write.
    """
    with _written_beside(path, data) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            return False
    return True


@contextmanager
def _written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """A file with ``data`` that waits to be called ``path``; gone afterwards if it is not."""
    private_folder(path.parent)
    fresh = path.with_name(f".newsletter-{chance.token_hex(8)}.tmp")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        yield fresh
        # A token that was renewed may count once: losing it to a power cut would disconnect us.
        sync_folder(path.parent)
    except OSError as error:
        raise UnusableInput(cannot_write(path, error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
