"""The line of hashtags that closes a pasted article."""

import re

from newsletter.articles.hashtags import SIGNS, hashtags

_BETWEEN = " \t,;.·|"
_TOKEN = re.compile(rf"[{SIGNS}][^\s,;{SIGNS}]+")


def tag_line(line: str) -> tuple[str, ...]:
    """The hashtags of ``line`` if it holds nothing else and at least two of them, else ()."""
    if not line.lstrip(_BETWEEN).startswith(tuple(SIGNS)):
        return ()
    given = _TOKEN.findall(line)
    if len(given) < 2 or _TOKEN.sub("", line).strip(_BETWEEN):
        return ()
    return hashtags(given)
