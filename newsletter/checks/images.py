"""The pictures of the mail: whether they reach the reader, and how heavy they are."""

from collections.abc import Iterator

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node
from newsletter.checks.link_targets import host_of, is_near, is_web
from newsletter.problems import Place, Problem, warning

MOST = 2 * 1024 * 1024
_MB = 1024 * 1024


def images(checkup: Checkup) -> Iterator[Problem]:
    """Does every picture reach the reader, in a known size?"""
    told: set[str] = set()
    for image in checkup.root.elements("img"):
        source = image.attributes.get("src", "").strip()
        if source not in told:
            told.add(source)
            place = checkup.place_of(image, source)
            yield from _of_source(source, place, checkup)
            yield from _of_size(image, source, place)
    yield from _weight(checkup)


def _of_source(source: str, place: Place, checkup: Checkup) -> Iterator[Problem]:
    shown = source[:80]
    if source.startswith("cid:"):
        embedded = {picture.src for picture in checkup.pictures.embedded(checkup.html or "")}
        if source not in embedded:
            text = f"{shown} names a picture that does not travel in the mail."
            yield Problem("image-unattached", text, "Name a file of the project instead.", place)
    elif source.lower().startswith("data:"):
        text = "The picture stands in the HTML itself, where Gmail and Outlook do not show it."
        yield Problem("image-inline", text, "Save it as a file, and name the file.", place)
    elif not is_web(source):
        text = f"The picture '{shown}' has no address that a reader's mail program could open."
        hint = "Give it a complete https address."
        yield Problem("image-relative", text, hint, place)
    elif is_near(host_of(source)):
        text = f"The picture {shown} can be seen on this network only."
        yield warning("image-local", text, "Put it on a public site.", place)
    elif source.lower().startswith("http:"):
        text = f"The picture {shown} is not encrypted, so many mail programs block it."
        yield warning("image-insecure", text, "Write https:// if the site has it.", place)


def _of_size(image: Node, source: str, place: Place) -> Iterator[Problem]:
    if "width" not in image.attributes and "height" not in image.attributes:
        text = f"The picture {source[:80]} has no width, so Outlook shows it in its full size."
        yield warning("image-no-size", text, "Give it a width in pixels.", place)


def _weight(checkup: Checkup) -> Iterator[Problem]:
    pictures = checkup.pictures.embedded(checkup.html or "")
    total = sum(len(picture.data) for picture in pictures)
    if total > MOST:
        text = f"{len(pictures)} pictures make each mail {total / _MB:.1f} MB heavier."
        hint = 'Save them smaller, or link them: [images] mode = "link".'
        yield warning("images-heavy", text, hint)
