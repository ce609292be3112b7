"""Where templates come from: a Protocol, and a dictionary that fulfils it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsletter.problems import NOWHERE, Place, Problem

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """One template; ``shown`` is its path as a person knows it, such as templates/weekly.mjml."""

    name: str
    shown: str
    text: str


class TemplateFiles(Protocol):
    """A set of templates. Names look like ``digest.mjml`` and ``partials/footer.mjml``."""

    def find(self, name: str) -> TemplateFile | None:
        """The template of that name, or None; asked only for names that `path_problem` passes."""
        ...

    def names(self) -> Sequence[str]:
        """Every name that `find` knows, for suggestions."""
        ...


@dataclass(frozen=True, slots=True)
class DictTemplates:
    """Templates from a dictionary of names and texts; ``folder`` is put before the names shown."""

    texts: Mapping[str, str]
    folder: str = "templates/"

    def find(self, name: str) -> TemplateFile | None:
        """The template of that name, or None."""
        text = self.texts.get(name)
        return None if text is None else TemplateFile(name, self.folder + name, text)

    def names(self) -> Sequence[str]:
        """Every name, sorted."""
        return sorted(self.texts)


def path_problem(name: str, place: Place = NOWHERE) -> Problem | None:
    """The problem with a name that could lead out of the templates folder, or None."""
    parts = name.split("/")
    harmless = name and ".." not in parts and "" not in parts and "\\" not in name
    if harmless and name.isprintable() and not _DRIVE.match(name):
        return None
    return Problem(
        "template-path",
        f"{name!r} is not a path inside the templates folder.",
        "Give a path relative to templates/, without '..', for example 'partials/footer.mjml'.",
        place,
    )
