"""The style sheets of a mail: Gmail throws away all that comes after 16,384 bytes.

Source: https://github.com/hteumeuleu/email-bugs/issues/90
"""

from collections.abc import Iterator

from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Words
from newsletter.problems import Problem

MOST = 16_384


def style_sheets(checkup: Checkup) -> Iterator[Problem]:
    """Do the style sheets fit?"""
    total = 0
    for style in checkup.root.elements("style"):
        css = "".join(piece.text for piece in style.children if isinstance(piece, Words))
        before, total = total, total + len(css.encode("utf-8", "replace"))
        if before <= MOST < total:
            text = (
                f"With this style sheet there are {total:,} bytes of styles; Gmail keeps {MOST:,}."
            )
            hint = 'Shorten the rules, or write styles on the elements: mj-style inline="inline".'
            yield Problem("style-size", text, hint, checkup.place(style.at))
