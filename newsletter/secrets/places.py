"""The places that a secret is looked for in. Each gives a value or None, and never shows it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsletter.errors import AuthRefused, UnusableInput
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.project.reading import read_bounded

MAX_BYTES = 64 * 1024
VARIABLE = "NEWSLETTER_SECRET_"
SERVICE = "newsletter"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def is_secret_name(name: str) -> bool:
    """Can a secret have this name? It is a file's name too, so no path is one."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class SecretFolder:
    """A folder with one file for each secret, as systemd and container platforms provide it.

    See https://systemd.io/CREDENTIALS for ``$CREDENTIALS_DIRECTORY``.
    """

    folder: Path

    def get(self, name: str) -> str | None:
        """The text of the file of that name, without the line end that an editor leaves.

        Raises:
            AuthRefused: secret-unreadable: there is a file, and it cannot be read.
        """
        path = self.folder / name
        if not is_secret_name(name) or not os.path.lexists(path):
            return None
        try:
            text = read_bounded(path, name, MAX_BYTES).decode("utf-8")
        except UnusableInput as error:
            raise AuthRefused(_unreadable(name, error.problems[0].text)) from None
        except UnicodeDecodeError:
            raise AuthRefused(_unreadable(name, "It is not UTF-8 text.")) from None
        return text.removesuffix("\n").removesuffix("\r")

    def where(self, name: str) -> str:
        """What people call the place of a secret."""
        return f"the file {printable(str(self.folder / name))}"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keyring of the operating system. ``account`` sets newsletters on one computer apart.

    Without a desktop, as under cron or systemd, there is none to ask; that is no error.
    """

    account: str

    def get(self, name: str) -> str | None:
        """The value that is kept for this newsletter under that name."""
        try:
            import keyring

            return keyring.get_password(self._service, name)
        except Exception:  # noqa: BLE001 - each system's backend fails in its own way
            return None

    def put(self, name: str, value: str) -> bool:
        """Keep a value; False where there is no keyring, or none that keeps it whole."""
        try:
            import keyring

            keyring.set_password(self._service, name, value)
        except Exception:  # noqa: BLE001 - each system's backend fails in its own way
            return False
        return self.get(name) == value

    def remove(self, name: str) -> bool:
        """Forget a value; False where there is none."""
        try:
            import keyring

            keyring.delete_password(self._service, name)
        except Exception:  # noqa: BLE001 - each system's backend fails in its own way
            return False
        return True

    def where(self, name: str) -> str:  # noqa: ARG002 - the same for every name
        """What people call the place of a secret."""
        return "the keyring of this computer"

    @property
    def _service(self) -> str:
        return f"{SERVICE}: {self.account}"


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables like ``NEWSLETTER_SECRET_SMTP_PASSWORD`` for smtp-password."""

    variables: Mapping[str, str] = field(repr=False)

    def get(self, name: str) -> str | None:
        """The value of the variable for that name."""
        return self.variables.get(variable_of(name))

    def where(self, name: str) -> str:
        """What people call the place of a secret."""
        return f"the variable {printable(variable_of(name))}"


def variable_of(name: str) -> str:
    """The environment variable for a secret: upper case, with _ for every - and dot."""
    return VARIABLE + re.sub(r"[-.]", "_", name).upper()


def _unreadable(name: str, why: str) -> Problem:
    text = f"The file of the secret '{printable(name)}' cannot be used. {why}"
    return Problem("secret-unreadable", text, "Check its permissions and what is in it.")
