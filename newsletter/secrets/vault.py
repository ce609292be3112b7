"""Secrets that change by themselves: a renewed token stands beside the one that it came from.

What a person stored is never touched: it may be in a place that cannot be written to. The renewed
value is kept with a digest of it, and no longer counts once the person stores another one.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.ports import Secrets
from newsletter.project.atomic import cannot_write, make_folder, write_atomically
from newsletter.project.reading import read_bounded
from newsletter.secrets.places import MAX_BYTES, is_secret_name

RENEWED = ".renewed"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class ProjectVault:
    """`newsletter.ports.Vault` over the secrets of a project, with ``folder`` to write into."""

    stored: Secrets
    folder: Path

    def get(self, name: str) -> str | None:
        """The renewed value, else the stored one, else None.

        Raises:
            AuthRefused: secret-unreadable.
        """
        origin = self.stored.get(name)
        return self._renewed(name, origin) or origin

    def put(self, name: str, value: str) -> None:
        """Keep a renewed value; see `newsletter.ports.Vault`."""
        if not value:
            raise ValueError("an empty secret is never kept")
        data = {"origin": _digest(self.stored.get(name)), "value": value}
        path = self._path(name, RENEWED)
        os.close(self._opened(path, os.O_WRONLY))
        write_atomically(path, json.dumps(data).encode())

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Be the only one to renew it, in all threads and processes of this computer.

        Raises:
            UnusableInput: cannot-write: there is nowhere to keep what is renewed.
        """
        file = self._opened(self._path(name, _LOCK), os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)

    def _renewed(self, name: str, origin: str | None) -> str | None:
        path = self._path(name, RENEWED)
        if not path.exists():
            return None
        try:
            data = json.loads(read_bounded(path, path.name, 2 * MAX_BYTES))
        except (UnusableInput, ValueError):
            return None
        if not isinstance(data, dict) or data.get("origin") != _digest(origin):
            return None
        value = data.get("value")
        return value if isinstance(value, str) else None

    def _path(self, name: str, ending: str) -> Path:
        if not is_secret_name(name):
            raise ValueError(f"no name of a secret: {name!r}")
        return self.folder / f"{name}{ending}"

    def _opened(self, path: Path, how: int) -> int:
        """The file, which is made if it is missing; only its owner may read it."""
        try:
            if not self.folder.exists():
                make_folder(self.folder)
                self.folder.chmod(0o700)
            return os.open(path, how | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UnusableInput(cannot_write(path, error)) from error


def _digest(value: str | None) -> str:
    return hashlib.sha256((value or "").encode("utf-8", "surrogatepass")).hexdigest()
