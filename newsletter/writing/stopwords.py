"""Stop words, and words that are too empty for a hashtag, by language; kept in stopwords.txt."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def stop_words(lang: str | None) -> frozenset[str]:
    """The most frequent function words of a language, lower case; none of an unknown one."""
    return _lists().get(lang or "", frozenset())


def empty_words(lang: str | None) -> frozenset[str]:
    """Words that say something in a sentence, but nothing as a hashtag."""
    return _lists().get(f"{lang} empty", frozenset())


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    text = files("newsletter.writing").joinpath("stopwords.txt").read_text("utf-8")
    lists = {}
    for section in text.split("\n[")[1:]:
        name, _, words = section.partition("]\n")
        lists[name] = frozenset(words.split())
    return lists


__all__ = ["empty_words", "stop_words"]
