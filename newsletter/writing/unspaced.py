"""Which words does a Japanese or Chinese text repeat? They have no spaces between them."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

import regex

from newsletter.writing.phrases import Phrase
from newsletter.writing.stopwords import stop_words

_JAPANESE_WORD = regex.compile(r"[\p{Katakana}ー]{3,12}+|[\p{Han}々\p{Katakana}ー]{2,12}+")
_CHINESE_RUN = regex.compile(r"\p{Han}{2,}+")
_CHINESE_LENGTHS = (2, 3, 4)


def unspaced_phrases(title: str, body: str, lang: str | None) -> list[Phrase]:
    """Repeated words of a Japanese or Chinese text; for any other language none.

    Japanese words are runs of kanji and katakana, which hiragana parts. Chinese ones are
    sequences of two to four characters that come again and hold no function word. Thai, Lao and
    Khmer would need a dictionary, so they get none.
    """
    finders = {"ja": _japanese, "zh": _chinese}
    if lang not in finders:
        return []
    title, body = (unicodedata.normalize("NFC", text) for text in (title, body))
    stops = stop_words(lang)
    counts = Counter(word for word in finders[lang](body) if word not in stops)
    return [
        Phrase(
            words=(word,),
            key=word,
            in_body=count,
            in_title=word in title,
            first=body.index(word),
            worth=0.5 + 0.25 * min(len(word), 6),
        )
        for word, count in counts.most_common(200)
    ]


def _japanese(text: str) -> Iterator[str]:
    return (match[0] for match in _JAPANESE_WORD.finditer(text))


def _chinese(text: str) -> Iterator[str]:
    stops = "".join(word for word in stop_words("zh") if len(word) == 1)
    parting = regex.compile(f"[{stops}]")
    for match in _CHINESE_RUN.finditer(text):
        for run in parting.split(match[0]):
            for length in _CHINESE_LENGTHS:
                yield from (run[start : start + length] for start in range(len(run) - length + 1))


__all__ = ["unspaced_phrases"]
