"""Facets: what is clickable in a Bluesky post. The server finds none by itself.

Source: https://github.com/bluesky-social/atproto, packages/api/src/rich-text: the same links,
tags, cashtags and mentions, but for links that its own server would refuse, and for those of two
overlapping facets that no app would show.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import regex

from newsletter.social.tlds import top_level_domains
from newsletter.social.units import utf8_length, utf16_length

FacetType = Literal["link", "tag", "mention"]

MAX_TAG = 64
_SPACES = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_INVISIBLE = r"\u00ad\u2060\u200a-\u200d\u20e2"
_IN_A_TAG = rf"[^{_SPACES}{_INVISIBLE}]"
_NOT_YET_A_TAG = rf"[[0-9\p{{P}}]--[{_SPACES}{_INVISIBLE}]]"

_MENTION = re.compile(rf"(?:\A|[{_SPACES}(])@([a-zA-Z0-9.-]+)\b", re.ASCII)
_LINK = re.compile(
    rf"(?:\A|[{_SPACES}(])"
    rf"(?:(?P<full>https?://[^{_SPACES}]++)"
    rf"|(?P<bare>(?P<domain>[a-zA-Z][a-zA-Z0-9]*+(?:\.[a-zA-Z0-9]++)++)[^{_SPACES}]*+))"
)
_CASHTAG = re.compile(
    rf"(?:\A|[{_SPACES}(])(\$[A-Za-z][A-Za-z0-9]{{0,4}})(?=[{_SPACES}.,;:!?)\"'\u2019]|\Z)"
)


@cache
def _tag_pattern() -> regex.Pattern[str]:
    body = rf"(?!\ufe0f)(?={_NOT_YET_A_TAG}*+[{_IN_A_TAG}--{_NOT_YET_A_TAG}]){_IN_A_TAG}++"
    return regex.compile(rf"(?:\A|[{_SPACES}])([#＃]{body})", flags=regex.VERSION1)


@dataclass(frozen=True, slots=True, order=True)
class Facet:
    """A piece of a post, in UTF-8 bytes, and what it leads to.

    ``byte_start`` up to, not including, ``byte_end`` holds the ``#`` or ``@``; ``value`` is
    without: an address, a tag, or a handle (to be resolved to a DID before it is sent). Of a
    cashtag, which is a tag for Bluesky, ``value`` keeps the ``$`` and is upper case.
    """

    byte_start: int
    byte_end: int
    type: FacetType
    value: str

    def as_json(self) -> dict[str, Any]:
        """The object that ``newsletter measure`` prints."""
        return {
            "byteStart": self.byte_start,
            "byteEnd": self.byte_end,
            "type": self.type,
            "value": self.value,
        }


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """A facet whose place is still counted in characters."""

    start: int
    end: int
    type: FacetType
    value: str


def facets(text: str) -> tuple[Facet, ...]:
    """The facets of ``text``, in reading order, none overlapping another."""
    return tuple(_in_bytes(text, _apart([*_mentions(text), *_links(text), *_tags(text)])))


def _apart(found: Iterable[_Found]) -> Iterator[_Found]:
    end = 0
    for one in sorted(found):
        if one.start >= end:
            end = one.end
            yield one


def _in_bytes(text: str, found: Iterable[_Found]) -> Iterator[Facet]:
    position = offset = 0
    for one in found:
        start = offset + utf8_length(text[position : one.start])
        offset = start + utf8_length(text[one.start : one.end])
        position = one.end
        yield Facet(start, offset, one.type, one.value)


def _mentions(text: str) -> Iterator[_Found]:
    for match in _MENTION.finditer(text):
        handle = match[1]
        if _has_known_ending(handle) or handle.endswith(".test"):
            yield _Found(match.start(1) - 1, match.end(1), "mention", handle)


def _links(text: str) -> Iterator[_Found]:
    for match in _LINK.finditer(text):
        kind = "full" if match["full"] else "bare"
        shown = _without_trailing_punctuation(match[kind])
        if kind == "bare" and not _has_known_ending(match["domain"]):
            continue
        uri = shown if kind == "full" else f"https://{shown}"
        if _is_acceptable(uri):
            start = match.start(kind)
            yield _Found(start, start + len(shown), "link", uri)


def _without_trailing_punctuation(link: str) -> str:
    link = link[:-1] if link[-1] in ".,;:!?" else link
    return link[:-1] if link.endswith(")") and "(" not in link else link


def _is_acceptable(uri: str) -> bool:
    """False for an address without a host, for which the server refuses the whole post."""
    return uri.partition("://")[2][:1] not in ("", "/")


def _tags(text: str) -> Iterator[_Found]:
    for match in _tag_pattern().finditer(text):
        tag = _without_final_marks(match[1][1:])
        if tag and utf16_length(tag) <= MAX_TAG:
            yield _Found(match.start(1), match.start(1) + 1 + len(tag), "tag", tag)
    for cashtag in _CASHTAG.finditer(text):
        yield _Found(*cashtag.span(1), "tag", cashtag[1].upper())


def _without_final_marks(tag: str) -> str:
    end = len(tag)
    while end and unicodedata.category(tag[end - 1]).startswith("P"):
        end -= 1
    return tag[:end]


def _has_known_ending(domain: str) -> bool:
    _, dot, ending = domain.rpartition(".")
    return bool(dot) and ending in top_level_domains()
