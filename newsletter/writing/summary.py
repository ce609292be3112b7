"""Summaries out of an article's own sentences, and whole sentences that fit a budget."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, dropwhile
from typing import Protocol

import regex

from newsletter.model import Article, BlockKind
from newsletter.writing.sentences import each_sentence, is_ended, joined

_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]")
_TO_FOLD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a summary may be, in code points, in words, or in both."""

    max_chars: int | None = None
    max_words: int | None = None

    def holds(self, text: str) -> bool:
        """True when ``text`` is within the budget."""
        if self.max_chars is not None and len(text) > self.max_chars:
            return False
        return self.max_words is None or count_words(text) <= self.max_words


SOCIAL = Budget(max_chars=250)
# The characters only bind text that is hardly made of words, such as a data dump.
DIGEST = Budget(max_words=60, max_chars=1000)
FULL = Budget(max_words=100, max_chars=1500)


class Summariser(Protocol):
    """Something that writes a summary of an article."""

    def summarise(self, article: Article, lang: str | None, budget: Budget) -> str:
        """A text in whole sentences within ``budget``, or '' when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class LeadSummariser:
    """The first sentences of the article's paragraphs, as news and their editors have it.

    Headings, captions, bylines and a sentence that merely repeats the title are left out; lists
    and quotes are used only by an article that has no paragraph.
    """

    def summarise(self, article: Article, lang: str | None, budget: Budget) -> str:
        """The lead that fits ``budget``."""
        return _fitting(_lead(article, lang), budget)


def fit(
    text: str, lang: str | None, *, max_chars: int | None = None, max_words: int | None = None
) -> str:
    """The first whole sentences of ``text`` that fit together, never a cut one.

    Sentences that are too long for the budget by themselves are passed over at the start, but
    not in the middle: what follows one may refer to it. '' when no sentence fits.
    """
    return _fitting(each_sentence(text, lang), Budget(max_chars, max_words))


def count_words(text: str) -> int:
    """Words between white space; where writing has no spaces, two characters are one word."""
    spaced, unspaced = 0, 0
    for token in text.split():
        letters = len(_UNSPACED.findall(token))
        unspaced += letters
        spaced += letters < len(token)
    return spaced + (unspaced + 1) // 2


def _folded(text: str) -> str:
    """``text`` without case, punctuation and spaces, for comparing it with a title."""
    return _TO_FOLD.sub("", unicodedata.normalize("NFKC", text).casefold())


def repeats(sentence: str, title: str) -> bool:
    """Does ``sentence`` say what the title says, and nothing else?"""
    alike = len(sentence) < 2 * len(title) + 20
    return alike and _folded(sentence) == _folded(title)


def _fitting(parts: Iterable[str], budget: Budget) -> str:
    chosen = ""
    for part in dropwhile(lambda part: not budget.holds(part), parts):
        longer = joined((chosen, part)) if chosen else part
        if not budget.holds(longer):
            break
        chosen = longer
    return chosen


def _lead(article: Article, lang: str | None) -> Iterator[str]:
    """Ended sentences; Thai and a poem have none, so there what stands in the paragraphs."""
    prose = _of_kind(article, "paragraph") or _of_kind(article, "quote")
    lists = _of_kind(article, "list")
    for texts, wanted in ((prose, is_ended), (prose, bool), (lists, is_ended)):
        found = (part for text in texts for part in each_sentence(text, lang))
        told = (part for part in found if wanted(part) and not repeats(part, article.title))
        if first := next(told, None):
            return _up_to_run_on(chain((first,), told))
    return iter(())


def _up_to_run_on(parts: Iterable[str]) -> Iterator[str]:
    """``parts`` up to one without an end, behind which a capital would begin in mid-sentence."""
    before = "."
    for part in parts:
        if not is_ended(before) and part[:1].isupper():
            return
        yield part
        before = part


def _of_kind(article: Article, kind: BlockKind) -> list[str]:
    return [block.text for block in article.body if block.kind == kind]


__all__ = [
    "DIGEST",
    "FULL",
    "SOCIAL",
    "Budget",
    "LeadSummariser",
    "Summariser",
    "count_words",
    "fit",
    "repeats",
]
