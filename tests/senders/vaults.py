"""A channel whose token is kept in a project, so that it can be renewed."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from newsletter.ports import ChannelContext
from newsletter.secrets.vault import ProjectVault

NAME = "channel-token"


@dataclass
class Stored:
    """Secrets as a person stored them."""

    values: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.values.get(name)


def with_vault(context: ChannelContext, token: str, folder: Path) -> ChannelContext:
    """The same channel, its token stored under a name in a project in ``folder``."""
    vault = ProjectVault(Stored({NAME: token}), folder / ".newsletter" / "secrets")
    options = {**context.options, "token": token}
    return replace(context, options=options, vault=vault, references={"token": NAME})
