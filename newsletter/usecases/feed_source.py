"""A source that is a feed: polled with care, page by page while there is something new."""

from collections.abc import Iterator
from dataclasses import replace

from newsletter.articles.decoding import decode
from newsletter.articles.feed_pages import next_page
from newsletter.articles.feeds import read_feed
from newsletter.articles.reading import Reading
from newsletter.model import Article
from newsletter.problems import Place, Problem, has_errors
from newsletter.usecases.fetched_source import fetch_from, newest_version
from newsletter.usecases.patience import failed
from newsletter.usecases.source_problems import older_items_missing
from newsletter.usecases.source_reading import SourceReading, Task
from newsletter.usecases.source_refs import ref_of
from newsletter.web.failures import FetchFailed
from newsletter.web.fetching import Fetched

ACCEPT = (
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/*",
    "application/*",
)
MOST_PAGES = 10
LEFT_OUT = frozenset({"article-no-title", "article-duplicate"})
"""What the feed's reader says of an item that became no article."""


def read_feed_source(task: Task, place: Place) -> SourceReading:
    """Read what is newer in the feed; problems of the source itself are at ``place``.

    Raises:
        FetchFailed: it could not be had.
    """
    version = newest_version(task, ACCEPT)
    if version.fetched is None:
        return SourceReading(state=version.state, items=task.state.items)
    feed = _Feed(task, place)
    feed.read(version.fetched)
    articles, problems = tuple(feed.articles.values()), tuple(feed.problems)
    if not articles and has_errors(problems):
        state = failed(task.state, "held nothing that can be read", task.now)
        return SourceReading(state=state, problems=problems, is_failed=True)
    items = len(articles) + sum(problem.code in LEFT_OUT for problem in problems)
    state = replace(version.state, items=items)
    return SourceReading(state=state, articles=articles, items=items, problems=problems)


class _Feed:
    """The articles of all pages that were read, by their refs, and what was found on the way."""

    def __init__(self, task: Task, place: Place) -> None:
        self._task = task
        self._place = place
        self.articles: dict[str, Article] = {}
        self.problems: list[Problem] = []

    def read(self, fetched: Fetched) -> None:
        """Read a page, and those with older items for as long as a page has new ones."""
        read = {fetched.url}
        following = self._take(fetched)
        while following and following not in read:
            if len(read) == MOST_PAGES:
                self._stop(f"it goes on after {MOST_PAGES} pages")
                return
            read.add(following)
            try:
                following = self._take(fetch_from(self._task, following, ACCEPT))
            except FetchFailed as error:
                self._stop(f"{following} {error.reason}")
                return

    def _stop(self, why: str) -> None:
        self.problems.append(older_items_missing(self._task.name, why, self._place))

    def _take(self, fetched: Fetched) -> str | None:
        """Take a page's articles; the address of the next one if there may be more that are new."""
        decoded = decode(fetched.data, name=fetched.url)
        self.problems += decoded.problems
        if decoded.text is None:
            return None
        reading = read_feed(decoded.text, name=fetched.url, url=fetched.url)
        self.problems += reading.problems
        found = {one.ref: one for one in self._called(reading, fetched.url)}
        is_news = bool(set(found) - self._task.known - set(self.articles))
        self.articles |= {ref: one for ref, one in found.items() if ref not in self.articles}
        return next_page(decoded.text, fetched.url) if is_news else None

    def _called(self, reading: Reading, file: str) -> Iterator[Article]:
        for article in reading.articles:
            item = article.ref.removeprefix(f"{file}#")
            yield replace(article, ref=ref_of("feed", self._task.name, item))
