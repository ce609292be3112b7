"""Words that an author gave as tags, as hashtags.

Form: letters, marks, digits and underscores, with at least one letter
(https://github.com/twitter/twitter-text, hashtag extraction).
"""

from collections.abc import Iterable

import regex

from newsletter.writing.hashtags import hashtag as of_words
from newsletter.writing.hashtags import without_repeats

_NOT_IN_A_TAG = regex.compile(r"[^\p{L}\p{M}\p{N}_]+")
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’](?=\p{L})")
_LETTER = regex.compile(r"\p{L}")
_NOISE = frozenset({"uncategorized", "uncategorised", "allgemein"})
SIGNS = "#＃"


def hashtag(words: str) -> str | None:
    """One hashtag, or None if nothing of ``words`` can be one.

    What has its ``#`` and what is a single word keep the author's case; several words are
    written together as those of our own tags are (``public health`` is ``#PublicHealth``).
    """
    is_given = words.strip().startswith(tuple(SIGNS))
    parts = [part for part in _NOT_IN_A_TAG.split(_APOSTROPHE.sub("", words)) if part]
    tag = "#" + "".join(parts) if is_given or len(parts) < 2 else of_words(parts)
    return tag if _LETTER.search(tag) else None


def hashtags(given: Iterable[str]) -> tuple[str, ...]:
    """The hashtags of ``given`` in their order, each once."""
    tags = filter(None, map(hashtag, given))
    return without_repeats(tag for tag in tags if tag[1:].casefold() not in _NOISE)
