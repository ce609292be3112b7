"""The two lines that a reader sees in the inbox, and that decide whether the mail is opened."""

from collections.abc import Iterator

import regex

from newsletter.checks.checkup import Checkup
from newsletter.email.text import display_width
from newsletter.problems import Problem, warning

SUBJECT = (30, 60)
PREHEADER = (40, 130)
"""Columns that are good: shorter says too little, longer is cut. A CJK character takes two."""

MANY = 8
MOST_MARKS = 2
_SLOT = regex.compile(r"(?i)\{\{|\}\}|\*\|[a-z_:]{1,40}\||%%|\blorem ipsum\b|\b(?:todo|tbd|xxx)\b")
_MARKS = regex.compile(r"[!?]{2,}|[$€£]{2,}")
_EMOJI = regex.compile(r"(?:\p{Extended_Pictographic}[\p{M}\u200d\p{Emoji_Modifier}]*+\s*+){3,}")
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_UPPER = regex.compile(r"\p{Lu}")
_WORDS = regex.compile(r"\w++")


def subject(checkup: Checkup) -> Iterator[Problem]:
    """Is the subject of a good length, and no shouting?"""
    line = checkup.edition.subject.strip()
    if not line:
        text = "The mail has no subject."
        yield Problem("subject-missing", text, _where("subject", checkup))
        return
    yield from _left_over("subject", line, checkup)
    yield from _length("subject", line, SUBJECT, checkup)
    cased = len(_CASED.findall(line))
    if cased >= MANY and len(_UPPER.findall(line)) > 0.7 * cased:
        text = "The subject is written in capitals, which spam filters and readers dislike."
        yield warning("subject-shouting", text, "Write it like a sentence.")
    elif line.count("!") > MOST_MARKS or _MARKS.search(line) or _EMOJI.search(line):
        text = "The subject has rows of marks or emoji, which spam filters and readers dislike."
        yield warning("subject-shouting", text, "Keep one at most.")


def preheader(checkup: Checkup) -> Iterator[Problem]:
    """Does the preheader go on where the subject ends?"""
    line = checkup.edition.preheader.strip()
    if not line:
        text = "There is no preheader, so the inbox shows the first words of the mail instead."
        yield warning("preheader-missing", text, _where("preheader", checkup))
        return
    yield from _left_over("preheader", line, checkup)
    yield from _length("preheader", line, PREHEADER, checkup)
    if _says_the_same(line, checkup.edition.subject):
        text = "The preheader repeats the subject, beside which it stands in the inbox."
        yield warning("preheader-repeats", text, _where("preheader", checkup))


def _left_over(name: str, line: str, checkup: Checkup) -> Iterator[Problem]:
    found = _SLOT.search(line)
    if found:
        text = f"A placeholder was left in the {name}: '{found[0]}'."
        yield Problem("line-placeholder", text, _where(name, checkup))


def _length(name: str, line: str, good: tuple[int, int], checkup: Checkup) -> Iterator[Problem]:
    width = display_width(line)
    shortest, longest = good
    if not shortest <= width <= longest:
        said = "says little" if width < shortest else "is cut by most inboxes"
        text = f"A {name} of {width} characters {said}; {shortest} to {longest} are good."
        yield warning("line-length", text, _where(name, checkup))


def _says_the_same(line: str, other: str) -> bool:
    """True if one is the beginning of the other, or has nearly only its words."""
    words, known = (_WORDS.findall(text.casefold()) for text in (line, other))
    if not words or not known:
        return False
    shorter = min(len(words), len(known))
    begins = words[:shorter] == known[:shorter] and shorter >= min(3, len(known))
    return begins or sum(word in set(known) for word in words) > 0.8 * len(words)


def _where(name: str, checkup: Checkup) -> str:
    return f"Set {name} in editions/{checkup.edition.name}.toml."
