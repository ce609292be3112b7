"""What a screen reader and a mail client need to know of the whole: language, direction, title."""

from collections.abc import Iterator

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node
from newsletter.problems import Problem, warning

_UNKNOWN = ("", "und", "mul", "zxx")


def language(checkup: Checkup) -> Iterator[Problem]:
    """Does the mail say which language it speaks, how that runs, and what it is called?"""
    html = next(checkup.root.elements("html"), Node("html", 0))
    place = checkup.place(html.at)
    written = html.attributes.get("lang", "").strip().lower()
    if written in _UNKNOWN:
        text = "The mail does not say which language it is in, so it may be read aloud in another."
        yield warning("html-lang", text, 'Write <mjml lang="{{ edition.lang }}">.', place)
    if checkup.edition.dir == "rtl" and html.attributes.get("dir", "").lower() != "rtl":
        text = "The edition runs from right to left, and the mail does not say so."
        yield warning("html-dir", text, 'Write <mjml dir="{{ edition.dir }}">.', place)
    title = next(checkup.root.elements("title"), None)
    if title is None or not title.text:
        text = "The mail has no title, which screen readers say first."
        hint = "Write <mj-title>{{ edition.subject }}</mj-title> into mj-head."
        yield warning("html-title", text, hint, place)
