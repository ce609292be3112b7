"""A composed post together with what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.model import Article, Card, Part, Post
from newsletter.problems import Place, Problem
from newsletter.social.measure import Measure, measure
from newsletter.social.networks import Network, Unit
from newsletter.writing.hashtags import without_repeats

_UNITS: Mapping[Unit, str] = {
    "weighted": "characters as X weighs them",
    "graphemes": "characters",
    "utf16": "UTF-16 units",
    "emoji-bytes": "characters, an emoji counted in bytes",
}

_Counted = Sequence[tuple[str, Measure]]


@dataclass(frozen=True, slots=True)
class Composed:
    """A post, None only when there is nothing to say, and the problems that it has.

    A post that its network would refuse is kept with its whole text.
    """

    post: Post | None
    problems: tuple[Problem, ...] = ()


def composed(
    article: Article, rules: Network, texts: Sequence[str], *, place: Place, advice: str = ""
) -> Composed:
    """The post of ``texts``, one for each part, checked against its network.

    Its link is the article's if that is in the text, else the first one there; its hashtags are
    those that the network finds.
    ``advice`` is what else to do, besides making a text shorter.
    """
    if not any(text.strip() for text in texts):
        return Composed(None, (_empty(rules, place),))
    counted = [(text, measure(rules.name, text)) for text in texts]
    parts = tuple(Part(text, counts.length, counts.limit) for text, counts in counted)
    faults = tuple(
        _fault(rules, text, counts, place, advice) for text, counts in counted if not counts.valid
    )
    post = Post(
        network=rules.name,
        article=article.ref,
        parts=parts,
        link=_link(article, counted),
        hashtags=_tags(counted),
        card=_card(article),
        lang=article.lang,
    )
    return Composed(post, faults)


def _card(article: Article) -> Card:
    summary = article.summary
    description = (summary.social or summary.text) if summary else ""
    return Card(article.title, description, article.image, article.image_alt or "")


def _link(article: Article, counted: _Counted) -> str | None:
    if any(article.url in text.split() for text, _ in counted):
        return article.url
    return next((url for _, counts in counted for url in counts.urls), None)


def _tags(counted: _Counted) -> tuple[str, ...]:
    found = (f"#{tag}" for _, counts in counted for tag in counts.hashtags)
    return without_repeats(found)


def _empty(rules: Network, place: Place) -> Problem:
    hint = "Give the article a title or a summary."
    return Problem("post-empty", f"There is nothing to post on {rules.label}.", hint, place)


def _fault(rules: Network, text: str, counts: Measure, place: Place, advice: str) -> Problem:
    over = counts.length - counts.limit
    size = len(text.encode("utf-8", "surrogatepass"))
    over_bytes = size - rules.max_bytes if rules.max_bytes else 0
    if over <= 0 and over_bytes <= 0:
        return _refused(rules, counts, place)
    by, limit = (
        (over, f"{rules.limit:,} {_UNITS[rules.unit]}")
        if over > 0
        else (over_bytes, f"{rules.max_bytes:,} bytes")
    )
    what = f"The post for {rules.label} is {by:,} over its limit of {limit}; nothing was cut."
    return Problem("post-too-long", what, f"Shorten it by {by:,}{advice}.", place)


def _refused(rules: Network, counts: Measure, place: Place) -> Problem:
    links = len(set(counts.urls))
    if rules.max_links is not None and links > rules.max_links:
        why = f"it has {links} different links, and {rules.max_links} are allowed"
        hint = f"Take links out, or write a text of its own as post.{rules.name}."
    else:
        why = "it holds a character that is not allowed there"
        hint = "Delete U+FFFE, U+FEFF and U+FFFF from the text."
    return Problem("post-refused", f"{rules.label} would refuse the post: {why}.", hint, place)


__all__ = ["Composed", "composed"]
