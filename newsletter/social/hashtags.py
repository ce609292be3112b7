"""Hashtags in a post: the rule of X, which we also use where a network publishes none, and
Mastodon's. Bluesky's tags are facets and live in facets.py."""

from collections.abc import Iterable, Iterator
from functools import cache

import regex

from newsletter.social.spans import Span, without_overlaps

# Marks that may stand inside a word of one script or another: the low line, joiners, Hebrew and
# Tibetan punctuation, Japanese dashes and the Catalan middle dot.
_SPECIAL = (
    r"_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003"
    r"\u0f0b\u0f0c\xb7"
)
_LETTER = r"[\p{L}\p{M}]"
_NOT_YET_A_LETTER = rf"[\p{{Nd}}{_SPECIAL}]"
_IN_A_TAG = rf"[\p{{L}}\p{{M}}\p{{Nd}}{_SPECIAL}]"
_BEFORE_A_TAG = rf"(?:\A|[\ufe0e\ufe0f]|[^\p{{L}}\p{{M}}\p{{Nd}}{_SPECIAL}&])"

_MASTODON_SEPARATORS = "_\u00b7\u30fb\u200c"
_MASTODON_WORD = r"\p{L}\p{M}\p{Nd}\p{Pc}"


@cache
def _x_pattern() -> regex.Pattern[str]:
    body = rf"(?={_NOT_YET_A_LETTER}*+{_LETTER}){_IN_A_TAG}++"
    return regex.compile(
        rf"{_BEFORE_A_TAG}(?P<tag>[#＃](?![\ufe0f\u20e3]){body})(?=(?P<no>[#＃]|://)?+)"
    )


@cache
def _mastodon_pattern() -> regex.Pattern[str]:
    body = rf"[{_MASTODON_WORD}][{_MASTODON_WORD}{_MASTODON_SEPARATORS}]*+"
    return regex.compile(rf"(?<!\S)[#＃](?P<run>{body})")


def x_hashtags(text: str, urls: Iterable[Span]) -> tuple[str, ...]:
    """The hashtags of ``text`` without their ``#``; none that overlaps with one of ``urls``.

    Letters, marks, digits and some joining signs, at least one letter among them; nothing of the
    kind, nor ``&``, right before the ``#``, and neither ``#`` nor ``://`` right behind.
    Source: https://github.com/twitter/twitter-text.
    """
    spans = without_overlaps([*_x_spans(text), *urls])
    return tuple(span.text[1:] for span in spans if span.text[0] in "#＃")


def _x_spans(text: str) -> Iterator[Span]:
    for match in _x_pattern().finditer(text):
        if match["no"] is None:
            yield Span.of(text, *match.span("tag"))


def mastodon_hashtags(text: str, urls: Iterable[Span]) -> tuple[str, ...]:
    """The hashtags that Mastodon links, without their ``#``.

    They follow a space or begin a line; one needs a letter, or a separator between two characters.
    Source: https://github.com/mastodon/mastodon, app/models/tag.rb and concerns.
    """
    found = (
        Span.of(text, match.start(), match.start("run") + length)
        for match in _mastodon_pattern().finditer(text)
        if (length := _mastodon_length(match["run"]))
    )
    spans = without_overlaps([*found, *urls])
    return tuple(span.text[1:] for span in spans if span.text[0] in "#＃")


def _mastodon_length(run: str) -> int:
    """How many characters of ``run``, letters, digits and separators, are the hashtag's name."""
    long = run.rstrip("\u00b7\u30fb\u200c")
    if any(char in _MASTODON_SEPARATORS or _is_letter(char) for char in long[1:-1]):
        return len(long)
    short = long[: _first_separator(long)]
    return len(short) if any(map(_is_letter, short)) else 0


def _first_separator(run: str) -> int:
    places = (run.find(separator) for separator in "\u00b7\u30fb\u200c")
    return min((place for place in places if place >= 0), default=len(run))


@cache
def _letter() -> regex.Pattern[str]:
    return regex.compile(_LETTER)


def _is_letter(char: str) -> bool:
    return _letter().match(char) is not None
