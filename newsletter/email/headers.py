"""Header fields of a mail: encoded, folded, and closed to injection.

Syntax: RFC 5322, section 2.2. Text beyond ASCII: RFC 2047. The standard library's policy
folds an address that is longer than a line into encoded words, which breaks List-Unsubscribe
and Message-ID; hence this.
"""

import binascii
import re
from collections.abc import Callable, Iterator

import regex

LINE = 76
"""Characters of a line that holds an encoded word (RFC 2047, section 2)."""

LONGEST_LINE = 998
"""Characters that no line of a mail may exceed (RFC 5322, section 2.1.1)."""

_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_PLAIN = re.compile(r"[ -~]*")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_SPACE = ord(" ")
_Q_BYTES = [chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in range(256)]
_Q_BYTES[_SPACE] = "_"
_WRAPPER = len("=?utf-8?q??=")
_FOLD = "\r\n "


def one_line(text: str) -> str:
    """``text`` with every run of control characters, line breaks and spaces as one space."""
    return _CONTROLS.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def text_field(name: str, text: str) -> str:
    """A field of free text, such as Subject, folded and without its last line break."""
    words = unstructured(one_line(text), LINE - len(name) - 2)
    return f"{name}: {words}"


def exact_field(name: str, value: str) -> str:
    """A field that must not be encoded, such as an address; on its own line when it is long.

    Raises:
        ValueError: ``value`` holds anything but printable ASCII, or is too long for any line.
    """
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"{name} may hold printable ASCII characters only: {value!r}")
    if len(value) >= LONGEST_LINE:
        raise ValueError(f"{name} is longer than the {LONGEST_LINE} characters of a line")
    joint = " " if len(name) + 2 + len(value) <= LINE else _FOLD
    return f"{name}:{joint}{value}"


def unstructured(text: str, first: int = LINE) -> str:
    """One line of text as it is where that is safe, else as encoded words.

    ``first`` is the room on the first line, in characters.
    """
    if _PLAIN.fullmatch(text) and "=?" not in text:
        lines = list(_folded(text.split(" "), first))
        if len(lines[0]) <= first and all(len(line) < LINE for line in lines[1:]):
            return _FOLD.join(lines)
    return encoded_words(text, first)


def encoded_words(text: str, first: int = LINE) -> str:
    """``text`` as encoded words in UTF-8, one a line: Q where most of it is ASCII, else B.

    No word ends inside a character that readers see as one, such as a joined emoji.
    """
    if sum(not character.isascii() for character in text) * 3 <= len(text):
        whole = _q_word(text)
        if len(whole) <= first:
            return whole
        return _FOLD.join(map(_q_word, _chunks(text, first - _WRAPPER, _q_cost)))
    bytes_of_first = (first - _WRAPPER) // 4 * 3
    return _FOLD.join(map(_b_word, _chunks(text, bytes_of_first, _b_cost)))


def _folded(words: list[str], first: int) -> Iterator[str]:
    line, room = words[0], first
    for word in words[1:]:
        if len(line) + 1 + len(word) > room:
            yield line
            line, room = word, LINE - 1
        else:
            line = f"{line} {word}"
    yield line


def _chunks(text: str, room: int, cost: Callable[[str], int]) -> Iterator[str]:
    """``text`` in parts that cost at most ``room`` each."""
    chunk, spent = "", 0
    for atom in _atoms(text, room, cost):
        price = sum(map(cost, atom))
        if chunk and spent + price > room:
            yield chunk
            chunk, spent = "", 0
        chunk, spent = chunk + atom, spent + price
    yield chunk


def _atoms(text: str, room: int, cost: Callable[[str], int]) -> Iterator[str]:
    """The graphemes of ``text``; one that is longer than a line in its characters."""
    for grapheme in regex.findall(r"\X", text):
        if sum(map(cost, grapheme)) <= room:
            yield grapheme
        else:
            yield from grapheme


def _q_cost(character: str) -> int:
    return sum(1 if byte in _Q_SAFE or byte == _SPACE else 3 for byte in character.encode())


def _b_cost(character: str) -> int:
    return len(character.encode())


def _q_word(text: str) -> str:
    encoded = "".join([_Q_BYTES[byte] for byte in text.encode()])
    return f"=?utf-8?q?{encoded}?="


def _b_word(text: str) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(text.encode(), newline=False).decode()}?="
