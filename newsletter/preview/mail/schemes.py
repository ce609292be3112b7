"""Light and dark as the mail's author wrote them, whatever the colour scheme of this computer.

A page cannot tell a frame which scheme it prefers, so the answer is written into the mail: in its
style sheets and media attributes, ``(prefers-color-scheme: dark)`` becomes a condition that is
always or never true. Source: https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme
"""

import re
from collections.abc import Iterator

from newsletter.checks.compatibility_markup import Element, elements
from newsletter.preview.mail.edits import Edit, edited
from newsletter.preview.mail.head import with_style

ALWAYS, NEVER = "(min-width:0)", "(max-width:0)"
_PREFERS = re.compile(r"(?i)\(\s*+prefers-color-scheme\s*+:\s*+(light|dark)\s*+\)")
_DECLARES = re.compile(r"(?i)(?<!prefers-)color-scheme\s*+(?::|[\"'])")


def as_authored(html: str, *, dark: bool) -> str:
    """``html`` with its author's styles for dark mode on, or off.

    A mail that says that it has both schemes also gets the browser's own colours of that scheme.
    """
    answered = answer_scheme(html, "dark" if dark else "light")
    if _DECLARES.search(html) is None:
        return answered
    return with_style(answered, f":root{{color-scheme:{'dark' if dark else 'light'}!important}}")


def answer_scheme(html: str, preferred: str | None) -> str:
    """``html`` for a client that prefers ``preferred``, or with None that knows no such query."""
    return edited(html, (edit for one in elements(html) for edit in _answers(one, preferred)))


def _answers(element: Element, preferred: str | None) -> Iterator[Edit]:
    for text, start in _conditions(element):
        for found in _PREFERS.finditer(text):
            answer = ALWAYS if found[1].lower() == preferred else NEVER
            yield Edit(start + found.start(), start + found.end(), answer)


def _conditions(element: Element) -> Iterator[tuple[str, int]]:
    """Where media queries can stand, with their offsets."""
    if element.name == "style":
        yield element.content, element.content_at
    for attribute in element.attributes:
        if attribute.name == "media":
            yield attribute.value, attribute.value_at
