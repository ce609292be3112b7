"""The articles that an edition is made of: those of files, and those that the store holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newsletter.articles.identity import page_key
from newsletter.editions.deciding import decide
from newsletter.editions.decisions import Decisions
from newsletter.editions.selection import Selection
from newsletter.model import Article
from newsletter.problems import Problem
from newsletter.project.inputs import gather
from newsletter.usecases.decisions import names_in_project
from newsletter.usecases.memory import Memory
from newsletter.usecases.reading import read_files
from newsletter.usecases.shelf import Shelf, called, shelf_of
from newsletter.usecases.sources import project_files
from newsletter.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Candidates:
    """Articles of files, all of them, and what the store holds beside them.

    The refs of files count from ``base``. Problems are those of reading the files.
    """

    workspace: Workspace
    files: tuple[Article, ...]
    shelf: Shelf
    base: Path
    problems: tuple[Problem, ...] = ()

    @property
    def new(self) -> tuple[Article, ...]:
        """Those that no sent edition holds; those of the store are not completed yet.

        A page that was sent as a file is not sent again as the item of a feed, nor the other way.
        """
        return (*self._unsent_files(), *self._unsent_stored())

    def decided(self, decisions: Decisions) -> Selection:
        """The articles after what people decided; those of the store may not be completed yet."""
        names = names_in_project(self.workspace, self.files, self.base)
        if decisions.articles is None:
            pool, stored = self._unsent_files(), self._unsent_stored()
        else:
            mentioned = {one.ref for one in (*decisions.articles, *decisions.exclude)}
            mentioned |= {one.article.ref for one in decisions.overrides}
            pool, stored = self.files, called(self.workspace, mentioned - set(names.values()))
        return decide((*pool, *stored), decisions, names)

    def completed(
        self, articles: Iterable[Article], decisions: Decisions, memory: Memory
    ) -> tuple[Article, ...]:
        """``articles`` after `decided`, all completed. It takes a while, so only what is used is.

        What people gave other words is complete, with no hashtags where they took them away.
        """
        done = {one.ref for one in self.files} | {one.article.ref for one in decisions.overrides}
        return tuple(one if one.ref in done else memory.completed(one) for one in articles)

    def _unsent_files(self) -> tuple[Article, ...]:
        sent, pages = self.shelf.sent, self.shelf.sent_pages
        new = (one for one in self.files if one.ref not in sent)
        return tuple(one for one in new if page_key(one.url) not in pages)

    def _unsent_stored(self) -> tuple[Article, ...]:
        sent = {page_key(one.url) for one in self.files if one.ref in self.shelf.sent} - {None}
        return tuple(one for one in self.shelf.unsent if page_key(one.url) not in sent)


def candidates_of(workspace: Workspace, edition: str | None, memory: Memory) -> Candidates:
    """The articles of a project for ``edition``.

    Raises:
        NewsletterError: the store cannot be opened.
    """
    gathered = project_files(workspace)
    reading = read_files(gathered.files, memory)
    problems = (*gathered.problems, *reading.problems)
    shelf = shelf_of(workspace, but=edition)
    return Candidates(workspace, reading.articles, shelf, workspace.folder, problems)


def candidates_in(workspace: Workspace, files: tuple[str, ...], memory: Memory) -> Candidates:
    """The articles of files that were named: those, and no others."""
    gathered = gather(files)
    reading = read_files(gathered.files, memory)
    problems = (*gathered.problems, *reading.problems)
    return Candidates(workspace, reading.articles, Shelf(), Path(), problems)
