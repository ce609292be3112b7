"""Feeds of several pages: where the next one is (RFC 5005; JSON Feed ``next_url``)."""

import json
import re
from html import unescape

from newsletter.articles.addresses import web_address

_FIRST_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)\b")
_LINK = re.compile(r"<(?:\w+:)?link\b[^<>]*>")
_ATTRIBUTE = re.compile(r"""\b(rel|href)\s*=\s*["']([^"'<>]*)["']""")
_NEXT = frozenset({"next", "prev-archive"})


def next_page(text: str, url: str) -> str | None:
    """The address of the page with the older items, where the feed at ``url`` names one.

    In XML it stands before the first item.
    """
    if text.lstrip().startswith("{"):
        return web_address(_of_json(text), url) if '"next_url"' in text else None
    first = _FIRST_ITEM.search(text)
    for link in _LINK.finditer(text, 0, first.start() if first else len(text)):
        values = dict(_ATTRIBUTE.findall(link[0]))
        if values.get("rel") in _NEXT:
            return web_address(unescape(values.get("href", "")), url)
    return None


def _of_json(text: str) -> str | None:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = feed.get("next_url") if isinstance(feed, dict) else None
    return found if isinstance(found, str) else None
