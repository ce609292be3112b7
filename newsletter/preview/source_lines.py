"""The lines of a file around a place, so that nobody has to open it to see what is meant."""

from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import UnusableInput
from newsletter.problems import Place
from newsletter.project.folder import inside
from newsletter.project.reading import read_bounded
from newsletter.project.shipped import shipped

SHIPPED = "newsletter:"
"""What the path of a template that comes with the package begins with."""

AROUND = 2
MAX_BYTES = 1024 * 1024
LONGEST = 400
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a file, by its number."""

    number: int
    text: str


def source_lines(root: Path, place: Place) -> tuple[SourceLine, ...]:
    """The line of ``place`` and those around it; none where the file cannot be read.

    Only files of the project and of the package are opened.
    """
    if place.file is None or place.line is None:
        return ()
    base = shipped() if place.file.startswith(SHIPPED) else root
    name = place.file.removeprefix(SHIPPED).partition("#")[0]
    try:
        data = read_bounded(inside(base, name), name, MAX_BYTES)
    except UnusableInput:
        return ()
    lines = data.decode("utf-8-sig", "replace").splitlines()
    first = max(place.line - 1 - AROUND, 0)
    return tuple(
        SourceLine(number, text[:LONGEST])
        for number, text in enumerate(lines[first : place.line + AROUND], first + 1)
    )
