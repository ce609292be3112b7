"""The article files of a project: those of the folders that newsletter.toml names as sources."""

from newsletter.project.inputs import Gathered, gather
from newsletter.usecases.workspace import Workspace

ARTICLES = "articles"
"""The folder that is read when no source is named."""


def project_files(workspace: Workspace) -> Gathered:
    """Every file of the project's folders of articles; their names count from the project."""
    folders = _folders(workspace)
    if folders:
        return gather(folders, base=workspace.folder)
    if not (workspace.folder / ARTICLES).is_dir():
        return Gathered(())
    gathered = gather([ARTICLES], base=workspace.folder)
    if not workspace.settings.sources:
        return gathered
    # Nobody named the folder, and there are other sources: it may be empty.
    problems = tuple(found for found in gathered.problems if found.code != "folder-empty")
    return Gathered(gathered.files, problems)


def article_folder(workspace: Workspace) -> str:
    """Where a new article belongs, from the project folder on."""
    return next(iter(_folders(workspace)), ARTICLES)


def _folders(workspace: Workspace) -> list[str]:
    sources = workspace.settings.sources.values()
    return [source.path for source in sources if source.kind == "folder" and source.path]
