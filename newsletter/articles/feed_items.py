"""An item of a feed, whatever the feed's format, and the article that it is."""

import html as entities
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsletter.articles.addresses import web_address
from newsletter.articles.assembly import assemble
from newsletter.articles.bodies import body
from newsletter.articles.characters import folded, one_line
from newsletter.articles.dates import published
from newsletter.articles.hashtags import hashtags
from newsletter.articles.identity import page_key
from newsletter.articles.reading import Reading
from newsletter.model import Article, Hashtags, Summary
from newsletter.problems import Place, Problem, warning

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;)\]?|continue reading\b.{0,200}|read more\W*)\s*$", re.IGNORECASE
)
_SIGNATURE = re.compile(r"\s*The post .{1,400} (?:appeared|first appeared) (?:first )?on .{1,200}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """What a feed says of one article. ``content`` and ``excerpt`` are HTML, not safe yet."""

    place: Place
    id: str = ""
    title: str = ""
    link: str = ""
    author: str = ""
    date: str = ""
    content: str = ""
    excerpt: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    image: str = ""
    image_alt: str = ""
    base: str | None = None


def articles_of(items: Iterable[FeedItem], *, name: str) -> Reading:
    """The articles of ``items``: one that comes again is left out, with a warning."""
    articles: list[Article] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for item in items:
        reading = _read(item, name)
        problems += reading.problems
        for article in reading.articles:
            names = {article.ref, page_key(article.url)} - {None}
            if names & seen:
                problems.append(_duplicate(article, item))
            else:
                articles.append(article)
            seen |= {name for name in names if name}
    return Reading(tuple(articles), tuple(problems))


def plain_title(title: str) -> str:
    """A title that may hold tags and entities, as plain text on one line."""
    return one_line(entities.unescape(_TAG.sub("", title)))


def _read(item: FeedItem, name: str) -> Reading:
    link = web_address(item.link, item.base)
    content = body(item.content or item.excerpt, place=item.place, base=link or item.base)
    tags = hashtags(item.tags)
    title = plain_title(item.title)
    article = Article(
        ref=f"{name}#{one_line(item.id) or link or title}",
        title=title,
        url=link,
        author=plain_title(item.author) or None,
        published=published(item.date),
        lang=item.lang or None,
        image=web_address(item.image, item.base),
        image_alt=one_line(item.image_alt) or None,
        summary=_summary(item, content.blocks[0].text if content.blocks else ""),
        hashtags=Hashtags(tags, "given" if tags else None),
        body=content.blocks,
        places=dict.fromkeys(("title", "summary", "tags"), item.place),
    )
    reading = assemble(article, None, missing_title=_untitled(item))
    return Reading(reading.articles, (*content.problems, *_odd(item, article), *reading.problems))


def _summary(item: FeedItem, opening: str) -> Summary | None:
    """The excerpt, unless it is only where the content begins."""
    if not item.content or not item.excerpt:
        return None
    blocks = body(item.excerpt, place=item.place).blocks
    text = _SIGNATURE.sub("", " ".join(" ".join(block.text for block in blocks).split()))
    if not text or _CUT_OFF.search(text):
        return None
    begin, words = folded(opening), folded(text)
    is_copy = begin.startswith(words) or (begin != "" and words.startswith(begin))
    return None if is_copy else Summary(text, "given")


def _odd(item: FeedItem, article: Article) -> Iterator[Problem]:
    if item.date and article.published is None:
        text = f"'{one_line(item.date)[:60]}' is no date; the article has none now."
        yield warning(
            "date-invalid", text, "Correct the date in the system that makes the feed.", item.place
        )
    if item.link and article.url is None:
        text = f"The item's link is no web address: '{one_line(item.link)[:80]}'."
        yield warning(
            "url-invalid", text, "Correct the link in the system that makes the feed.", item.place
        )


def _untitled(item: FeedItem) -> Problem:
    hint = "Give it a title in the system that makes the feed. It was left out."
    return warning("article-no-title", "An item of the feed has no title.", hint, item.place)


def _duplicate(article: Article, item: FeedItem) -> Problem:
    text = f"“{article.title[:60]}” stands in this file twice; the first one was kept."
    return warning("article-duplicate", text, "Remove one of the two.", item.place)
