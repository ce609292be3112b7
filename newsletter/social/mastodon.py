"""What Mastodon counts of a status: its text with links and mentions shortened.

Source: https://github.com/mastodon/mastodon, app/validators/status_length_validator.rb and
app/models/account.rb.
"""

from collections.abc import Iterable
from functools import cache

import regex

from newsletter.social.domains import LATIN_ACCENTS
from newsletter.social.spans import Span, without_overlaps

_WORD = r"\p{L}\p{M}\p{Nd}\p{Pc}"


@cache
def _mention_pattern() -> regex.Pattern[str]:
    user = r"[a-zA-Z0-9_]++(?:[.-]++[a-zA-Z0-9_]++)*+"
    host = rf"@(?=[{_WORD}.-]{{2}})(?:[.-]*+[{_WORD}]++)++"
    return regex.compile(
        rf"(?<![=/{_WORD}])(?P<user>@{user})(?:{host})?+(?!@|://|[{LATIN_ACCENTS}])"
    )


def countable_text(text: str, urls: Iterable[Span], link_cost: int) -> str:
    """``text`` as Mastodon counts it: each link ``link_cost`` long, of ``@user@host`` ``@user``."""
    mentions = [Span.of(text, *match.span()) for match in _mention_pattern().finditer(text)]
    counted, position = [], 0
    for span in without_overlaps([*urls, *mentions]):
        counted.append(text[position : span.start])
        counted.append(_user(span.text) if span.text.startswith("@") else "x" * link_cost)
        position = span.end
    return "".join((*counted, text[position:]))


def _user(mention: str) -> str:
    return "@" + mention.split("@")[1]
