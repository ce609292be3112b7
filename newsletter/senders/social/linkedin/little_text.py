"""Little text, in which LinkedIn takes the words of a post.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format

A reserved character that is not escaped cuts the post off right there, and LinkedIn answers that
all went well. Addresses and hashtags are to stay clickable: in an address the reserved characters
are written in their percent form, a hashtag becomes a template.
"""

import re
from collections.abc import Iterator

from newsletter.social.hashtags import x_hashtags
from newsletter.social.links import web_links

RESERVED = r"\|{}@[]()<>#*_~"
_ESCAPES = {ord(character): f"\\{character}" for character in RESERVED}
_IN_ADDRESSES = {ord(character): f"%{ord(character):02X}" for character in r"\|{}@[]()<>*~"}
_WORD = re.compile(r"[^\W_]+")


def little_text(text: str) -> str:
    """``text`` so that LinkedIn shows all of it, as it is."""
    pieces, end = [], 0
    for link in web_links(text):
        pieces += [_prose(text[end : link.start]), link.text.translate(_IN_ADDRESSES)]
        end = link.end
    return "".join([*pieces, _prose(text[end:])])


def _prose(text: str) -> str:
    """Text without addresses: hashtags as templates, all else escaped."""
    pieces, end = [], 0
    for start, tag in _hashtags(text):
        pieces += [text[end:start].translate(_ESCAPES), f"{{hashtag|\\#|{tag}}}"]
        end = start + 1 + len(tag)
    return "".join([*pieces, text[end:].translate(_ESCAPES)])


def _hashtags(text: str) -> Iterator[tuple[int, str]]:
    """Hashtags with where their ``#`` stands. Those of letters and digits alone: of others it is
    not told how a template holds them, and as escaped text they are safe."""
    end = 0
    for tag in x_hashtags(text, ()):
        start = min(at for sign in "#＃" if (at := text.find(f"{sign}{tag}", end)) >= 0)
        end = start + 1 + len(tag)
        if text[start] == "#" and _WORD.fullmatch(tag):
            yield start, tag
