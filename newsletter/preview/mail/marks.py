"""Marks on a mail's elements, by which the page finds them: each article, and where Gmail cuts."""

import re
from collections.abc import Iterable, Iterator

from newsletter.checks.compatibility_markup import COMMENT, DOCTYPE, elements
from newsletter.checks.size import CLIP, Share, clip_offset
from newsletter.preview.mail.edits import Edit, edited

ARTICLE, CLIPPED = "data-studio-article", "data-studio-clip"
_NAME = re.compile(r"<[A-Za-z][^\s/>]*+")


def marked(html: str, shares: Iterable[Share]) -> str:
    """``html`` with an attribute on the tag that each article and the clipped part begin at.

    An article's mark holds its number in ``shares``, from 0.
    """
    tags = [one.at for one in elements(html) if _is_shown(one.name, one.readers)]
    return edited(html, _marks(html, tags, shares))


def _is_shown(name: str, readers: str) -> bool:
    return name not in (COMMENT, DOCTYPE) and readers == "everyone"


def _marks(html: str, tags: list[int], shares: Iterable[Share]) -> Iterator[Edit]:
    for number, share in enumerate(shares):
        yield from _mark(html, tags, share.at, f' {ARTICLE}="{number}"')
    if len(html.encode("utf-8", "replace")) > CLIP:
        yield from _mark(html, tags, clip_offset(html), f" {CLIPPED}")


def _mark(html: str, tags: list[int], at: int, attribute: str) -> Iterator[Edit]:
    """A mark on the last tag that begins at or before ``at``."""
    before = [tag for tag in tags if tag <= at]
    name = _NAME.match(html, before[-1]) if before else None
    if name is not None:
        yield Edit(name.end(), name.end(), attribute)
