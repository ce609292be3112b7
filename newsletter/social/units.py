"""The units in which networks count a text. Each takes time in line with the text's length.

Half a surrogate pair, which JSON can hold, counts as the one character it is in Python.
"""

import re
from collections.abc import Iterable
from functools import cache

import regex

from newsletter.social.emoji import split_off_emoji
from newsletter.social.spans import Span

# https://github.com/twitter/twitter-text, config/v3.json: these weigh 1, all others 2.
_LIGHT = re.compile(r"[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


def utf8_length(text: str) -> int:
    """UTF-8 bytes of ``text``."""
    return len(text.encode("utf-8", "surrogatepass"))


def utf16_length(text: str) -> int:
    """UTF-16 code units of ``text``."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@cache
def _grapheme_pattern() -> regex.Pattern[str]:
    return regex.compile(r"\X")


def grapheme_length(text: str) -> int:
    r"""Extended grapheme clusters of ``text``, https://www.unicode.org/reports/tr29/.

    A letter stands in for each flag, since ``\X`` takes quadratic time for a row of flags.
    """
    return sum(1 for _ in _grapheme_pattern().finditer(_FLAG.sub("x", text)))


def weighted_length(text: str, links: Iterable[Span], link_cost: int) -> int:
    """The length of ``text`` by X's weights: ``link_cost`` for a link, 2 for an emoji.

    Source: https://docs.x.com/fundamentals/counting-characters
    """
    length = position = 0
    for link in links:
        length += _weight(text[position : link.start]) + link_cost
        position = link.end
    return length + _weight(text[position:])


def _weight(text: str) -> int:
    rest, emoji = split_off_emoji(text)
    return 2 * emoji + 2 * len(rest) - len(_LIGHT.findall(rest))


def emoji_bytes_length(text: str) -> int:
    """UTF-16 code units of ``text``, but UTF-8 bytes of its emoji.

    Source: https://developers.facebook.com/docs/threads/posts. The unit of what is not emoji is
    not documented; UTF-16 units never count less than characters do.
    """
    rest, _ = split_off_emoji(text)
    return utf16_length(rest) + utf8_length(text) - utf8_length(rest)
