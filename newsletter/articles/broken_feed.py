"""A feed that is no well-formed XML, read as well as it can be, with feedparser."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from newsletter.articles.feed_items import Item
from newsletter.problems import Place

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def recovered_items(text: str, *, file: str) -> Iterator[Item]:
    """The items that feedparser finds in ``text``."""
    import feedparser

    # A string would be taken for an address or a path; a stream of bytes is only ever data.
    data = io.BytesIO(_XML_DECLARATION.sub("", text).encode())
    feed: Any = feedparser.parse(
        data, response_headers=dict(_HEADERS), sanitize_html=False, resolve_relative_uris=False
    )
    base = feed.feed.get("link")
    for entry in feed.entries:
        yield _item(entry, feed.feed.get("language", ""), base, file)


def _item(entry: Mapping[str, Any], lang: str, base: str | None, file: str) -> Item:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    content = next((value for value in contents if value), "")
    excerpt = entry.get("summary", "")
    return Item(
        place=Place(file),
        id=entry.get("id", ""),
        title=entry.get("title", ""),
        link=entry.get("link", ""),
        author=entry.get("author", ""),
        date=entry.get("published") or entry.get("updated") or "",
        content=content,
        excerpt="" if excerpt == content else excerpt,
        tags=tuple(tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])),
        lang=lang,
        base=base,
    )
