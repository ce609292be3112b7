"""Domain names inside running text, by the rules of twitter-text.

Source: https://github.com/twitter/twitter-text, its regular expressions for a valid domain. They
backtrack badly on hostile text, so the same rules are applied here label by label in linear time.
"""

import re
from dataclasses import dataclass

from newsletter.social.tlds import longest_name, top_level_domains

_SPACES = r"\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
INVALID = "\ufffe\ufeff\uffff"
_DIRECTION = r"\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
LATIN_ACCENTS = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f"
    r"\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_PUNCTUATION = r"!'#%&()*+,\\/:;<=>?@\[\]^{|}~$"
_NEVER_IN_A_DOMAIN = _PUNCTUATION + _SPACES + INVALID + _DIRECTION
MAX_LABEL = 63

HOST_RUN = re.compile(rf"[^{_NEVER_IN_A_DOMAIN}]+")
_LABEL = re.compile(
    rf"[^{_NEVER_IN_A_DOMAIN}._-](?:[^{_NEVER_IN_A_DOMAIN}.]*[^{_NEVER_IN_A_DOMAIN}._-])?"
)
_ASCII_LABEL = re.compile(rf"[-A-Za-z0-9{LATIN_ACCENTS}]+")
_NOT_ASCII_LABEL = re.compile(rf"[^-A-Za-z0-9{LATIN_ACCENTS}]")
_ASCII_NAME = re.compile(r"[-0-9A-Za-z]+")
_PUNYCODE_NAME = re.compile(r"xn--[-0-9a-z]+", re.IGNORECASE | re.ASCII)
_GOES_ON = re.compile(r"[0-9a-zA-Z@+-]")
_DOTS = re.compile(r"[.\u3002\uff0e\uff61]")


@dataclass(frozen=True, slots=True)
class Labels:
    """The dot-separated labels of a run of host characters.

    ``tld[i]`` is where a top-level domain at the head of label i ends, ``reach[i]`` where the
    longest domain ends that begins with the whole of label i; None where there is none.
    """

    text: str
    bounds: list[tuple[int, int]]
    tld: list[int | None]
    reach: list[int | None]

    @classmethod
    def of(cls, text: str, start: int, end: int, *, ascii_only: bool = False) -> "Labels":
        """The labels of ``text[start:end]``, which holds no character that ends a host."""
        bounds = _bounds(text, start, end)
        tld = [_tld_end(text, begin, end) for begin, _ in bounds]
        pattern = _ASCII_LABEL if ascii_only else _LABEL
        whole = [pattern.fullmatch(text, *bound) is not None for bound in bounds]
        labels = cls(text, bounds, tld, [None] * (len(bounds) + 1))
        for index in reversed(range(len(bounds) - 1)):
            if whole[index]:
                labels.reach[index] = labels.domain_end(index, bounds[index][0])
        return labels

    def domain_end(self, index: int, start: int) -> int | None:
        """Where the longest domain ends that begins at ``start`` inside label ``index``.

        The last label before the top-level domain may hold no underscore.
        """
        if index + 1 >= len(self.bounds):
            return None
        if (longer := self.reach[index + 1]) is not None:
            return longer
        underscore = self.text.find("_", start, self.bounds[index][1]) >= 0
        return None if underscore else self.tld[index + 1]


def _bounds(text: str, start: int, end: int) -> list[tuple[int, int]]:
    bounds = []
    while (dot := text.find(".", start, end)) >= 0:
        bounds.append((start, dot))
        start = dot + 1
    return [*bounds, (start, end)]


def _tld_end(text: str, start: int, end: int) -> int | None:
    """The end of the top-level domain that ``text`` holds at ``start``, if the name ends there."""
    for stop in _possible_name_ends(text, start, end):
        name = text[start:stop].lower()
        if name in top_level_domains() and not _GOES_ON.match(text, stop):
            return stop
    punycode = _PUNYCODE_NAME.match(text, start, end)
    return punycode.end() if punycode else None


def _possible_name_ends(text: str, start: int, end: int) -> range | tuple[int]:
    name = _ASCII_NAME.match(text, start, end)
    if name and (name.end() == end or text[name.end()].isascii()):
        return (name.end(),)
    return range(min(end, start + longest_name()), start, -1)


def ascii_domains(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The bounds of the domains of Latin letters within the domain ``text[start:end]``."""
    labels = Labels.of(text, start, end, ascii_only=True)
    found: list[tuple[int, int]] = []
    for index, (label_start, label_end) in enumerate(labels.bounds):
        lowest = max(label_start, found[-1][1]) if found else label_start
        head = _last_foreign(text, lowest, label_end)
        stop = labels.domain_end(index, head) if head < label_end else None
        if stop is not None:
            found.append((head, stop))
    return found


def _last_foreign(text: str, start: int, end: int) -> int:
    """Where the Latin letters begin that the label ``text[start:end]`` ends with."""
    while end > start and not _NOT_ASCII_LABEL.match(text, end - 1):
        end -= 1
    return end


def is_encodable(domain: str) -> bool:
    """True if every label fits the domain name system's 63 bytes once it is in Punycode.

    Source: RFC 3490, section 4.1; RFC 1035, section 2.3.4.
    """
    return all(1 <= _encoded_length(label) <= MAX_LABEL for label in domain.split("."))


def _encoded_length(label: str) -> int:
    if len(label) > MAX_LABEL:
        return len(label)
    parts = _DOTS.split(label)
    return sum(map(_punycode_length, parts)) + len(parts) - 1


def _punycode_length(part: str) -> int:
    return len(part) if part.isascii() else len("xn--") + len(part.encode("punycode"))
