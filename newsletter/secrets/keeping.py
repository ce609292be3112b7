"""Storing a secret that a person gives, and taking it away again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import AuthRefused, UnusableInput, UsageError
from newsletter.printable import printable
from newsletter.problems import Problem, warning
from newsletter.project.atomic import cannot_write
from newsletter.secrets.places import MAX_BYTES, Keyring, SecretFolder, is_secret_name
from newsletter.secrets.private import write_private
from newsletter.secrets.stored import StoredSecrets
from newsletter.secrets.vault import LOCK, RENEWED


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a secret was put, in words; ``problems`` warns if another place hides it."""

    where: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Keeper:
    """Puts secrets into the keyring where there is one, else into ``folder`` of the project.

    ``stored`` is where all of them are looked for afterwards.
    """

    stored: StoredSecrets
    keyring: Keyring | None
    folder: Path

    def keep(self, name: str, value: str) -> Kept:
        """Store a value; the one before is replaced.

        Raises:
            UsageError: secret-name: nothing can be called that.
            UnusableInput: secret-invalid: it is empty, far too long, or no text; cannot-write.
        """
        check_name(name)
        if not _is_fit(value):
            raise UnusableInput(_no_value(name))
        where = self._put(name, value)
        return Kept(where, tuple(self._hidden(name, where)))

    def forget(self, name: str) -> tuple[str, ...]:
        """Take a secret away, with what was renewed of it; the places that it was in, in words.

        Raises:
            UsageError: secret-name.
            UnusableInput: secret-unknown: it is in no place that it can be taken from.
        """
        check_name(name)
        places = tuple(self._taken(name))
        if not places:
            raise UnusableInput(self._unknown(name))
        return places

    def names(self) -> tuple[str, ...]:
        """What is stored in the folder of the project, sorted."""
        try:
            found = sorted(path.name for path in self.folder.iterdir() if path.is_file())
        except OSError:
            return ()
        return tuple(name for name in found if _is_ours(name))

    def _put(self, name: str, value: str) -> str:
        place = SecretFolder(self.folder)
        if self.keyring and self.keyring.put(name, value):
            self._remove(name)
            return self.keyring.where(name)
        write_private(self.folder / name, f"{value}\n".encode())
        return place.where(name)

    def _taken(self, name: str) -> Iterator[str]:
        if self.keyring and self.keyring.remove(name):
            yield self.keyring.where(name)
        if self._remove(name):
            yield SecretFolder(self.folder).where(name)

    def _remove(self, name: str) -> bool:
        was_there = (self.folder / name).is_file()
        try:
            for ending in ("", RENEWED, LOCK):
                (self.folder / f"{name}{ending}").unlink(missing_ok=True)
        except OSError as error:
            raise UnusableInput(cannot_write(self.folder / name, error)) from error
        return was_there

    def _hidden(self, name: str, where: str) -> Iterator[Problem]:
        """A warning if another place is asked before the one that it was put into."""
        try:
            first = self.stored.where(name)
        except AuthRefused as error:
            yield from error.problems
            return
        if first and first != where:
            text = f"The secret '{printable(name)}' is still taken from {first}, which comes first."
            yield warning("secret-hidden", text, "Remove it there, or change it there.")

    def _unknown(self, name: str) -> Problem:
        elsewhere = self.stored.where(name)
        text = f"There is no secret '{printable(name)}' that could be removed."
        hint = "See what there is: newsletter secret list"
        if elsewhere:
            hint = f"It comes from {elsewhere}: remove it there."
        return Problem("secret-unknown", text, hint)


def check_name(name: str) -> None:
    """Refuse what cannot be a secret's name.

    Raises:
        UsageError: secret-name.
    """
    if not (is_secret_name(name) and _is_ours(name)):
        text = f"'{printable(name[:80])}' cannot be the name of a secret."
        hint = "Use letters, digits, - and _, like mastodon-token."
        raise UsageError(Problem("secret-name", text, hint))


def _is_ours(name: str) -> bool:
    return is_secret_name(name) and not name.endswith((RENEWED, LOCK))


def _is_fit(value: str) -> bool:
    """Text of a sane length; a key may have lines, but nothing may steer a terminal."""
    is_sane = len(value.strip()) > 0 and len(value.encode("utf-8", "replace")) <= MAX_BYTES
    return is_sane and not any(one < " " and one not in "\t\r\n" for one in value)


def _no_value(name: str) -> Problem:
    text = (
        f"Nothing was stored: the value for '{printable(name)}' is empty, far too long, or no text."
    )
    return Problem("secret-invalid", text, "Type or paste it when you are asked, then Enter.")
