"""Count a post as its network does, and find the links, hashtags and facets in it.

Line ends are counted as they come. CRLF is 2 on X (twitter-text) and 1 on Bluesky and Mastodon,
where both characters are one grapheme (UAX 29, GB3); Telegram drops the carriage return (TDLib).
The other networks do not say, so it is 2 there, which is never too little.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from newsletter.social.domains import INVALID
from newsletter.social.emoji import split_off_emoji
from newsletter.social.facets import Facet, byte_length, facets
from newsletter.social.hashtags import mastodon_hashtags, x_hashtags
from newsletter.social.links import web_links
from newsletter.social.mastodon import countable_text
from newsletter.social.networks import Network, network
from newsletter.social.spans import Span
from newsletter.social.urls import mastodon_urls, x_urls

# https://github.com/twitter/twitter-text, config/v3.json: these weigh 1, all others 2.
_LIGHT = re.compile(r"[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_NOT_ALLOWED_ON_X = re.compile(f"[{INVALID}]")


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a post is in its network's own unit, and what the network finds in it.

    ``valid``: the network would take it; an empty one is valid nowhere. ``urls`` and
    ``hashtags`` (without ``#``) are in reading order, with repeats; ``facets`` are Bluesky's.
    """

    network: str
    length: int
    limit: int
    valid: bool
    urls: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that ``newsletter measure`` prints; ``facets`` for Bluesky alone."""
        row: dict[str, Any] = {
            "network": self.network,
            "length": self.length,
            "limit": self.limit,
            "valid": self.valid,
            "urls": list(self.urls),
            "hashtags": list(self.hashtags),
        }
        if self.network == "bluesky":
            row["facets"] = [facet.as_json() for facet in self.facets]
        return row


def measure(name: str, text: str) -> Measure:
    """Measure ``text`` as a post on the network of that name. Never raises for a text.

    Raises:
        UsageError: there is no such network.
    """
    rules = network(name)
    match rules.name:
        case "x":
            return _on_x(rules, text)
        case "bluesky":
            return _on_bluesky(rules, text)
        case "mastodon":
            return _on_mastodon(rules, text)
        case _:
            return _elsewhere(rules, text)


def _result(
    rules: Network,
    length: int,
    urls: Iterable[Span],
    hashtags: tuple[str, ...],
    *,
    acceptable: bool = True,
) -> Measure:
    fits = 0 < length <= rules.limit
    texts = tuple(url.text for url in urls)
    return Measure(rules.name, length, rules.limit, fits and acceptable, texts, hashtags)


def _on_x(rules: Network, text: str) -> Measure:
    text = unicodedata.normalize("NFC", text)
    urls = x_urls(text)
    length = _weighted_length(text, urls, rules.link_cost or 0)
    acceptable = not _NOT_ALLOWED_ON_X.search(text)
    return _result(rules, length, urls, x_hashtags(text, urls), acceptable=acceptable)


def _on_bluesky(rules: Network, text: str) -> Measure:
    found = facets(text)
    length = _graphemes(text)
    small = rules.max_bytes is None or byte_length(text) <= rules.max_bytes
    raw = text.encode("utf-8", "surrogatepass")
    shown = tuple(
        raw[facet.byte_start : facet.byte_end].decode("utf-8", "surrogatepass")
        for facet in found
        if facet.type == "link"
    )
    tags = tuple(
        facet.value for facet in found if facet.type == "tag" and not facet.value.startswith("$")
    )
    valid = 0 < length <= rules.limit and small
    return Measure(rules.name, length, rules.limit, valid, shown, tags, found)


def _on_mastodon(rules: Network, text: str) -> Measure:
    urls = mastodon_urls(text)
    length = _graphemes(countable_text(text, urls, rules.link_cost or 0))
    return _result(rules, length, urls, mastodon_hashtags(text, urls))


def _elsewhere(rules: Network, text: str) -> Measure:
    urls = web_links(text)
    if rules.name == "telegram":
        length = utf16_length(text.replace("\r", ""))
    elif rules.unit == "emoji-bytes":
        length = _emoji_bytes_length(text)
    else:
        length = utf16_length(text)
    few = rules.max_links is None or len({url.text for url in urls}) <= rules.max_links
    return _result(rules, length, urls, x_hashtags(text, urls), acceptable=few)


def _weighted_length(text: str, urls: Iterable[Span], link_cost: int) -> int:
    length = position = 0
    for url in urls:
        length += _weight(text[position : url.start]) + link_cost
        position = url.end
    return length + _weight(text[position:])


def _weight(text: str) -> int:
    rest, emoji = split_off_emoji(text)
    return 2 * emoji + 2 * len(rest) - len(_LIGHT.findall(rest))


@cache
def _grapheme_pattern() -> regex.Pattern[str]:
    return regex.compile(r"\X")


def _graphemes(text: str) -> int:
    return sum(1 for _ in _grapheme_pattern().finditer(text))


def utf16_length(text: str) -> int:
    """UTF-16 code units of ``text``."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _emoji_bytes_length(text: str) -> int:
    rest, _ = split_off_emoji(text)
    return utf16_length(rest) + byte_length(text) - byte_length(rest)
