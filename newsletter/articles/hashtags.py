"""Words that an author gave as tags, as hashtags.

Form: letters, marks, digits and underscores, with at least one letter
(https://github.com/twitter/twitter-text, hashtag extraction).
"""

from collections.abc import Iterable

import regex

_NOT_IN_A_TAG = regex.compile(r"[^\p{L}\p{M}\p{N}_]+")
_APOSTROPHE = regex.compile(r"(?<=\p{L})['’](?=\p{L})")
_LETTER = regex.compile(r"\p{L}")
_NOISE = frozenset({"uncategorized", "uncategorised", "allgemein"})
SIGNS = "#＃"


def hashtag(words: str) -> str | None:
    """One hashtag, or None if nothing of ``words`` can be one.

    What has its ``#`` keeps the author's case; of several words we make CamelCase, which screen
    readers can read (``public health`` is ``#PublicHealth``). A single word keeps its case.
    """
    is_given = words.strip().startswith(tuple(SIGNS))
    parts = [part for part in _NOT_IN_A_TAG.split(_APOSTROPHE.sub("", words)) if part]
    if not is_given and len(parts) > 1:
        parts = [part[0].upper() + part[1:] for part in parts]
    tag = "".join(parts)
    return f"#{tag}" if _LETTER.search(tag) else None


def hashtags(given: Iterable[str]) -> tuple[str, ...]:
    """The hashtags of ``given`` in their order, each once."""
    found: dict[str, str] = {}
    for words in given:
        tag = hashtag(words)
        if tag and tag[1:].casefold() not in _NOISE:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())
