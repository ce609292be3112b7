"""Front matter as people write it, where that is not what YAML or TOML makes of it."""

import re

from newsletter.articles.fields import TEXTS, Entry
from newsletter.problems import Place

_KEYS_OF_WORDS = (*TEXTS, "tags", "post")
_KEY = re.compile(r"([\w-]+)(?:\.\w+)?[ \t]*:(?:\s|$)")
_HASH = re.compile(r"(?<=[\s\[,])#(?=[^\s#])")
_HIDDEN = "\ue023"
_LINE = re.compile(r"\s*([\w-]+)\s*[:=]\s*(\S.*?)\s*")


def hashes_hidden(source: str) -> str:
    """YAML ``source`` in which ``tags: #oats`` has a value: a ``#`` before a word is no comment.

    That holds for tags and texts alone, and not for a line that is a comment as a whole. The
    signs are undone by `hashes_shown`.
    """
    if "#" not in source or _HIDDEN in source:
        return source
    lines = source.split("\n")
    key = ""
    for number, line in enumerate(lines):
        if found := _KEY.match(line):
            key = found[1]
        if key in _KEYS_OF_WORDS and not line.lstrip().startswith("#"):
            lines[number] = _HASH.sub(_HIDDEN, line)
    return "\n".join(lines)


def hashes_shown(value: object) -> object:
    """``value``, a text or a list of them, as it was written."""
    if isinstance(value, str):
        return value.replace(_HIDDEN, "#")
    return [hashes_shown(item) for item in value] if isinstance(value, list) else value


def text_as_written(source: str, place: Place) -> dict[str, Entry]:
    """The text that the one line ``source`` gives to its key, where it cannot be parsed.

    Quotation marks at its ends are taken off. Only what is a text anyhow is guessed at.
    """
    found = _LINE.fullmatch(source)
    if not found or found[1] not in TEXTS or "\n" in source.strip():
        return {}
    text = _unquoted(found[2])
    return {found[1]: Entry(text, place, text)} if text else {}


def _unquoted(text: str) -> str:
    """``text`` without a pair of quotation marks around it, or without one that is not closed."""
    mark = text[0]
    if mark not in "\"'" or (text.count(mark) == 2 and text[-1] != mark):
        return text
    return text[1:].removesuffix(mark).strip()
