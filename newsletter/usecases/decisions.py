"""The file of an edition in its project, and the names that it may use for articles."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from newsletter.config.edition_file import LoadedEdition, load_edition
from newsletter.editions.decisions import UNDECIDED
from newsletter.errors import UnusableInput
from newsletter.model import Article
from newsletter.problems import Place
from newsletter.project.folder import inside
from newsletter.project.inputs import STDIN
from newsletter.project.reading import is_file
from newsletter.usecases.workspace import Workspace

EDITIONS = "editions"


def edition_path(name: str) -> str:
    """Where the file of the edition ``name`` is, from the project folder on."""
    return f"{EDITIONS}/{name}.toml"


def decisions_of(workspace: Workspace, name: str) -> LoadedEdition:
    """What people decided about the edition ``name``; nothing without a project or a file."""
    if workspace.root is None:
        return LoadedEdition(UNDECIDED)
    shown = edition_path(name)
    try:
        path = inside(workspace.root, shown, Place(shown))
    except UnusableInput as error:
        return LoadedEdition(UNDECIDED, error.problems)
    return load_edition(path, shown) if is_file(path) else LoadedEdition(UNDECIDED)


def names_in_project(
    workspace: Workspace, articles: Iterable[Article], base: Path
) -> Mapping[str, str]:
    """The name of each article, by ref, as it is counted from the project folder.

    ``base`` is the folder that the refs count from. An article outside of the project keeps its
    ref as its name.
    """
    if workspace.root is None:
        return {}
    root = workspace.root.resolve()
    return {article.ref: _name(article.ref, base, root) for article in articles}


def _name(ref: str, base: Path, root: Path) -> str:
    file, mark, item = ref.partition("#")
    path = (base / file).resolve()
    if file == STDIN or not path.is_relative_to(root):
        return ref
    return f"{path.relative_to(root).as_posix()}{mark}{item}"
