"""What the global flags said."""

from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Flags:
    """The global flags of one call; docs/reference/commands.md explains each."""

    project: Path | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    no_input: bool = False
    yes: bool = False
    secrets_dir: Path | None = None

    def also(self, later: "Flags") -> "Flags":
        """These flags with those that came after the command, which win."""
        names = [field.name for field in fields(self)]
        return Flags(**{name: getattr(later, name) or getattr(self, name) for name in names})
