"""The body of an article as its mail shows it: links tagged, pictures where they can be loaded.

It reads what `newsletter.articles.sanitise` writes: lower-case tags, every value in double quotes.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from newsletter.editions.links import Tagging
from newsletter.editions.pictures import Picture

_TAG = re.compile(r'<(a|img)((?: [a-z]++="[^"]*+")++)( /)?>')
_ATTRIBUTE = re.compile(r' ([a-z]++)="([^"]*+)"')


def mail_body(body: str, tagging: Tagging | None, pictures: Mapping[str, Picture]) -> str:
    """``body`` for the mail. ``pictures`` are those of the project, by the address in ``body``.

    A picture gets its width and height; one that its author gave stays, and the other follows it.
    """

    def rewritten(found: re.Match[str]) -> str:
        attributes = _attributes(found[2])
        if found[1] == "a" and tagging and "href" in attributes:
            attributes["href"] = tagging.tagged(attributes["href"])
        elif found[1] == "img" and (picture := pictures.get(attributes.get("src", ""))):
            attributes |= {"src": picture.src, **dict(_size(attributes, picture))}
        else:
            return found[0]
        return f"<{found[1]}{_written(attributes)}{found[3] or ''}>"

    return _TAG.sub(rewritten, body)


def body_pictures(body: str) -> Iterable[str]:
    """The address of each picture in ``body``, once."""
    tags = (found for found in _TAG.finditer(body) if found[1] == "img")
    return dict.fromkeys(_attributes(found[2]).get("src", "") for found in tags)


def _size(attributes: Mapping[str, str], picture: Picture) -> Iterator[tuple[str, str]]:
    if not (picture.width and picture.height):
        return
    width, height = (_pixels(attributes.get(name, "")) for name in ("width", "height"))
    if not width:
        width = round(height * picture.width / picture.height) if height else picture.width
    if not height:
        height = round(width * picture.height / picture.width)
    yield "width", str(max(width, 1))
    yield "height", str(max(height, 1))


def _pixels(written: str) -> int:
    """A number that a screen could have, else 0."""
    return int(written) if re.fullmatch(r"[0-9]{1,5}", written) else 0


def _attributes(written: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
