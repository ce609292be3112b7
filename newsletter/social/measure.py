"""Count a post as its network does, and find the links, hashtags and facets in it.

Line ends are counted as they come. CRLF is 2 on X (twitter-text) and 1 on Bluesky and Mastodon,
where both characters are one grapheme (UAX 29, GB3); Telegram drops the carriage return (TDLib).
The other networks do not say, so it is 2 there, which is never too little.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from newsletter.social import networks
from newsletter.social.domains import INVALID
from newsletter.social.facets import Facet, facets
from newsletter.social.hashtags import mastodon_hashtags, x_hashtags
from newsletter.social.links import web_links
from newsletter.social.mastodon import countable_text
from newsletter.social.networks import Network
from newsletter.social.spans import Span
from newsletter.social.units import (
    emoji_bytes_length,
    grapheme_length,
    utf16_length,
    weighted_length,
)
from newsletter.social.urls import mastodon_urls, x_urls

_NOT_ALLOWED_ON_X = re.compile(f"[{INVALID}]")


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a post is in its network's own unit, and what the network finds in it.

    ``valid``: the network would take it; an empty post is valid nowhere. ``urls`` (as written)
    and ``hashtags`` (without ``#``) are in reading order, with repeats. ``facets`` are Bluesky's.
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


def measure(network: str, text: str) -> Measure:
    """Measure ``text`` as a post on the network of that name. Never raises for a text.

    Raises:
        UsageError: there is no such network.
    """
    rules = networks.network(network)
    match rules.name:
        case "x":
            return _on_x(rules, text)
        case "bluesky":
            return _on_bluesky(rules, text)
        case "mastodon":
            return _on_mastodon(rules, text)
        case _:
            return _elsewhere(rules, text)


def _measured(
    rules: Network,
    length: int,
    urls: Iterable[str],
    hashtags: Iterable[str],
    *,
    acceptable: bool = True,
    facets: tuple[Facet, ...] = (),
) -> Measure:
    valid = 0 < length <= rules.limit and acceptable
    return Measure(rules.name, length, rules.limit, valid, tuple(urls), tuple(hashtags), facets)


def _texts(spans: Iterable[Span]) -> tuple[str, ...]:
    return tuple(span.text for span in spans)


def _on_x(rules: Network, text: str) -> Measure:
    """X composes accents (NFC) before it counts, and refuses what is no character."""
    text = unicodedata.normalize("NFC", text)
    urls = x_urls(text)
    length = weighted_length(text, urls, rules.link_cost or 0)
    acceptable = _NOT_ALLOWED_ON_X.search(text) is None
    hashtags = x_hashtags(text, urls)
    return _measured(rules, length, _texts(urls), hashtags, acceptable=acceptable)


def _on_bluesky(rules: Network, text: str) -> Measure:
    found = facets(text)
    raw = text.encode("utf-8", "surrogatepass")
    shown = [
        raw[facet.byte_start : facet.byte_end].decode("utf-8", "surrogatepass")
        for facet in found
        if facet.type == "link"
    ]
    tags = [facet.value for facet in found if facet.type == "tag" and facet.value[0] != "$"]
    small = rules.max_bytes is None or len(raw) <= rules.max_bytes
    return _measured(rules, grapheme_length(text), shown, tags, acceptable=small, facets=found)


def _on_mastodon(rules: Network, text: str) -> Measure:
    urls = mastodon_urls(text)
    length = grapheme_length(countable_text(text, urls, rules.link_cost or 0))
    return _measured(rules, length, _texts(urls), mastodon_hashtags(text, urls))


def _elsewhere(rules: Network, text: str) -> Measure:
    urls = web_links(text)
    few = rules.max_links is None or len(set(_texts(urls))) <= rules.max_links
    hashtags = x_hashtags(text, urls)
    return _measured(rules, _length_elsewhere(rules, text), _texts(urls), hashtags, acceptable=few)


def _length_elsewhere(rules: Network, text: str) -> int:
    if rules.unit == "emoji-bytes":
        return emoji_bytes_length(text)
    return utf16_length(text.replace("\r", "") if rules.name == "telegram" else text)
