"""The articles of the store, as people see them."""

from collections.abc import Iterator
from dataclasses import replace

from newsletter.store.articles import StoredArticle, stored_articles
from newsletter.store.opening import Store
from newsletter.writing import complete


def all_stored(store: Store, *, completed: bool = False) -> Iterator[StoredArticle]:
    """Every stored article, the newest first; ``completed`` ones have a summary and hashtags.

    Raises:
        NewsletterError: the store failed.
    """
    with store.reading() as transaction:
        for one in stored_articles(transaction):
            yield replace(one, article=complete(one.article)) if completed else one
