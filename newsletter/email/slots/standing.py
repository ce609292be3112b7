"""Where does a slot stand, and what may stand there?"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.email.slots.model import Standing

URLS = frozenset({"action", "background", "cite", "href", "poster", "src"})
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_HOST = re.compile(r"\s*(?:[a-zA-Z]+:)?//[^/?#]*[/?#]")
_TAG = re.compile(r"""<([A-Za-z][^\s/>"]*+)((?:[^>"]++|"[^"]*+")*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s=/>"]++)="([^"]*+)\"""")
_OPAQUE = ("mailto", "sms", "tel")


def url_standing(before: str) -> Standing | None:
    """How a slot stands in an address behind ``before``; None in its scheme or host."""
    if not before.strip():
        return "whole-url"
    scheme = _SCHEME.match(before)
    if scheme and scheme[1].lower() in _OPAQUE:
        return "url"
    has_host = before.lstrip().startswith("//") or scheme
    if not has_host:
        return "url"
    is_web = not scheme or scheme[1].lower() in ("http", "https")
    return "url" if is_web and _HOST.match(before) else None


@dataclass(frozen=True, slots=True)
class _Region:
    start: int
    end: int
    standing: Standing
    is_url: bool = False


class Standings:
    """Tells for HTML that the engine wrote how a slot at an offset stands in it."""

    def __init__(self, html: str, prefix: str) -> None:
        self._html = html
        self._regions = list(_regions(html, prefix))

    def at(self, offset: int) -> Standing:
        """How a slot at ``offset`` stands."""
        index = bisect_right(self._regions, offset, key=lambda region: region.start) - 1
        if index < 0 or self._regions[index].end <= offset:
            return "text"
        region = self._regions[index]
        if not region.is_url:
            return region.standing
        return url_standing(self._html[region.start : offset]) or "url"


def _regions(html: str, prefix: str) -> Iterator[_Region]:
    """The values of attributes, and the title, that hold a slot."""
    for tag in _TAG.finditer(html):
        if tag[1] == "title":
            # The engine takes a title in the same form as an attribute.
            yield _Region(tag.end(), html.find("</title", tag.end()), "attribute")
        elif prefix in tag[2]:
            for found in _ATTRIBUTE.finditer(html, tag.start(2), tag.end(2)):
                if prefix in found[2]:
                    is_url = found[1].lower() in URLS
                    yield _Region(found.start(2), found.end(2), "attribute", is_url)
