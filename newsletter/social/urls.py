"""Links in a post as X and Mastodon find them: by the rules of twitter-text, in linear time.

Source: https://github.com/twitter/twitter-text (version 3) for X; Mastodon's additions are in
https://github.com/mastodon/mastodon, config/initializers/twitter_regex.rb.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.social.domains import (
    HOST_RUN,
    INVALID,
    LATIN_ACCENTS,
    Labels,
    ascii_domains,
    is_encodable,
)
from newsletter.social.spans import Span
from newsletter.social.units import utf16_length

MAX_URL = 4096
MAX_SHORT_LINK = 40

_MAY_STAND_BEFORE = rf"[^A-Za-z0-9@＠$#＃{INVALID}]"
_START = re.compile(rf"(?<={_MAY_STAND_BEFORE})[^._-]")
_PROTOCOL = re.compile(rf"(?:\A|(?<={_MAY_STAND_BEFORE}))https?://\Z", re.IGNORECASE | re.ASCII)
_PROTOCOL_LENGTHS = (len("https://"), len("http://"))

_X_QUERY = r"\?(?:[!?*'@();:+$%\[\].,~|]*+[A-Za-z0-9_&=#/-])++"
_SHORT_LINK = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_X_QUERY})?", re.IGNORECASE | re.ASCII)


def _after_the_domain(inner: str, last: str, query: str) -> re.Pattern[str]:
    """A port, a path and a query, each as long as it can be.

    ``inner`` are the characters of a path that cannot be its last, ``last`` those that can.
    Pairs of round brackets belong to it, one nested in the other at most.
    """
    some = f"(?:{inner}|{last})"
    brackets = rf"\((?:{some}++|{some}*+\({some}++\){some}*+)\)"
    path = rf"/(?:{inner}*+(?:{last}|{brackets}))*+"
    return re.compile(rf"(?::[0-9]++)?+(?P<path>{path})?+(?:{query})?+")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one network sees as a link. ``bare``: also a domain without ``http://``."""

    bare: bool
    tail: re.Pattern[str]


_X = _Rules(
    bare=True,
    tail=_after_the_domain(
        inner=r"[!*';:,.$%\[\]\u2013~@|&]",
        last=rf"[A-Za-z0-9+=_#/\-\u0400-\u04ff{LATIN_ACCENTS}]",
        query=_X_QUERY,
    ),
)
_MASTODON = _Rules(
    bare=False,
    tail=_after_the_domain(
        inner=r"""[!*"'「」;:=,.$%\[\]~&|@]""",
        last=r"""[^\s()?!*"'「」<>;:=,.$%\[\]~&|@]""",
        query=r"\?(?:[!?*'();:+$%\[\].,~|@^]*+[A-Za-z0-9_&=#/\u00a0-\U0010fffd-])++",
    ),
)


def x_urls(text: str) -> tuple[Span, ...]:
    """The links that X makes of ``text``: bare domains too, each with its path and query."""
    return tuple(_urls(text, _X))


def mastodon_urls(text: str) -> tuple[Span, ...]:
    """The links that Mastodon counts at a fixed length: those with ``http://`` or ``https://``."""
    return tuple(_urls(text, _MASTODON))


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a link, from its protocol to its query, and its domain stand in the text."""

    start: int
    domain_start: int
    domain_end: int
    end: int
    has_path: bool

    @property
    def has_protocol(self) -> bool:
        return self.start < self.domain_start


def _urls(text: str, rules: _Rules) -> Iterator[Span]:
    for match in _matches(text, rules):
        if not _is_valid(text, match):
            continue
        if match.has_protocol:
            yield from _whole_link(text, match)
        elif rules.bare and text[match.start - 1 : match.start] not in ("-", "_", ".", "/"):
            yield from _bare_domains(text, match)


def _matches(text: str, rules: _Rules) -> Iterator[_Match]:
    """Everything that has the form of a link. ``taken`` is where the last one ended."""
    position = taken = 0
    while run := HOST_RUN.search(text, position):
        position = run.end()
        for match in _matches_in_run(text, run.span(), taken, rules):
            taken = match.end
            position = max(position, taken)
            yield match


def _matches_in_run(text: str, run: tuple[int, int], taken: int, rules: _Rules) -> Iterator[_Match]:
    """The links whose domain stands in ``text[slice(*run)]``.

    The character before a link is looked at together with it, so it must not belong to the link
    before: hence ``taken + 1``.
    """
    if text.find(".", *run) < 0:
        return
    labels = Labels.of(text, *run)
    lowest = taken + 1 if taken else 0
    protocol = _protocol_before(text, run[0], taken)
    if protocol is not None and labels.reach[0] is not None:
        match = _with_tail(text, protocol, (run[0], labels.reach[0]), rules)
        lowest = match.end + 1
        yield match
    for index, (label_start, _) in enumerate(labels.bounds[:-1]):
        if domain := _first_domain(labels, index, max(lowest, label_start)):
            match = _with_tail(text, domain[0], domain, rules)
            lowest = match.end + 1
            yield match


def _protocol_before(text: str, host: int, taken: int) -> int | None:
    """Where the ``http://`` begins that ends at ``host``, if a link may begin there."""
    for length in _PROTOCOL_LENGTHS:
        start = host - length
        if (start > taken or start == 0) and _PROTOCOL.match(text, start, host):
            return start
    return None


def _first_domain(labels: Labels, index: int, lowest: int) -> tuple[int, int] | None:
    """The domain that begins first in label ``index``, at ``lowest`` or later."""
    text, label_end = labels.text, labels.bounds[index][1]
    start = _possible_start(text, lowest, label_end)
    if start is None or text[label_end - 1] in "_-":
        return None
    end = labels.domain_end(index, start)
    if end is None and (underscore := text.rfind("_", start, label_end)) >= 0:
        start = _possible_start(text, underscore + 1, label_end)
        end = None if start is None else labels.domain_end(index, start)
    return None if start is None or end is None else (start, end)


def _possible_start(text: str, lowest: int, end: int) -> int | None:
    found = _START.search(text, lowest, end)
    if lowest == 0 and text[0] not in "._-" and (found is None or found.start() > 1):
        return 0
    return found.start() if found else None


def _with_tail(text: str, start: int, domain: tuple[int, int], rules: _Rules) -> _Match:
    tail = rules.tail.match(text, domain[1])
    if tail is None:
        return _Match(start, *domain, domain[1], has_path=False)
    return _Match(start, *domain, tail.end(), has_path=bool(tail["path"]))


def _is_valid(text: str, match: _Match) -> bool:
    domain = text[match.domain_start : match.domain_end]
    protocol = (match.domain_start - match.start) or _PROTOCOL_LENGTHS[0]
    length = utf16_length(text[match.start : match.end])
    if protocol + length > MAX_URL or not is_encodable(domain):
        return False
    return not domain.startswith("xn--") or bool(ascii_domains(domain, 0, len(domain)))


def _whole_link(text: str, match: _Match) -> Iterator[Span]:
    """The link as it stands; one of X's own short links ends with its letters and digits."""
    short = _SHORT_LINK.match(text, match.start, match.end)
    if short is None:
        yield Span.of(text, match.start, match.end)
    elif len(short[1]) <= MAX_SHORT_LINK:
        yield Span.of(text, match.start, short.end())


def _bare_domains(text: str, match: _Match) -> Iterator[Span]:
    """Without a protocol only domains of Latin letters count; the last has path and query."""
    for start, end in ascii_domains(text, match.domain_start, match.domain_end):
        with_path = match.has_path and end == match.domain_end
        yield Span.of(text, start, match.end if with_path else end)
