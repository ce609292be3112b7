"""A post's text as Discord takes it: what looks like Markdown in it is no formatting.

https://support.discord.com/hc/en-us/articles/210298617-Markdown-Text-101
"""

import re

from newsletter.social.measure import measure

_MARK = re.compile(r"[\\*_~`|\[<]")
_AT_A_LINE_S_START = re.compile(r"^([ \t]*)(#{1,3}|-#|>{1,3}|[-+])(?=[ \t])", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\d{1,9})\.(?=[ \t])", re.MULTILINE)


def written(text: str, quiet: str | None = None) -> str:
    """The text with its marks escaped, links as they are.

    The link ``quiet`` gets angle brackets, which show no preview and are not seen themselves.
    """
    pieces, at = [], 0
    for url in measure("discord", text).urls:
        start = text.index(url, at)
        pieces += [_escaped(text[at:start]), f"<{url}>" if url == quiet else url]
        at = start + len(url)
    return _lines("".join([*pieces, _escaped(text[at:])]))


def _escaped(text: str) -> str:
    return _MARK.sub(r"\\\g<0>", text)


def _lines(text: str) -> str:
    """Headings, quotes and lists begin a line."""
    return _NUMBER.sub(r"\1\\.", _AT_A_LINE_S_START.sub(r"\1\\\2", text))
