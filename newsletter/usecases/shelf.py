"""What the store of a project holds for a build: articles of its sources, and which were sent."""

from collections.abc import Collection
from dataclasses import dataclass

from newsletter.model import Article
from newsletter.usecases.workspace import Workspace

FROM_THE_WEB = ("feed", "page")
"""Kinds of sources whose articles are taken from the store; files are read where they are."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was sent, and the articles of feeds and pages that were not.

    ``sent`` are refs, ``sent_pages`` the pages of stored articles among them. The articles are as
    their sources have them, not completed.
    """

    sent: frozenset[str] = frozenset()
    sent_pages: frozenset[str] = frozenset()
    unsent: tuple[Article, ...] = ()


def shelf_of(workspace: Workspace, *, but: str | None) -> Shelf:
    """What the store holds; the edition ``but`` counts as not sent.

    A project that has no store yet gets none by this question.

    Raises:
        NewsletterError: the store cannot be opened.
    """
    if not workspace.has_store:
        return Shelf()
    from newsletter.store.articles import sent_pages, unsent_articles
    from newsletter.store.editions import sent_articles
    from newsletter.usecases.projects import store_of

    sources = workspace.settings.sources.items()
    names = [name for name, source in sources if source.kind in FROM_THE_WEB]
    with store_of(workspace) as store, store.reading() as transaction:
        sent = sent_articles(transaction, but=but)
        pages = sent_pages(transaction, but=but)
        unsent = unsent_articles(transaction, names, but=but) if names else ()
    return Shelf(sent, pages, unsent)


def called(workspace: Workspace, refs: Collection[str]) -> tuple[Article, ...]:
    """The articles of the store with these refs, whether they were sent or not, not completed.

    Raises:
        NewsletterError: the store cannot be opened.
    """
    if not refs or not workspace.has_store:
        return ()
    from newsletter.store.articles import articles_called
    from newsletter.usecases.projects import store_of

    with store_of(workspace) as store, store.reading() as transaction:
        return articles_called(transaction, refs)
