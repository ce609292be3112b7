"""Colours that can be read: contrast after WCAG 2.2, and the palette of the shipped themes.

Luminance and contrast: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass

READABLE = 4.5
"""The least contrast between text and what is behind it (WCAG 2.2, success criterion 1.4.3)."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEPS = 512

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The neutral colours of a mail, as ``#rrggbb``, from the text to what surrounds the sheet."""

    ink: str
    quiet: str
    hairline: str
    paper: str
    surround: str


@dataclass(frozen=True, slots=True)
class Palettes:
    """What templates know as ``colors``."""

    light: Palette
    dark: Palette


COLORS = Palettes(
    light=Palette("#1c2024", "#60646c", "#e4e6ea", "#ffffff", "#f4f5f7"),
    dark=Palette("#eceef1", "#a0a6ae", "#2e3238", "#16181c", "#0d0e11"),
)


def rgb(color: str) -> Rgb:
    """``#rgb`` or ``#rrggbb`` as three numbers from 0 to 255.

    Raises:
        ValueError: ``color`` is written in another way.
    """
    if not _HEX.fullmatch(color):
        raise ValueError(f"{color!r} is not a colour like #0b6e4f or #abc")
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(first: str, second: str) -> float:
    """How far two colours are apart in light: 1.0 (the same) to 21.0 (black and white).

    Raises:
        ValueError: one of them is no colour that `rgb` can read.
    """
    dark, light = sorted((_luminance(rgb(first)), _luminance(rgb(second))))
    return (light + 0.05) / (dark + 0.05)


def readable_on(color: str, background: str, ratio: float = READABLE) -> str:
    """``color`` itself if it reads well on ``background``, else the nearest shade that does.

    Hue and saturation stay. Only the lightness moves, away from the background. Where no
    shade reaches ``ratio`` the result is black or white, whichever is farther away.

    Raises:
        ValueError: one of them is no colour that `rgb` can read.
    """
    if contrast(color, background) >= ratio:
        return _hex(rgb(color))
    shade = _shades(color, towards_white=_is_dark(background))
    shades = (shade(step / _STEPS) for step in range(1, _STEPS + 1))
    return next((s for s in shades if contrast(s, background) >= ratio), shade(1.0))


def text_on(background: str) -> str:
    """White or ink, for text on a filled surface; white as long as it reads well.

    Raises:
        ValueError: ``background`` is no colour that `rgb` can read.
    """
    white, ink = COLORS.light.paper, COLORS.light.ink
    if contrast(white, background) >= READABLE:
        return white
    return readable_on(max(white, ink, key=lambda text: contrast(text, background)), background)


def _is_dark(background: str) -> bool:
    return contrast("#ffffff", background) > contrast("#000000", background)


def _shades(color: str, *, towards_white: bool) -> Callable[[float], str]:
    """A function from 0.0 (``color``) to 1.0 (white, or black)."""
    red, green, blue = (channel / 255 for channel in rgb(color))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    goal = 1.0 if towards_white else 0.0

    def shade(share: float) -> str:
        moved = lightness + (goal - lightness) * share
        red, green, blue = colorsys.hls_to_rgb(hue, moved, saturation)
        return _hex((round(red * 255), round(green * 255), round(blue * 255)))

    return shade


def _hex(channels: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*channels)


def _luminance(channels: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
