"""Which articles of a project were sent already, so that a new edition leaves them out."""

from newsletter.usecases.workspace import Workspace

_SQLITE = "sqlite:///"


def sent_before(workspace: Workspace, *, but: str | None) -> frozenset[str]:
    """The refs of all articles that a sent edition holds, other than the edition ``but``.

    A project that has sent nothing yet has no store, and gets none by this question.

    Raises:
        NewsletterError: the store cannot be opened.
    """
    if workspace.root is None or not _has_store(workspace):
        return frozenset()
    from newsletter.store.editions import sent_articles
    from newsletter.usecases.projects import store_of

    with store_of(workspace) as store, store.reading() as transaction:
        return sent_articles(transaction, but=but)


def _has_store(workspace: Workspace) -> bool:
    url = workspace.settings.store.url
    return not url.startswith(_SQLITE) or (workspace.folder / url.removeprefix(_SQLITE)).exists()
