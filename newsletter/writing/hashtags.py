"""Hashtags for an article that brought none along, out of the phrases that it repeats."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Protocol

import regex

from newsletter.model import Article
from newsletter.writing.phrases import Phrase, phrases
from newsletter.writing.unspaced import unspaced_phrases

_ENOUGH_TEXT = 100_000
_LONGEST_TAG = 40
_TITLE_BONUS = 2
_NOT_IN_TAG = regex.compile(r"[^\p{L}\p{M}\p{Nd}_\u200c]+")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}\p{Lt}]")
_SQUASHED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")


class Tagger(Protocol):
    """Something that finds hashtags for an article."""

    def tag(self, article: Article, lang: str | None) -> tuple[str, ...]:
        """Hashtags with their ``#``, the best first; none when nothing fits."""
        ...


@dataclass(frozen=True, slots=True)
class PhraseTagger:
    """The most repeated phrases of the body, those in the title first. At most ``most`` of them.

    ``related`` titles, which belong to other articles, are never looked at.
    """

    most: int = 5

    def tag(self, article: Article, lang: str | None) -> tuple[str, ...]:
        """CamelCase hashtags; in scripts without capitals an underscore parts the words."""
        title = _without_addresses(article.title)
        body = _without_addresses(article.prose[:_ENOUGH_TEXT])
        found = chain(phrases(title, body, lang), unspaced_phrases(title, body, lang))
        tags = (hashtag(phrase.words) for phrase in _best_first(found))
        return tuple(islice(_distinct(filter(_is_usable, tags)), self.most))


def hashtag(words: Sequence[str]) -> str:
    """One hashtag of several words: #TreatmentResistantDepression, #الصحة_النفسية, #도시텃밭.

    Screen readers read CamelCase as words. A word with capitals of its own keeps them.
    """
    parts = [part for word in words for part in _NOT_IN_TAG.split(_nfc(word)) if part]
    together = "".join(parts)
    caseless = not _CASED.search(together) and not _SQUASHED.search(together)
    return "#" + ("_".join(parts) if caseless else "".join(map(_capitalised, parts)))


def without_repeats(tags: Iterable[str]) -> tuple[str, ...]:
    """``tags`` in their order and spelling, each once: other capitals make no other tag."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.casefold(), tag)
    return tuple(first.values())


def _distinct(tags: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for tag in tags:
        squashed = tag.casefold().replace("_", "")
        if squashed not in seen:
            seen.add(squashed)
            yield tag


def _best_first(found: Iterable[Phrase]) -> Iterator[Phrase]:
    """The best phrase again and again, each time without what the chosen ones already said."""
    left = [phrase for phrase in found if _is_repeated(phrase)]
    while left:
        best = _whole(max(left, key=lambda phrase: (_score(phrase), -phrase.first)), left)
        yield best
        told = (_less(phrase, best) for phrase in left if phrase is not best)
        left = [phrase for phrase in told if _is_repeated(phrase)]


def _whole(part: Phrase, among: Iterable[Phrase]) -> Phrase:
    """The longest phrase that ``part`` mostly stands in, which may be itself."""
    mostly = (other for other in among if part.key in other.key and _is_mostly(other, part))
    return max(mostly, key=lambda phrase: len(phrase.key))


def _is_mostly(other: Phrase, part: Phrase) -> bool:
    return other.in_body >= 0.8 * part.in_body


def _less(phrase: Phrase, chosen: Phrase) -> Phrase:
    if phrase.key in chosen.key:
        return replace(phrase, in_body=phrase.in_body - chosen.in_body, in_title=False)
    return phrase


def _is_repeated(phrase: Phrase) -> bool:
    return phrase.in_body + phrase.in_title > 1 and phrase.in_body > 0


def _score(phrase: Phrase) -> float:
    return (phrase.in_body + _TITLE_BONUS * phrase.in_title) * phrase.worth


def _without_addresses(text: str) -> str:
    """``text`` without URLs, e-mail addresses and handles; phrases do not reach across one."""
    return re.sub(r"\S++", lambda match: "|" if _is_address(match[0]) else match[0], text)


def _is_address(token: str) -> bool:
    return "://" in token or "@" in token or token.lower().startswith("www.")


def _is_usable(tag: str) -> bool:
    return 1 < len(tag) <= _LONGEST_TAG and any(map(str.isalpha, tag))


def _capitalised(part: str) -> str:
    return part[0].upper() + part[1:] if part.islower() else part


def _nfc(word: str) -> str:
    return unicodedata.normalize("NFC", word)


__all__ = ["PhraseTagger", "Tagger", "hashtag", "without_repeats"]
