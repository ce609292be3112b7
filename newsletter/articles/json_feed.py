"""JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

import html as entities
from collections.abc import Iterator, Mapping

from newsletter.articles.characters import cleaned
from newsletter.articles.feed_items import FeedItem
from newsletter.problems import Place


def json_items(
    feed: Mapping[str, object], *, file: str, url: str | None = None
) -> Iterator[FeedItem]:
    """The items of a JSON Feed, in their order; what is of the wrong type counts as not there.

    The feed is at ``url``.
    """
    lang = _text(feed, "language")
    author = _author(feed)
    base = _text(feed, "home_page_url") or _text(feed, "feed_url") or url
    items = feed.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield _item(item, lang, author, base, file)


def _item(
    item: Mapping[str, object], lang: str, author: str, base: str | None, file: str
) -> FeedItem:
    return FeedItem(
        place=Place(file),
        id=_text(item, "id"),
        title=entities.escape(_text(item, "title")),
        link=_text(item, "url") or _text(item, "external_url"),
        author=entities.escape(_author(item) or author),
        date=_text(item, "date_published") or _text(item, "date_modified"),
        content=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        excerpt=_paragraphs(_text(item, "summary")),
        tags=_tags(item),
        lang=_text(item, "language") or lang,
        image=_text(item, "image") or _text(item, "banner_image"),
        base=base,
    )


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return cleaned(str(value))


def _tags(item: Mapping[str, object]) -> tuple[str, ...]:
    tags = item.get("tags")
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _author(values: Mapping[str, object]) -> str:
    """The names in ``authors``, or in ``author`` as version 1 has it."""
    several = values.get("authors")
    authors = several if isinstance(several, list) else [values.get("author")]
    names = [_text(author, "name") for author in authors if isinstance(author, dict)]
    return ", ".join(name for name in names if name)


def _paragraphs(text: str) -> str:
    passages = text.split("\n\n")
    return "".join(f"<p>{entities.escape(passage)}</p>" for passage in passages if passage.strip())
