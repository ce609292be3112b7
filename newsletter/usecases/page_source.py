"""A source that is one page on the web: one article, for as long as it keeps its address."""

from dataclasses import replace

from newsletter.articles.addresses import web_address
from newsletter.articles.decoding import decode
from newsletter.articles.html_page import read_page
from newsletter.articles.reading import Reading
from newsletter.model import Article
from newsletter.usecases.fetched_source import newest_version
from newsletter.usecases.patience import failed
from newsletter.usecases.source_reading import SourceReading, Task
from newsletter.usecases.source_refs import ref_of
from newsletter.web.fetching import Fetched

ACCEPT = ("text/html", "application/xhtml+xml", "text/*")


def read_page_source(task: Task) -> SourceReading:
    """Read the page, if it was changed.

    Raises:
        FetchFailed: it could not be had.
    """
    version = newest_version(task, ACCEPT)
    if version.fetched is None:
        return SourceReading(state=version.state, items=task.state.items)
    reading = _read(version.fetched)
    articles = tuple(_called(one, task.name, version.fetched.url) for one in reading.articles)
    if not articles:
        state = failed(task.state, "held nothing that can be read", task.now)
        return SourceReading(state=state, problems=reading.problems, is_failed=True)
    state = replace(version.state, items=len(articles))
    return SourceReading(
        state=state, articles=articles, items=len(articles), problems=reading.problems
    )


def _read(fetched: Fetched) -> Reading:
    decoded = decode(fetched.data, name=fetched.url)
    if decoded.text is None:
        return Reading((), decoded.problems)
    reading = read_page(decoded.text, name=fetched.url, url=fetched.url)
    return Reading(reading.articles, decoded.problems + reading.problems)


def _called(article: Article, source: str, url: str) -> Article:
    # A path in a page on the web is never one of the project.
    image = web_address(article.image, url)
    return replace(article, ref=ref_of("page", source, article.url or url), image=image)
