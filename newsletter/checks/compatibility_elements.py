"""The features of caniemail that an HTML element and its attributes use, as tables."""

import re
from collections.abc import Iterator

from newsletter.checks.compatibility_images import image_features, srcset_addresses
from newsletter.checks.compatibility_markup import COMMENT, DOCTYPE, Attribute, Element

_ALIKE = (
    *("abbr", "acronym", "address", "audio", "base", "bdi", "blockquote", "body", "code", "del"),
    *("dfn", "dialog", "div", "form", "hr", "img", "link", "marquee", "meter", "object", "p"),
    *("picture", "pre", "progress", "rp", "rt", "ruby", "select", "small", "span", "strike"),
    *("strong", "style", "svg", "table", "textarea", "video", "wbr"),
)
"""Elements whose feature has their own name."""

_SEMANTIC = (
    *("article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "mark"),
    *("nav", "section", "summary", "time"),
)
_ELEMENTS = {
    **{name: f"html-{name}" for name in _ALIKE},
    **dict.fromkeys(_SEMANTIC, "html-semantics"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "html-lists"),
    "embed": "html-object",
    "map": "html-image-maps",
    COMMENT: "html-comments",
}
_ATTRIBUTES = {
    **{
        name: f"html-{name}"
        for name in (
            *("align", "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby"),
            *("aria-live", "background", "cellpadding", "cellspacing", "dir", "height", "hidden"),
            *("lang", "popover", "required", "role", "srcset", "target", "valign", "width"),
        )
    },
    "inert": "css-inert-attribute",
    "loading": "html-loading-attribute",
    "sizes": "html-srcset",
    "usemap": "html-image-maps",
}
_INPUTS = {
    kind: f"html-input-{kind}"
    for kind in ("checkbox", "hidden", "radio", "reset", "submit", "text")
}
_BUTTONS = {kind: f"html-button-{kind}" for kind in ("reset", "submit")}
ANCHOR, MAILTO = "html-anchor-links", "html-mailto-links"
COLOR_SCHEME, HTML5_DOCTYPE = "html-meta-color-scheme", "html-doctype"
STYLE = "html-style"

_HTML5 = re.compile(r"(?i)<!doctype\s++html\s*+>")
_PICTURE_ATTRIBUTES = {"src", "srcset", "background", "poster"}
_PICTURE_ELEMENTS = {"img", "source", "input", "body", "table", "td", "th", "video"}

ELEMENT_SLUGS = {
    *_ELEMENTS.values(),
    *_ATTRIBUTES.values(),
    *_INPUTS.values(),
    *_BUTTONS.values(),
    *(ANCHOR, MAILTO, COLOR_SCHEME, HTML5_DOCTYPE),
}


def element_features(element: Element) -> Iterator[tuple[str, int]]:
    """Each feature of the element and of its attributes with its place in the HTML.

    Office's own elements, VML's among them, have none: ``<v:rect>`` is not HTML.
    """
    if ":" in element.name:
        return
    slug = _ELEMENTS.get(element.name) or _special(element)
    if slug:
        yield slug, element.at
    for attribute in element.attributes:
        yield from ((slug, attribute.at) for slug in _of_attribute(element.name, attribute))


def _special(element: Element) -> str | None:
    """Elements that are a feature only with a certain attribute, or that have two."""
    match element.name:
        case "input":
            return _INPUTS.get((element.get("type") or "text").lower())
        case "button":
            return _BUTTONS.get((element.get("type") or "submit").lower())
        case "meta":
            is_scheme = (element.get("name") or "").lower() == "color-scheme"
            return COLOR_SCHEME if is_scheme else None
        case name if name == DOCTYPE:
            return HTML5_DOCTYPE if _HTML5.match(element.content) else None
        case _:
            return None


def _of_attribute(element: str, attribute: Attribute) -> Iterator[str]:
    slug = _ATTRIBUTES.get(attribute.name)
    if slug is not None:
        yield slug
    if attribute.name == "href":
        yield from _of_link(element, attribute.value.strip())
    if attribute.name in _PICTURE_ATTRIBUTES and element in _PICTURE_ELEMENTS:
        yield from _of_picture(element, attribute)


def _of_link(element: str, address: str) -> Iterator[str]:
    if element in ("a", "area") and address.startswith("#"):
        yield ANCHOR
    elif element in ("a", "area") and address[:7].lower() == "mailto:":
        yield MAILTO


def _of_picture(element: str, attribute: Attribute) -> Iterator[str]:
    is_set = attribute.name == "srcset"
    addresses = srcset_addresses(attribute.value) if is_set else [attribute.value]
    is_film = element in ("video", "source") and attribute.name == "src"
    for address in addresses:
        yield from (slug for slug in image_features(address) if not is_film)
