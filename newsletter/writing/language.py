"""Which language is a text in? By its script, and for Latin letters by a vote of stop words."""

import re
from collections import Counter
from collections.abc import Mapping

import regex

from newsletter.writing.stopwords import stop_words

_SAMPLE = 4_000
_ENOUGH_OF_A_SCRIPT = 0.4
_SCRIPTS = (
    "Latin",
    "Arabic",
    "Cyrillic",
    "Greek",
    "Hangul",
    "Han",
    "Hebrew",
    "Thai",
    "Devanagari",
)
_LETTERS = regex.compile(
    "|".join(
        [
            r"(?P<Kana>[\p{Hiragana}\p{Katakana}])",
            *(rf"(?P<{script}>\p{{{script}}})" for script in _SCRIPTS),
            r"(?P<Other>\p{L})",
        ]
    )
)
_OF_ONE_LANGUAGE: Mapping[str, str] = {
    "Greek": "el",
    "Hangul": "ko",
    "Hebrew": "he",
    "Thai": "th",
    "Devanagari": "hi",
}
_LATIN = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl", "tr")
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of ``text``; None when unsure.

    Only the first 4,000 characters are looked at. Japanese is told from Chinese by its kana,
    Arabic, Persian and Urdu, and the Cyrillic languages, by the letters that only they use. A
    language that is not known here can be taken for a neighbour in the same script.
    """
    sample = text[:_SAMPLE]
    scripts = Counter(str(match.lastgroup) for match in _LETTERS.finditer(sample))
    east_asian = scripts["Kana"] + scripts["Han"]
    if east_asian and east_asian >= _ENOUGH_OF_A_SCRIPT * scripts.total():
        return "ja" if scripts["Kana"] >= 0.1 * east_asian else "zh"
    script, count = max(scripts.items(), key=lambda item: item[1], default=("Other", 0))
    if not count or count < _ENOUGH_OF_A_SCRIPT * scripts.total():
        return None
    return _in_script(script, sample, count)


def _in_script(script: str, sample: str, count: int) -> str | None:
    if script == "Latin":
        return _by_stop_words(sample)
    if script == "Arabic":
        return _by_arabic_letters(sample, count)
    if script == "Cyrillic":
        return _by_cyrillic_letters(sample.lower(), count)
    return _OF_ONE_LANGUAGE.get(script)


def _by_stop_words(sample: str) -> str | None:
    """The winner of a vote in which a word that several languages share counts less for each."""
    words = Counter(match[0].lower() for match in _WORD.finditer(sample))
    votes = dict.fromkeys(_LATIN, 0.0)
    for word, times in words.items():
        voters = [lang for lang in _LATIN if word in stop_words(lang)]
        for lang in voters:
            votes[lang] += times / len(voters)
    first, runner_up = sorted(votes, key=votes.__getitem__, reverse=True)[:2]
    most, second = votes[first], votes[runner_up]
    sure = most >= 1.2 and most >= 1.3 * second and most >= 0.1 * words.total()
    # One word alone proves nothing, however often it comes: `one` is Polish, too.
    several = sum(word in stop_words(first) for word in words) > 1
    return first if sure and several else None


def _share(letters: str, sample: str, count: int) -> float:
    return sum(map(sample.count, letters)) / count


def _by_arabic_letters(sample: str, count: int) -> str | None:
    if _share("ټډړښځڅڼېێۆڕڵ", sample, count) > 0.01:
        return None  # Pashto, Kurdish
    if _share("ٹڈڑںےہھ", sample, count) > 0.03:
        return "ur"
    return "fa" if _share("پچژگکی", sample, count) > 0.03 else "ar"


def _by_cyrillic_letters(sample: str, count: int) -> str | None:
    if _share("әғқңөұүһӣҳҷ", sample, count) > 0.005:
        return None  # Kazakh, Mongolian, Tajik and others
    for letters, lang in (("ў", "be"), ("іїєґ", "uk"), ("ѓќѕ", "mk"), ("ђћџјљњ", "sr")):
        if _share(letters, sample, count) > 0.005:
            return lang
    if not _share("ыэё", sample, count) and _share("ъ", sample, count) > 0.008:
        return "bg"
    return "ru"


__all__ = ["detect"]
