"""Secrets in the order of the contract: files, the keyring of the system, the environment."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from newsletter.errors import AuthRefused, UsageError
from newsletter.ports import Secrets
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.secrets.places import Environment, Keyring, SecretFolder, variable_of

CREDENTIALS = "CREDENTIALS_DIRECTORY"
PROJECT_FOLDER = ".newsletter/secrets"
"""The project's own, which `init` keeps out of version control; it comes last."""


class SecretPlace(Secrets, Protocol):
    """One place that a secret can be in."""

    def where(self, name: str) -> str:
        """What people call the place of that secret."""
        ...


@dataclass(frozen=True, slots=True)
class StoredSecrets:
    """Asks one place after another; the first that has a value wins."""

    places: Sequence[SecretPlace]

    def get(self, name: str) -> str | None:
        """The value of that name, None if no place has one.

        Raises:
            AuthRefused: secret-unreadable: there is a file of that name, and it cannot be read.
        """
        return next((value for place in self.places if (value := place.get(name))), None)

    def where(self, name: str) -> str | None:
        """Where the value of that name comes from, in words; None if no place has one.

        Raises:
            AuthRefused: secret-unreadable.
        """
        return next((place.where(name) for place in self.places if place.get(name)), None)


def stored_secrets(
    project: Path,
    account: str,
    *,
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> StoredSecrets:
    """The secrets of a project; ``account`` is the newsletter's name, ``folder`` --secrets-dir.

    Raises:
        UsageError: secrets-folder: --secrets-dir names no folder.
    """
    env = os.environ if variables is None else variables
    if folder is not None and not folder.is_dir():
        text = f"There is no folder '{printable(str(folder))}' with secrets."
        hint = "Name a folder that holds one file for each secret."
        raise UsageError(Problem("secrets-folder", text, hint))
    given = env.get(CREDENTIALS)
    first = [SecretFolder(path) for path in (folder, Path(given) if given else None) if path]
    last = SecretFolder(project / PROJECT_FOLDER)
    return StoredSecrets((*first, Keyring(account), Environment(env), last))


def required(secrets: Secrets, name: str, why: str) -> str:
    """The value of a secret that something cannot do without; ``why`` begins the sentence.

    Raises:
        AuthRefused: secret-missing, naming every place to put it; secret-unreadable.
    """
    value = secrets.get(name)
    if value:
        return value
    text = f"{why}: the secret '{printable(name)}' is not stored."
    hint = (
        f"Put it into a file '{printable(name)}' in --secrets-dir or ${CREDENTIALS}, into the "
        f"keyring of this computer, or into {printable(variable_of(name))}."
    )
    raise AuthRefused(Problem("secret-missing", text, hint))
