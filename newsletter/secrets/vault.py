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
from newsletter.project.atomic import cannot_write
from newsletter.project.reading import read_bounded
from newsletter.secrets.places import MAX_BYTES, is_secret_name
from newsletter.secrets.private import private_folder, write_private

RENEWED, LOCK = ".renewed", ".lock"
"""Endings of files beside a secret's own."""


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
        write_private(self._path(name, RENEWED), json.dumps(data).encode())

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Be the only one to renew it, in all threads and processes of this computer.

        Raises:
            UnusableInput: cannot-write: there is nowhere to keep what is renewed.
        """
        file = _opened(self._path(name, LOCK))
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


def _opened(path: Path) -> int:
    private_folder(path.parent)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UnusableInput(cannot_write(path, error)) from error


def _digest(value: str | None) -> str:
    return hashlib.sha256((value or "").encode("utf-8", "surrogatepass")).hexdigest()
