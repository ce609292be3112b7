"""Splitting text into sentences by rules: no model, no training data, linear time.

Rules follow Unicode's sentence boundaries (https://unicode.org/reports/tr29/), with lists of
abbreviations for English, German, French, Spanish, Italian, Portuguese and Dutch; any other
language uses the English lists.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsletter.writing.abbreviations import (
    BEFORE_NUMBER,
    GERMAN_AFTER_ORDINAL,
    GERMAN_BEFORE_ORDINAL,
    NEVER_LAST,
    OFTEN_LAST,
)
from newsletter.writing.stopwords import stop_words

_CLOSERS = "\"'”’“»›)\\]}」』）】》〉"
_BREAK = re.compile(r"\n[^\S\n]*\n|\n(?=[^\S\n]*[•*‣–-]\s)|\u2029")
# No-break spaces are the author's typography ("Vraiment ?"), so they stay.
_SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]+")
# The look-behind and the possessive quantifiers keep a run of a million dots linear.
_END = re.compile(
    rf"(?<![.!?…؟۔।॥])(?P<stop>[.!?…؟۔।॥]++)"
    rf"(?P<close>[{_CLOSERS}]*+(?:[ \u00a0\u202f]»(?=\s))?(?:\[\d{{1,3}}\])*+)(?=\s)"
    rf"|(?P<wide>[。！？｡]++)(?P<wide_close>[{_CLOSERS}]*+)"
)
_KEPT_WHOLE = re.compile(
    r"\([^()]{0,400}\)|（[^（）]{0,400}）|“[^“”]{0,400}”|„[^„“”]{0,400}[“”]|«[^«»]{0,400}»"
    r"|「[^「」]{0,400}」|『[^『』]{0,400}』|(?<!\w)\"(?=\S)[^\"]{1,400}\""
)
_NEXT_WORD = re.compile(r"\s+[^\w\s]*([^\W_]*)")
_ROMAN = re.compile(r"[IVXLCM]+")
_DOTTED = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
_HIRAGANA = re.compile(r"[ぁ-ゟ]")
_WIDE_END = re.compile(rf"[。！？｡][{_CLOSERS}]*\Z")
_ENDED = re.compile(rf"[.!?…؟۔।॥。！？｡][{_CLOSERS}]*\Z")
_LONGEST_ABBREVIATION = 12


@dataclass(frozen=True, slots=True)
class _Rules:
    never_last: frozenset[str]
    often_last: frozenset[str]
    before_number: frozenset[str]
    starters: frozenset[str]
    german: bool

    @classmethod
    def of(cls, lang: str | None) -> "_Rules":
        language = primary(lang) or "en"
        listed = language if language in NEVER_LAST else "en"
        lists = NEVER_LAST[listed], OFTEN_LAST[listed], BEFORE_NUMBER[listed]
        return cls(*lists, stop_words(language), listed == "de")


def sentences(text: str, lang: str | None) -> list[str]:
    """The sentences of ``text`` in order, nothing lost: joined with spaces they are the text.

    Runs of white space become one space. A blank line and a bullet always end a sentence; what
    stands in brackets or quotation marks stays in one. ``lang`` is a language tag or None.
    """
    return list(each_sentence(text, lang))


def each_sentence(text: str, lang: str | None) -> Iterator[str]:
    """The same one by one, for those who need only the first few of a long text."""
    rules = _Rules.of(lang)
    for paragraph in _paragraphs(text):
        yield from _split(paragraph, rules)


def joined(parts: Iterable[str]) -> str:
    """Sentences as running text: a space between them, but none after a full-width full stop."""
    pieces: list[str] = []
    for part in parts:
        if pieces and not _WIDE_END.search(pieces[-1][-8:]):
            pieces.append(" ")
        pieces.append(part)
    return "".join(pieces)


def is_ended(sentence: str) -> bool:
    """Does it end as sentences do? A caption, a byline or a lead-in with a colon does not."""
    return _ENDED.search(sentence[-8:]) is not None


def primary(lang: str | None) -> str | None:
    """The language of a tag without region or script: ``pt`` of ``pt-BR``."""
    return re.split("[-_]", lang.strip().lower(), maxsplit=1)[0] if lang else None


def _paragraphs(text: str) -> Iterator[str]:
    start = 0
    for match in _BREAK.finditer(text):
        yield _SPACE.sub(" ", text[start : match.start()]).strip()
        start = match.end()
    yield _SPACE.sub(" ", text[start:]).strip()


def _split(paragraph: str, rules: _Rules) -> Iterator[str]:
    kept_whole = _Spans(paragraph)
    start = 0
    for match in _END.finditer(paragraph):
        end = match.end()
        if not kept_whole.holds(end) and _ends(paragraph, start, match, rules):
            yield paragraph[start:end].strip()
            start = end
    if rest := paragraph[start:].strip():
        yield rest


class _Spans:
    """The bracketed and quoted stretches of a paragraph, asked about from left to right."""

    def __init__(self, paragraph: str) -> None:
        self._coming = _KEPT_WHOLE.finditer(paragraph)
        self._span = next(self._coming, None)

    def holds(self, position: int) -> bool:
        """True when ``position`` lies strictly inside a stretch."""
        while self._span and self._span.end() <= position:
            self._span = next(self._coming, None)
        return self._span is not None and self._span.start() < position


def _ends(paragraph: str, start: int, match: re.Match[str], rules: _Rules) -> bool:
    if match["wide"]:
        # 「はい。」と言った: the quotation goes on in a particle.
        return not (match["wide_close"] and _HIRAGANA.match(paragraph, match.end()))
    following = _NEXT_WORD.match(paragraph, match.end())
    after = following[1] if following else ""
    if after[:1].islower():
        return False
    if match["stop"] != "." or match["close"] or not after:
        return True
    before = _words_before(paragraph, start, match.start())
    return _full_stop_ends(before, after, rules)


def _words_before(paragraph: str, start: int, dot: int) -> list[str]:
    """The last words of the sentence so far; two are enough for every rule."""
    return re.split(r"\s", paragraph[max(start, dot - 3 * _LONGEST_ABBREVIATION) : dot].lstrip())


def _full_stop_ends(before: list[str], after: str, rules: _Rules) -> bool:
    word = re.split("['’]", before[-1].lstrip("([{\"'“„«‘¿¡—–-"))[-1]
    starts = after.lower() in rules.starters
    if len(before) == 1 and (word.isdigit() or len(word) == 1):
        return False  # "1. Fill the pan": a list's number
    if len(word) == 1 and word.isalpha():
        return starts or before[-2].isdigit()  # an initial, but not the unit of "at 8 h."
    if word.isdigit():
        return not (rules.german and len(word) <= 2 and _is_ordinal(before, after))
    return _word_ends(word.lower(), after, starts, rules)


def _word_ends(word: str, after: str, starts: bool, rules: _Rules) -> bool:
    if word in rules.never_last:
        return False
    if word in rules.before_number:
        return not (after[0].isdigit() or _ROMAN.fullmatch(after))
    if word in rules.often_last or _DOTTED.fullmatch(word[:_LONGEST_ABBREVIATION]):
        return starts
    return True


def _is_ordinal(before: list[str], after: str) -> bool:
    previous = before[-2].lower() if len(before) > 1 else ""
    return after.lower() in GERMAN_AFTER_ORDINAL or previous in GERMAN_BEFORE_ORDINAL


__all__ = ["each_sentence", "is_ended", "joined", "primary", "sentences"]
