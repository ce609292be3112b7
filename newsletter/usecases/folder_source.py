"""A source that is a folder of the project: what was changed in it is read again."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from newsletter.articles import read
from newsletter.model import Article
from newsletter.problems import Problem, has_errors
from newsletter.project.inputs import InputFile, gather
from newsletter.store.sources import FileState, SourceState
from newsletter.usecases.patience import failed
from newsletter.usecases.source_reading import SourceReading, Task


def read_folder_source(task: Task, project: Path) -> SourceReading:
    """Read the files of the folder that are new or changed; articles of files that went are gone.

    A file's bytes decide whether it was changed, not its time, which copying often keeps.
    """
    gathered = gather([task.state.address], base=project)
    if not gathered.files and has_errors(gathered.problems):
        state = failed(task.state, "cannot be read", task.now)
        return SourceReading(state=state, problems=gathered.problems, is_failed=True)
    folder = _Folder(task)
    for file in gathered.files:
        folder.take(file)
    items = sum(file.items for file in folder.files.values())
    return SourceReading(
        state=_after_success(task, items),
        articles=tuple(folder.articles),
        items=items,
        problems=(*gathered.problems, *folder.problems),
        gone=folder.gone(_unreadable(gathered.problems)),
        files=folder.files,
    )


class _Folder:
    def __init__(self, task: Task) -> None:
        self._task = task
        self._unused: set[str] = set()
        self._unchanged: set[str] = set()
        self.articles: list[Article] = []
        self.problems: list[Problem] = []
        self.files: dict[str, FileState] = {}

    def take(self, file: InputFile) -> None:
        """Read a file, unless it is as it was."""
        digest = hashlib.sha256(file.data).hexdigest()
        known = self._task.files.get(file.name)
        if known and known.digest == digest:
            self._unchanged.add(file.name)
            self.files[file.name] = known
            return
        reading = read(file.data, name=file.name)
        self.articles += reading.articles
        self.problems += reading.problems
        if has_errors(reading.problems):
            self._unused.add(file.name)  # it is read again, and told again, until it is mended
        else:
            self.files[file.name] = FileState(digest, len(reading.articles))

    def gone(self, unreadable: Iterable[str]) -> frozenset[str]:
        """The refs of articles that no file holds any more; what cannot be read is not gone."""
        kept = self._unchanged | self._unused | set(unreadable)
        here = {article.ref for article in self.articles}
        return frozenset(
            ref for ref in self._task.known - here if ref.partition("#")[0] not in kept
        )


def _unreadable(problems: Iterable[Problem]) -> Iterable[str]:
    return (found.place.file for found in problems if found.place.file)


def _after_success(task: Task, items: int) -> SourceState:
    return replace(
        task.state, items=items, failures=0, failure=None, read_at=task.now, retry_at=None
    )
