"""Tables for Outlook alone ("ghost tables") have to begin and end within one component.

Split over two, the engine takes everything between them for text: sections would reach the
reader uncompiled, without an error.
"""

import re
from collections.abc import Iterator

from newsletter.email.mjml.tree import VOID, Comment, Element
from newsletter.problems import Problem

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:]*+)[^<>]*?(/?)>")


def check_ghosts(root: Element) -> Iterator[Problem]:
    """A problem for each component whose conditional comments leave a tag open."""
    for element in root.elements:
        if element.content == "html":
            yield from _component(element)
        elif element.content == "tags":
            yield from check_ghosts(element)


def _component(element: Element) -> Iterator[Problem]:
    open_tags: list[str] = []
    for comment in _comments(element):
        for closing, name, self_closing in _TAG.findall(comment.text):
            if self_closing or name.lower() in VOID:
                continue
            if not closing:
                open_tags.append(name)
            elif open_tags and open_tags[-1] == name:
                open_tags.pop()
            else:
                yield _problem(element, f"closes a <{name}> that it does not open")
                return
    if _revealed(element):
        yield _problem(element, "begins or ends without the other")
    if open_tags:
        yield _problem(element, f"opens a <{open_tags[-1]}> that it does not close")


def _revealed(element: Element) -> int:
    """How many more ``<!--[if !mso]><!-->`` there are than ``<!--<![endif]-->``."""
    comments = [comment.text for comment in _comments(element)]
    opened = sum(text.startswith("<!--[if") and text.endswith("<!-->") for text in comments)
    return opened - sum(text.startswith("<!--<![endif]") for text in comments)


def _comments(element: Element) -> Iterator[Comment]:
    for child in element.children:
        if isinstance(child, Comment):
            yield child
        elif isinstance(child, Element):
            yield from _comments(child)


def _problem(element: Element, what: str) -> Problem:
    text = f"The part of this <{element.name}> that only Outlook reads {what}."
    hint = "Open and close it within one tag: what is split over two is sent uncompiled."
    return Problem("mjml-ghost", text, hint, element.place)
