"""A feed that is no well-formed XML, read as well as it can be, with feedparser."""

import io
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from newsletter.articles.feed_items import FeedItem
from newsletter.problems import Place

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+))")
_LONGEST_REFERENCE = 7


def recovered_items(text: str, *, file: str, url: str | None = None) -> Iterator[FeedItem]:
    """The items that feedparser finds in ``text``, the feed at ``url``."""
    import feedparser

    # A string would be taken for an address or a path; a stream of bytes is only ever data.
    whole = _REFERENCE.sub(_of_a_character, _XML_DECLARATION.sub("", text))
    data = io.BytesIO(whole.encode())
    feed: Any = feedparser.parse(
        data, response_headers=dict(_HEADERS), sanitize_html=False, resolve_relative_uris=False
    )
    base = feed.feed.get("link") or url
    for entry in feed.entries:
        yield _item(entry, feed.feed.get("language", ""), base, file)


def _of_a_character(found: re.Match[str]) -> str:
    """The reference as it stands if it is one to a character; feedparser fails on others."""
    hexadecimal, decimal = found.groups()
    digits = hexadecimal or decimal
    code = int(digits[:_LONGEST_REFERENCE], 16 if hexadecimal else 10)
    is_character = len(digits) <= _LONGEST_REFERENCE and code <= sys.maxunicode
    return found[0] if is_character and not 0xD800 <= code <= 0xDFFF else "&#xFFFD"


def _item(entry: Mapping[str, Any], lang: str, base: str | None, file: str) -> FeedItem:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    content = next((value for value in contents if value), "")
    excerpt = entry.get("summary", "")
    return FeedItem(
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
