"""What stands in for a picture: read aloud by screen readers, shown while pictures are blocked.

Source: https://www.w3.org/WAI/tutorials/images/decision-tree/
"""

import re
from collections.abc import Iterator

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node
from newsletter.problems import Problem, warning

_FILE_NAME = re.compile(r"(?i)[\w%. -]{1,200}\.(?:png|jpe?g|gif|webp|avif|svg|heic|bmp|tiff?)")
_HINT = "Say in a few words what it shows: `image_alt`, or alt text in the body."


def alt(checkup: Checkup) -> Iterator[Problem]:
    """Is every picture described? An empty alt is right for decoration only."""
    yield from _of_articles(checkup)
    told: set[str] = set()
    for image in checkup.root.elements("img"):
        source = image.attributes.get("src", "")
        problem = _of_image(checkup, image, source)
        if problem and source not in told:
            told.add(source)
            yield problem


def _of_articles(checkup: Checkup) -> Iterator[Problem]:
    for article in checkup.edition.articles:
        if article.ref in checkup.pictures.articles and not (article.image_alt or "").strip():
            text = f"The picture of '{article.title}' has no description for screen readers."
            yield warning("image-alt", text, _HINT, article.place("image"))


def _of_image(checkup: Checkup, image: Node, source: str) -> Problem | None:
    described = image.attributes.get("alt")
    place = checkup.place_of(image, source)
    if described is None:
        text = f"The picture {source[:80]} has no alt, so its address may be read aloud."
        return warning("image-alt", text, 'Describe it, or write alt="" for decoration.', place)
    if _FILE_NAME.fullmatch(described.strip()):
        text = f"The picture is described by a file name, '{described.strip()[:80]}'."
        return warning("image-alt", text, _HINT, place)
    if not described.strip() and checkup.is_content(source) and not _is_hero(checkup, source):
        text = f"The picture {source[:80]} has no description for screen readers."
        return warning("image-alt", text, _HINT, place)
    return None


def _is_hero(checkup: Checkup, source: str) -> bool:
    """The picture of an article as a whole, which `_of_articles` has looked at."""
    return any(picture.src == source for picture in checkup.pictures.articles.values())
