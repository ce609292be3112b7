"""Dark mode as clients make it that ignore the mail's own: they recolour it.

An approximation, for neither Google nor Microsoft says what exactly they do. Gmail turns light
and dark around; Outlook darkens light surfaces and lightens dark text, leaves the rest, and marks
what it changed with ``data-ogsc`` and ``data-ogsb``, which authors write rules for.
Source: https://github.com/hteumeuleu/email-bugs/issues/68
"""

import colorsys
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from newsletter.checks.compatibility_markup import Attribute, Element, elements
from newsletter.checks.compatibility_styles import Statement, statements
from newsletter.checks.css_colors import css_color
from newsletter.email.colors import Rgb
from newsletter.preview.mail.edits import Edit, edited
from newsletter.preview.mail.head import with_style
from newsletter.preview.mail.schemes import answer_scheme

Recolouring = Literal["gmail", "outlook"]
Role = Literal["surface", "text"]
Change = Callable[[Rgb, Role], Rgb]

DARKEST, LIGHTEST = 0.12, 0.93
"""The lightness, of 1, that white and black become."""
MIDDLE = 0.5
_TEXT = frozenset({"color", "-webkit-text-fill-color", "text-decoration-color"})
_SURFACES = ("background", "border", "outline")
_TOKEN = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^()]{0,60}\)|[A-Za-z]++")
_ATTRIBUTES: Mapping[str, Role] = MappingProxyType({"bgcolor": "surface", "color": "text"})
_FOR_OUTLOOK = "[data-ogs"
_ROOT = re.compile(r"(?i)<html\b")
_DEFAULTS = "html{background-color:#1f1f1f;color:#ededed}a:link{color:#8ab4f8}"


def recoloured(html: str, client: Recolouring) -> str:
    """``html`` with the colours that ``client`` makes of its own in dark mode."""
    plain = answer_scheme(html, None)
    change = _turned if client == "gmail" else _softened
    known: dict[str, list[Edit]] = {}
    edits = (edit for one in elements(plain) for edit in _edits(one, change, known))
    dark = with_style(edited(plain, edits), _DEFAULTS, first=True)
    return _ROOT.sub("<html data-ogsc data-ogsb", dark, count=1) if client == "outlook" else dark


def _edits(element: Element, change: Change, known: dict[str, list[Edit]]) -> Iterator[Edit]:
    """``known`` remembers the styles that were looked at: a mail repeats a few dozen."""
    for attribute in element.attributes:
        if attribute.name == "style":
            if attribute.value not in known:
                known[attribute.value] = list(_of_css(attribute.value, change))
            yield from (_moved(edit, attribute.value_at) for edit in known[attribute.value])
        elif attribute.name in _ATTRIBUTES:
            yield from _of_attribute(attribute, change)
    if element.name == "style":
        yield from (_moved(edit, element.content_at) for edit in _of_css(element.content, change))


def _of_attribute(attribute: Attribute, change: Change) -> Iterator[Edit]:
    color = css_color(attribute.value)
    if color is not None:
        text = _hex(change(color, _ATTRIBUTES[attribute.name]))
        yield Edit(attribute.value_at, attribute.value_at + len(attribute.value), text)


def _of_css(css: str, change: Change) -> Iterator[Edit]:
    for statement in statements(css):
        if not (statement.opens_block or statement.is_comment or _is_for_outlook(statement)):
            yield from _of_declaration(statement, change)


def _is_for_outlook(statement: Statement) -> bool:
    return any(_FOR_OUTLOOK in block for block in statement.blocks)


def _of_declaration(statement: Statement, change: Change) -> Iterator[Edit]:
    name, colon, value = statement.text.partition(":")
    role = _role(name.strip().lower())
    if role is None or "url(" in value:
        return
    value_at = statement.at + len(name) + len(colon)
    for token in _TOKEN.finditer(value):
        color = css_color(token[0])
        if color is not None:
            start, end = value_at + token.start(), value_at + token.end()
            yield Edit(start, end, _hex(change(color, role)))


def _role(name: str) -> Role | None:
    if name in _TEXT:
        return "text"
    return "surface" if name.startswith(_SURFACES) else None


def _turned(color: Rgb, _: Role) -> Rgb:
    """The same hue, as dark as it was light."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in color))
    turned = DARKEST + (1 - lightness) * (LIGHTEST - DARKEST)
    red, green, blue = colorsys.hls_to_rgb(hue, turned, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _softened(color: Rgb, role: Role) -> Rgb:
    """Light surfaces darkened, dark text lightened, anything else as it is."""
    is_light = (max(color) + min(color)) / 510 > MIDDLE
    return _turned(color, role) if is_light == (role == "surface") else color


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def _moved(edit: Edit, by: int) -> Edit:
    return Edit(edit.start + by, edit.end + by, edit.text)
