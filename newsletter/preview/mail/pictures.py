"""The addresses of a mail's pictures, changed to those under which the page may load them."""

import html as entities
import re
from collections.abc import Callable, Iterator

from newsletter.checks.compatibility_markup import Attribute, Element, elements
from newsletter.preview.mail.edits import Edit, edited

Address = Callable[[str, int | None, int | None], str]
"""From a picture's address, its width and its height to another address; empty for none."""

_SOURCES = frozenset({"src", "background", "poster"})
_ELEMENTS = frozenset({"img", "input", "body", "table", "tr", "td", "th", "video"})
_URL = re.compile(
    r"""(?xi) url\(\s*+ (?: "([^"]{0,4096}+)" | '([^']{0,4096}+)' | ([^()"']{0,4096}+) ) \s*+\)"""
)
_PIXELS = re.compile(r"\s*(\d{1,4})(?:\.\d{1,9})?(?:px)?\s*")


def with_addresses(html: str, address: Address) -> str:
    """``html`` with every picture's address changed by ``address``."""
    return edited(html, (edit for one in elements(html) for edit in _edits(one, address)))


def no_address(_source: str, _width: int | None, _height: int | None) -> str:
    """No picture is loaded."""
    return ""


def _edits(element: Element, address: Address) -> Iterator[Edit]:
    for attribute in element.attributes:
        if attribute.name in _SOURCES and element.name in _ELEMENTS:
            yield _source(element, attribute, address)
        elif attribute.name == "srcset":
            yield Edit(attribute.value_at, attribute.value_at + len(attribute.value))
        elif attribute.name == "style":
            yield from _in_css(attribute.value, attribute.value_at, address)
    if element.name == "style":
        yield from _in_css(element.content, element.content_at, address)


def _source(element: Element, attribute: Attribute, address: Address) -> Edit:
    size = (_pixels(element.get(name)) for name in ("width", "height"))
    instead = address(entities.unescape(attribute.value).strip(), *size)
    end = attribute.value_at + len(attribute.value)
    return Edit(attribute.value_at, end, entities.escape(instead))


def _in_css(css: str, start: int, address: Address) -> Iterator[Edit]:
    if "url(" not in css.lower():
        return
    for found in _URL.finditer(css):
        written = entities.unescape(found[found.lastindex or 0])
        instead = address(written.strip().strip("\"'").strip(), None, None)
        text = f"url({entities.escape(instead)})" if instead else "none"
        yield Edit(start + found.start(), start + found.end(), text)


def _pixels(written: str | None) -> int | None:
    found = _PIXELS.fullmatch(written or "")
    return int(found[1]) if found else None
