"""Does a line look like a heading? Pasted text has no markup that would say so."""

import re

MAX_WORDS = 16
MAX_CHARACTERS = 110
_SHORT_WORD = 4
_FINAL = ".!;:,…。！；：、，؛،۔।॥።။។։"
_CLOSING = "\"'”’»›)]}）」』】*_"
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+")
_MARKUP = re.compile(r"#{1,6}[ \t]+(?=\S)")


def ends_a_sentence(line: str) -> bool:
    """True if the last character, closing quotes and brackets aside, ends or goes on a sentence."""
    return line.rstrip().rstrip(_CLOSING)[-1:] in tuple(_FINAL)


def looks_like_heading(line: str) -> bool:
    """True for a short line that is no sentence. A heading is followed by a paragraph, too."""
    line = line.strip()
    if not line or len(line) > MAX_CHARACTERS or len(line.split()) > MAX_WORDS:
        return False
    return any(map(str.isalnum, line)) and not (ends_a_sentence(line) or is_address(line))


def is_address(line: str) -> bool:
    """True for a line that is a web address and nothing else."""
    return _ADDRESS.fullmatch(line.strip()) is not None


def marked_heading(line: str) -> str | None:
    """The text of a line that Markdown's ``#`` marks as a heading, else None."""
    found = _MARKUP.match(line)
    return line[found.end() :].rstrip("# \t") if found else None


def is_title_case(line: str) -> bool:
    """True for several words with a capital on each long one: ``Velvet Moss on Damp Walls``."""
    words = line.split()
    long = [word for word in words if sum(map(str.isalpha, word)) > _SHORT_WORD]
    return len(words) > 2 and bool(long) and all(map(_has_capital, long))


def _has_capital(word: str) -> bool:
    return next(filter(str.isalpha, word)).isupper()
