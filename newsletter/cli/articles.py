"""`newsletter articles`: what the store holds for the editions to come."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newsletter.cli.screen import Screen
from newsletter.instants import as_utc

if TYPE_CHECKING:
    from newsletter.store.articles import StoredArticle

WIDTH = 80
NO_DATE = "no date   "


def articles(screen: Screen) -> int:
    """Show the stored articles.

    The newest first, each with the name that an edition's file knows it by, and the edition that
    holds it. With --json also its source and all that `read` shows.
    """
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.stored import all_stored

    workspace = open_project(screen.flags.project)
    with store_of(workspace) as store:
        if screen.json:
            payload = {"articles": [_payload(one) for one in all_stored(store, completed=True)]}
            return screen.finish(payload, workspace.problems)
        is_empty = True
        for one in all_stored(store):
            is_empty = False
            for line in _lines(one):
                screen.say(line)
    if is_empty:
        screen.say("No articles are stored yet.")
    return screen.finish({}, workspace.problems, then="newsletter pull" if is_empty else None)


def _payload(stored: "StoredArticle") -> dict[str, Any]:
    from newsletter.editions.as_json import article_json

    own = {
        "ref": stored.article.ref,
        "source": stored.source,
        "first_seen": as_utc(stored.first_seen),
        "edition": stored.edition,
        "sent": stored.is_sent,
    }
    return own | article_json(stored.article)


def _lines(stored: "StoredArticle") -> Iterator[str]:
    article = stored.article
    day = article.published.isoformat()[:10] if article.published else NO_DATE
    yield f"{day}  {article.title}"[:WIDTH]
    held = f"  ({'sent in' if stored.is_sent else 'in'} {stored.edition})" if stored.edition else ""
    yield f"            {article.ref}{held}"
