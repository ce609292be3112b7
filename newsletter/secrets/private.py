"""Files that only their owner may read, from their first byte on."""

import os
import secrets as chance
from contextlib import suppress
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.project.atomic import cannot_write, make_folder

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
    private_folder(path.parent)
    fresh = path.with_name(f".newsletter-{chance.token_hex(8)}.tmp")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        fresh.replace(path)
    except OSError as error:
        raise UnusableInput(cannot_write(path, error)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
