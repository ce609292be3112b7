"""Tables for Outlook alone ("ghost tables") have to begin and end within one component.

Split over two, the engine takes everything between them for text: sections would reach the
reader uncompiled, without an error.
"""

import re
from collections.abc import Iterator

from newsletter.email.mjml.components import COMPONENTS
from newsletter.email.mjml.tree import VOID, Comment, Element
from newsletter.problems import Problem

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:]*+)[^<>]*?(/?)>")


def check_ghosts(root: Element) -> Iterator[Problem]:
    """A problem for each component whose conditional comments leave a tag open."""
    for element in root.elements:
        if element.content == "html" or _has_comments(element):
            yield from _component(element)
        if element.name in COMPONENTS and element.content == "tags":
            yield from check_ghosts(element)


def _has_comments(element: Element) -> bool:
    return any(isinstance(child, Comment) for child in element.children)


def _component(element: Element) -> Iterator[Problem]:
    open_tags: list[str] = []
    for comment in _comments(element, deep=element.content == "html"):
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
    if open_tags:
        yield _problem(element, f"opens a <{open_tags[-1]}> that it does not close")


def _comments(element: Element, *, deep: bool) -> Iterator[Comment]:
    for child in element.children:
        if isinstance(child, Comment):
            yield child
        elif deep and isinstance(child, Element):
            yield from _comments(child, deep=True)


def _problem(element: Element, what: str) -> Problem:
    text = f"The part of this <{element.name}> that only Outlook reads {what}."
    hint = "Open and close it within one tag: what is split over two is sent uncompiled."
    return Problem("mjml-ghost", text, hint, element.place)
