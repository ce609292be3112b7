"""The one place that calls mjml-python, with what is known about calling it.

``fonts={}`` because its own map makes every mail load a font from Google's servers.
"""

import re
from collections import Counter

from newsletter.email.mjml.tree import Element
from newsletter.email.mjml.writer import Writer
from newsletter.problems import Place, Problem

_POSITION = re.compile(r"at position (\d+)")
# A comment has no name.
_VISIBLE = re.compile(r"(?s)<!--.*?-->|<(/?)(table|tbody|tr|td|div|a|p|span|head|body|html|mj)\b")


def compile_mjml(
    root: Element, *, without_misplaced: bool = False
) -> tuple[str | None, Problem | None]:
    """The HTML of a tree, or the problem that the engine has with it."""
    from mjml import mjml2html

    writer = Writer(without_misplaced)
    written = writer.write(root)
    try:
        return mjml2html(written, fonts={}, include_loader=_refuse), None
    except ValueError as fault:
        return None, _problem(str(fault), writer, root)


def _refuse(path: str) -> str:
    raise ValueError(path)


def _problem(words: str, writer: Writer, root: Element) -> Problem:
    found = _POSITION.search(words)
    owner = writer.owner(int(found[1])) if found else None
    place = owner.place if owner else root.place
    reason = words.partition(" in root template")[0]
    text = f"The MJML engine cannot read this: {reason}."
    return Problem("mjml-engine", text, "Check the tags and attributes here.", place)


def check_output(html: str, place: Place) -> list[Problem]:
    """Problems that only the result shows: MJML left in it, or tags that do not balance."""
    counts = Counter(_VISIBLE.findall(html))
    if counts["", "mj"] or counts["/", "mj"]:
        text = "Some MJML was not compiled and would reach the reader as it is."
        return [
            Problem(
                "mjml-output",
                text,
                "Look for HTML that begins in one tag and ends in another.",
                place,
            )
        ]
    unbalanced = sorted(
        name for _, name in counts if name and counts["", name] != counts["/", name]
    )
    if not unbalanced:
        return []
    text = f"In the HTML, not every <{unbalanced[0]}> is closed."
    return [Problem("mjml-output", text, "Look at the HTML that mj-raw and mj-table hold.", place)]
