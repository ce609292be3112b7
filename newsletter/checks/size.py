"""The size of the HTML: where Gmail cuts it, and what each article takes of it.

Gmail shows the first 102,400 bytes of a mail's HTML and hides the rest behind a link
(https://github.com/hteumeuleu/email-bugs/issues/41).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node, Words
from newsletter.checks.origins import untagged
from newsletter.editions.pictures import Pictures
from newsletter.model import Article
from newsletter.problems import NOWHERE, Problem, warning

CLIP = 102_400
NEARLY = CLIP * 9 // 10


@dataclass(frozen=True, slots=True)
class Share:
    """About how many bytes of the HTML an article takes, and the offset at which it begins."""

    article: Article
    at: int
    size: int


def clip_offset(html: str) -> int:
    """How many characters of ``html`` Gmail shows."""
    return len(html.encode("utf-8", "replace")[:CLIP].decode("utf-8", "ignore"))


def shares(checkup: Checkup) -> tuple[Share, ...]:
    """What each article takes that the mail shows: from its first link, picture or title on.

    The last one ends where the link to unsubscribe comes.
    """
    html = checkup.html or ""
    begins = list(_begins(checkup.root, checkup.edition.articles, checkup.pictures))
    end = _end(checkup.root, begins[-1][1], checkup.links.unsubscribe, html) if begins else 0
    offsets = [*(at for _, at in begins), end]
    return tuple(
        Share(article, at, len(html[at:after].encode("utf-8", "replace")))
        for (article, _), (at, after) in zip(begins, pairwise(offsets), strict=True)
    )


def size(checkup: Checkup) -> Iterator[Problem]:
    """Is the mail shown as a whole?"""
    total = len((checkup.html or "").encode("utf-8", "replace"))
    if total > CLIP:
        yield _clipped(checkup, total)
    elif total > NEARLY:
        text = f"The mail has {total:,} bytes, close to the {CLIP:,} at which Gmail cuts it."
        yield warning("size-nearly-clipped", text, _hint(shares(checkup)))


def _clipped(checkup: Checkup, total: int) -> Problem:
    found = shares(checkup)
    cut = clip_offset(checkup.html or "")
    shown = [share for share in found if share.at < cut]
    text = f"The mail has {total:,} bytes, and Gmail cuts it after {CLIP:,}"
    place = NOWHERE
    if shown:
        text += f": in '{shown[-1].article.title}', article {len(shown)} of {len(found)}"
        place = shown[-1].article.place()
    return Problem("size-clipped", f"{text}.", _hint(found), place)


def _hint(found: Sequence[Share]) -> str:
    hint = "Take fewer articles, or the template 'bulletin'."
    if not found:
        return hint
    largest = max(found, key=lambda share: share.size)
    return f"{hint} The largest is '{largest.article.title}' with {largest.size:,} bytes."


def _begins(
    root: Node, articles: Sequence[Article], pictures: Pictures
) -> Iterator[tuple[Article, int]]:
    """Where each article begins, in order; an article that is not shown is left out."""
    marks = _marks(root)
    before = -1
    for article in articles:
        picture = pictures.articles.get(article.ref)
        keys = (untagged(article.url or ""), picture.src if picture else "", article.title)
        places = [at for key in keys if (at := _next(marks.get(key, ()), before)) is not None]
        if places:
            before = min(places)
            yield article, before


def _marks(root: Node) -> dict[str, list[int]]:
    """The offsets at which each address and each text stands, in order."""
    marks: defaultdict[str, list[int]] = defaultdict(list)
    for piece in next(root.elements("body"), root).pieces():
        if isinstance(piece, Words):
            marks[" ".join(piece.text.split())].append(piece.at)
        elif piece.name == "a":
            marks[untagged(piece.attributes.get("href", ""))].append(piece.at)
        elif piece.name == "img":
            marks[piece.attributes.get("src", "")].append(piece.at)
    marks.pop("", None)
    return marks


def _next(offsets: Sequence[int], before: int) -> int | None:
    following = bisect_right(offsets, before)
    return offsets[following] if following < len(offsets) else None


def _end(root: Node, last: int, unsubscribe: str, html: str) -> int:
    links = (link for link in root.elements("a") if link.at > last)
    ends = (link.at for link in links if link.attributes.get("href") == unsubscribe)
    return next(ends, len(html))
