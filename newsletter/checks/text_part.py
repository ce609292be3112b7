"""The text part, for readers and filters who do not take HTML: it must say the same."""

from collections import Counter
from collections.abc import Iterable, Iterator

import regex

from newsletter.checks.cascade import style_sheet
from newsletter.checks.checkup import Checkup
from newsletter.checks.looks import shown_words
from newsletter.problems import Problem, warning

ENOUGH = 0.95
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[\w’'])++")
_ADDRESS = regex.compile(r"https?://\S++")


def words_of(text: str) -> list[str]:
    """The words of ``text`` in lower case; a character each where a script has no spaces."""
    return [word.casefold().strip("’'") for word in _WORD.findall(_ADDRESS.sub(" ", text))]


def recall(html_words: Iterable[str], text: str) -> tuple[float, list[str]]:
    """Which share of the words is in ``text`` as well, and the others, the most frequent first."""
    counted = Counter(word for word in html_words if word)
    known = set(words_of(text))
    missing = Counter({word: count for word, count in counted.items() if word not in known})
    total = counted.total()
    return (1 - missing.total() / total if total else 1.0), [w for w, _ in missing.most_common()]


def text_part(checkup: Checkup) -> Iterator[Problem]:
    """Does the text say what the HTML says?"""
    text, place = checkup.text or "", checkup.text_place
    if not text.strip():
        yield Problem(
            "text-part-empty", "The text part is empty.", "Write it like a letter.", place
        )
        return
    shown = shown_words(checkup.root, style_sheet(checkup.root))
    share, missing = recall((word for words, *_ in shown for word in words_of(words.text)), text)
    if share < ENOUGH:
        few = ", ".join(f"'{word}'" for word in missing[:5])
        said = f"The text part has {share:.0%} of the words of the HTML; {ENOUGH:.0%} are good."
        hint = f"Missing are {few}. Put what they belong to into it as well."
        yield warning("text-part-differs", said, hint, place)
