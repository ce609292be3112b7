"""Characters that do not belong into copy, and spellings that compare as equal."""

import re
import unicodedata

_REMOVED = (
    [code for code in range(0x20) if chr(code) not in "\t\n"]
    + list(range(0x7F, 0xA0))
    + [0x200B, 0x2060, 0xFEFF]
)
# A form feed or a next-line character stands between words, so a space takes its place.
_SPACES = (0x0B, 0x0C, 0x85, 0xA0, 0x2028, 0x2029)
_CLEAN: dict[int, str | None] = {**dict.fromkeys(_REMOVED), **dict.fromkeys(_SPACES, " ")}
_UNCLEAN = re.compile("[" + re.escape("".join(map(chr, _CLEAN))) + "]")
_HALF_PAIRS = re.compile("[\ud800-\udfff]")
_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_FOLDED = str.maketrans(_QUOTES | _DASHES)


def cleaned(text: str) -> str:
    """``text`` with LF line ends, without control and zero-width characters.

    No-break spaces become spaces, and U+FFFD stands for half a surrogate pair, which escapes in
    JSON and YAML can hold and no encoding can. U+200C and U+200D stay: Persian, Hindi and emoji
    need them. The number of lines is that of the file.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_CLEAN) if _UNCLEAN.search(text) else text
    return text if text.isascii() else _HALF_PAIRS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """``text`` with every run of white space and control characters as one space."""
    return " ".join(cleaned(text).split())


def folded(text: str) -> str:
    """The form in which two spellings of the same line are equal: case, quotes, dashes, spaces."""
    return one_line(unicodedata.normalize("NFKC", text).translate(_FOLDED)).casefold()


def is_wide(character: str) -> bool:
    """True for the characters of scripts that are written without spaces (CJK)."""
    return unicodedata.east_asian_width(character) in "WF"
