"""Contrast of text with what is behind it, in light mode and in the mail's own dark mode.

Source: WCAG 2.2, success criterion 1.4.3, https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from collections.abc import Iterator

from newsletter.checks.cascade import has_dark_rules, style_sheet
from newsletter.checks.checkup import Checkup
from newsletter.checks.looks import Look, shown_words
from newsletter.email.colors import READABLE, Rgb, readable_on
from newsletter.email.colors import contrast as ratio_of
from newsletter.problems import Problem, warning

READABLE_LARGE = 3.0
LARGE, LARGE_BOLD = 24.0, 18.66
"""Pixels from which text counts as large: 18 points, or 14 in bold."""


def contrast(checkup: Checkup) -> Iterator[Problem]:
    """Can all text be read?"""
    yield from _in_mode(checkup, dark=False)
    if has_dark_rules(checkup.root):
        yield from _in_mode(checkup, dark=True)


def _in_mode(checkup: Checkup, *, dark: bool) -> Iterator[Problem]:
    """Each pair of colours is told once, with the first text that has them."""
    told: set[tuple[Rgb, Rgb]] = set()
    for words, node, look in shown_words(checkup.root, style_sheet(checkup.root, dark=dark)):
        if look.color is None or look.background is None:
            continue
        pair = (look.color, look.background)
        color, background = map(_hex, pair)
        ratio, needed = ratio_of(color, background), _needed(look)
        if ratio < needed and pair not in told:
            told.add(pair)
            said = " ".join(words.text.split())[:40]
            where = "In dark mode, " if dark else ""
            text = f"{where}{color} on {background} is hard to read ('{said}'): its contrast is "
            text += f"{ratio:.1f}, and text of this size needs {needed}."
            shade = readable_on(color, background, needed)
            hint = f"Try {shade}. The names brand.accent_text and brand.accent_dark are readable."
            yield warning("contrast-low", text, hint, checkup.place(node.at))


def _needed(look: Look) -> float:
    large = look.size >= (LARGE_BOLD if look.is_bold else LARGE)
    return READABLE_LARGE if large else READABLE


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
