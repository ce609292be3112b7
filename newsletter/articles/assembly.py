"""What is true of every article, whatever form it came in: it has a title, a direction, a text."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from newsletter.articles.addresses import picture_address
from newsletter.articles.characters import one_line
from newsletter.articles.plain import pictures
from newsletter.articles.reading import Reading
from newsletter.model import Article, Direction
from newsletter.problems import Place, Problem, warning

LONG_TITLE = 300


def assemble(
    article: Article, direction: Direction | None, *, missing_title: Problem | None = None
) -> Reading:
    """``article`` with its title on one line, its direction and its first picture filled in.

    Without a title there is no article, but ``missing_title``, or an error that says what to do.
    """
    title = one_line(article.title)
    if not title:
        return Reading((), (missing_title or no_title(article.place()),))
    article = replace(article, title=title, dir=direction or _direction(article, title))
    return Reading((_with_picture(article),), tuple(_findings(article)))


def no_title(place: Place) -> Problem:
    """The error for a file whose article has no title."""
    hint = "Write the title on the first line, or as `title:` in front matter."
    return Problem("article-no-title", "The article has no title.", hint, place)


def _findings(article: Article) -> Iterable[Problem]:
    if len(article.title) > LONG_TITLE:
        text = f"The title has {len(article.title)} characters."
        hint = "Is it the first paragraph? Put a title on a line of its own above it."
        yield warning("title-long", text, hint, article.place())
    if not article.body:
        text = "The article has a title, but no text."
        yield warning("article-no-text", text, "Write the text below the title.", article.place())


def _with_picture(article: Article) -> Article:
    if article.image:
        return article
    found = chain.from_iterable(pictures(block.html) for block in article.body)
    for source, alt in found:
        if address := picture_address(source):
            return replace(article, image=address, image_alt=article.image_alt or alt or None)
    return article


def _direction(article: Article, title: str) -> Direction:
    """The direction of the first strong character (Unicode UAX 9, rules P2 and P3)."""
    for character in chain(title, chain.from_iterable(block.text for block in article.body)):
        strong = unicodedata.bidirectional(character)
        if strong in ("L", "R", "AL"):
            return "ltr" if strong == "L" else "rtl"
    return "ltr"
