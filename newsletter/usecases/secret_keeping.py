"""The secrets of a project: which it needs, where each comes from, and storing one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import AuthRefused
from newsletter.printable import printable
from newsletter.problems import Problem, did_you_mean, warning
from newsletter.project.folder import SETTINGS_FILE
from newsletter.secrets.keeping import Keeper, Kept
from newsletter.secrets.places import Keyring
from newsletter.secrets.signing import NAME as KEY
from newsletter.secrets.stored import PROJECT_FOLDER, stored_secrets
from newsletter.settings import Secret, Settings
from newsletter.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """A secret by its name: what uses it, and where it comes from, None if it is nowhere."""

    name: str
    used_by: tuple[str, ...]
    where: str | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SecretDesk:
    """The secrets of one project. ``used`` has the settings that name each."""

    keeper: Keeper
    used: Mapping[str, tuple[str, ...]]

    def known(self) -> tuple[KnownSecret, ...]:
        """Every secret that a setting names or that is stored in the project, sorted."""
        names = sorted({*self.used, KEY, *self.keeper.names()})
        return tuple(self._known(name) for name in names)

    def keep(self, name: str, value: str) -> Kept:
        """Store a value; raises as `newsletter.secrets.keeping.Keeper.keep`."""
        kept = self.keeper.keep(name, value)
        return Kept(kept.where, (*kept.problems, *self._unused(name)))

    def _known(self, name: str) -> KnownSecret:
        used = self.used.get(name, ())
        try:
            return KnownSecret(name, used, self.keeper.stored.where(name))
        except AuthRefused as error:
            return KnownSecret(name, used, None, error.problems)

    def _unused(self, name: str) -> Iterator[Problem]:
        if self.used and name != KEY and name not in self.used:
            text = f"No setting in {SETTINGS_FILE} names the secret '{printable(name)}'."
            hint = did_you_mean(name, sorted(self.used))
            yield warning("secret-unused", text, hint or f"Named are: {', '.join(self.used)}.")


def secret_desk(workspace: Workspace, folder: Path | None) -> SecretDesk:
    """The secrets of a project; ``folder`` is that of --secrets-dir.

    Raises:
        UsageError: secrets-folder: there is no such folder.
    """
    account = workspace.settings.newsletter.name
    stored = stored_secrets(workspace.folder, account, folder=folder)
    keeper = Keeper(stored, Keyring(account), workspace.folder / PROJECT_FOLDER)
    return SecretDesk(keeper, used_secrets(workspace.settings))


def used_secrets(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """The secrets that settings name, each with the settings, like ``channels.email.password``."""
    used: dict[str, tuple[str, ...]] = {}
    for channel, options in settings.channels.items():
        for key, value in options.options.items():
            if isinstance(value, Secret):
                where = f"channels.{channel}.{key}"
                used[value.secret] = (*used.get(value.secret, ()), where)
    return used
