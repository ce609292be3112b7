"""Templates on disk: the project's own before the shipped ones, partial by partial."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.email.templates import TemplateFile
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem
from newsletter.project.folder import inside
from newsletter.project.reading import is_file, read_bounded
from newsletter.project.shipped import shipped

FOLDER = "templates"
ENDINGS = frozenset({".mjml", ".txt", ".html", ".css"})
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProjectTemplates:
    """Fulfils `newsletter.email.templates.TemplateFiles`. Without a root only with shipped ones."""

    root: Path | None

    def find(self, name: str) -> TemplateFile | None:
        """The template of that name, read afresh each time; None if there is none.

        Raises:
            UnusableInput: it leads out of its folder, or cannot be read as UTF-8 text.
        """
        for root, prefix in self._roots():
            shown = f"{prefix}{FOLDER}/{name}"
            path = inside(inside(root, FOLDER), name, Place(shown))
            if is_file(path):
                return TemplateFile(name, shown, _text(path, shown))
        return None

    def names(self) -> Sequence[str]:
        """Every name that `find` knows, sorted."""
        return sorted({name for root, _ in self._roots() for name in _names(root / FOLDER)})

    def _roots(self) -> Iterator[tuple[Path, str]]:
        if self.root:
            yield self.root, ""
        yield shipped(), "newsletter:"


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in ENDINGS and path.is_file() and not hidden:
            yield path.relative_to(folder).as_posix()


def _text(path: Path, shown: str) -> str:
    data = read_bounded(path, shown, MAX_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = Place.behind(shown, before)
        hint = "Save the file as UTF-8 in your editor."
        problem = Problem("template-encoding", "This template is not UTF-8 text.", hint, place)
        raise UnusableInput(problem) from None
