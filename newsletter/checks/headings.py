"""Headings, by which users of screen readers find their way.

Source: https://www.w3.org/WAI/tutorials/page-structure/headings/
"""

from collections.abc import Iterator

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node
from newsletter.problems import Problem, warning

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


def headings(checkup: Checkup) -> Iterator[Problem]:
    """Does every heading say something, and follow one of at most a level above?"""
    level = 0
    for heading in checkup.root.elements(*LEVELS):
        below, level = level + 1, LEVELS.index(heading.name) + 1
        if not _says_something(heading):
            text = f"This <{heading.name}> is empty, and is read aloud as a heading."
            hint = "Put words into it, or leave it out."
            yield warning("heading-empty", text, hint, checkup.place(heading.at))
        elif level > below:
            after = f"<h{below - 1}>" if below > 1 else "nothing"
            text = f"<{heading.name}> '{heading.text[:60]}' follows {after}, so a level is missing."
            yield warning("heading-order", text, f"Make it <h{below}>.", checkup.place(heading.at))


def _says_something(heading: Node) -> bool:
    pictures = (image.attributes.get("alt", "").strip() for image in heading.elements("img"))
    return bool(heading.text) or any(pictures)
