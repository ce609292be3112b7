"""Which phrases does a text repeat? For scripts that put spaces between words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from newsletter.writing.stopwords import empty_words, stop_words

_LONGEST = 3
_LETTER = r"[[\p{L}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
_TOKEN = regex.compile(
    rf"(?V1)(?P<word>{_LETTER}[{_LETTER}\p{{M}}\u200c]*+(?:[-‐‑'’]{_LETTER}[{_LETTER}\p{{M}}]*+)*+)|\S"
)
_LINKING = frozenset(
    ("of", "and", "de", "du", "des", "di", "da", "do", "del", "della", "der", "von", "van")
)
_ELIDING = ("fr", "it", "ca")
_PARTICLES = re.compile(
    r"(?:에서는|으로는|에서|에게|으로|까지|부터|은|는|이|가|을|를|의|에|로|과|와|도)\Z"
)
_AL = re.compile(r"(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{3})")
_HARAKAT = re.compile("[\u064b-\u0652\u0640]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong together, as they are mostly spelled.

    ``key`` is the same for all its spellings, and is part of the key of any phrase that holds
    it; ``worth`` is what one occurrence counts for.
    """

    words: tuple[str, ...]
    key: str
    in_body: int
    in_title: bool
    first: int
    worth: float


@dataclass(slots=True)
class _Seen:
    first: int
    spellings: Counter[tuple[str, ...]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Word:
    spelled: str
    key: str
    carries: bool


def phrases(title: str, body: str, lang: str | None) -> list[Phrase]:
    """All phrases of one to three words in ``body``, with no stop word at either end.

    What stands in the title alone is none: there the capitals hide where a phrase begins.
    """
    in_title = set(_counted(title, lang))
    return [
        Phrase(
            words=max(seen.spellings, key=seen.spellings.__getitem__),
            key=key,
            in_body=seen.spellings.total(),
            in_title=key in in_title,
            first=seen.first,
            worth=1 + 0.5 * key.strip().count(" "),
        )
        for key, seen in _counted(body, lang).items()
    ]


def _counted(text: str, lang: str | None) -> dict[str, _Seen]:
    found: dict[str, _Seen] = {}
    for position, words in enumerate(_windows(text, lang)):
        key = " " + " ".join(word.key for word in words) + " "
        seen = found.setdefault(key, _Seen(position))
        seen.spellings[tuple(word.spelled for word in words)] += 1
    return found


def _windows(text: str, lang: str | None) -> Iterator[list[_Word]]:
    for run in _runs(text, lang):
        for start in range(len(run)):
            for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
                if _is_phrase(run[start:end]):
                    yield run[start:end]


def _is_phrase(words: list[_Word]) -> bool:
    inner = words[1:-1]
    ends = words[0].carries and words[-1].carries
    return ends and all(word.carries or word.key in _LINKING for word in inner)


def _runs(text: str, lang: str | None) -> Iterator[list[_Word]]:
    """Words in a row, with no punctuation between them."""
    run: list[_Word] = []
    known: dict[str, _Word] = {}
    for match in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        pieces = _pieces(match["word"], lang) if match["word"] else []
        if not pieces:
            yield run
            run = []
        for piece in pieces:
            if piece not in known:
                known[piece] = _word(piece, lang)
            run.append(known[piece])
    yield run


def _pieces(token: str, lang: str | None) -> list[str]:
    """``token`` without what is only grammar: ketamine's -> ketamine, l'eau -> l, eau."""
    head, apostrophe, tail = token.replace("’", "'").partition("'")
    if not apostrophe:
        return [_bare(token, lang)]
    if lang in _ELIDING:
        return [head, tail.replace("'", "")]
    return [head] if tail.lower() == "s" else []


def _bare(token: str, lang: str | None) -> str:
    if lang == "ko" and len(token) > 2:
        return re.sub(_PARTICLES, "", token)
    if lang == "ar":
        return _AL.sub("ال", _HARAKAT.sub("", token), count=1) if len(token) > 4 else token
    return token


def _word(spelled: str, lang: str | None) -> _Word:
    lower = spelled.lower()
    return _Word(spelled, _stem(lower, lang), _carries(spelled, lower, lang))


def _carries(spelled: str, lower: str, lang: str | None) -> bool:
    """Can this word stand at the end of a hashtag?"""
    if not any(map(str.isalpha, spelled)):
        return False
    empty = lower in stop_words(lang) or lower in empty_words(lang)
    if empty and not _is_acronym(spelled):
        return False
    if lang == "de" and not spelled[0].isupper():
        return False  # nouns only
    return len(spelled) > 3 or _is_acronym(spelled) or not spelled.isascii()


def _is_acronym(spelled: str) -> bool:
    return len(spelled) > 1 and spelled.isupper()


def _stem(lower: str, lang: str | None) -> str:
    if lang == "ar":
        return lower.removeprefix("ال")
    if lang != "en" or len(lower) < 5 or lower.endswith(("ss", "us", "is")):
        return lower
    return lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s")


__all__ = ["Phrase", "phrases"]
