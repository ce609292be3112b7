"""CSS colours as numbers: hex, ``rgb()``, and the names that people write in mails.

Source: https://www.w3.org/TR/css-color-4/
"""

import re

from newsletter.email.colors import Rgb

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]+)\s*)?\)"
)
_IMPORTANT = re.compile(r"(?i)\s*!\s*important\s*$")
_NAMES = {
    "aqua": 0x00FFFF,
    "beige": 0xF5F5DC,
    "black": 0x000000,
    "blue": 0x0000FF,
    "brown": 0xA52A2A,
    "coral": 0xFF7F50,
    "crimson": 0xDC143C,
    "cyan": 0x00FFFF,
    "darkblue": 0x00008B,
    "darkgray": 0xA9A9A9,
    "darkgreen": 0x006400,
    "darkgrey": 0xA9A9A9,
    "darkred": 0x8B0000,
    "dimgray": 0x696969,
    "dimgrey": 0x696969,
    "fuchsia": 0xFF00FF,
    "gold": 0xFFD700,
    "gray": 0x808080,
    "green": 0x008000,
    "grey": 0x808080,
    "hotpink": 0xFF69B4,
    "indigo": 0x4B0082,
    "ivory": 0xFFFFF0,
    "khaki": 0xF0E68C,
    "lavender": 0xE6E6FA,
    "lightblue": 0xADD8E6,
    "lightgray": 0xD3D3D3,
    "lightgreen": 0x90EE90,
    "lightgrey": 0xD3D3D3,
    "lime": 0x00FF00,
    "magenta": 0xFF00FF,
    "maroon": 0x800000,
    "midnightblue": 0x191970,
    "navy": 0x000080,
    "olive": 0x808000,
    "orange": 0xFFA500,
    "orangered": 0xFF4500,
    "pink": 0xFFC0CB,
    "purple": 0x800080,
    "rebeccapurple": 0x663399,
    "red": 0xFF0000,
    "royalblue": 0x4169E1,
    "salmon": 0xFA8072,
    "seagreen": 0x2E8B57,
    "silver": 0xC0C0C0,
    "skyblue": 0x87CEEB,
    "slategray": 0x708090,
    "slategrey": 0x708090,
    "steelblue": 0x4682B4,
    "tan": 0xD2B48C,
    "teal": 0x008080,
    "tomato": 0xFF6347,
    "turquoise": 0x40E0D0,
    "violet": 0xEE82EE,
    "wheat": 0xF5DEB3,
    "white": 0xFFFFFF,
    "whitesmoke": 0xF5F5F5,
    "yellow": 0xFFFF00,
    "yellowgreen": 0x9ACD32,
}


def css_color(value: str) -> Rgb | None:
    """The opaque colour that ``value`` is; None for anything else, a translucent one too."""
    value = value.strip().lower()
    if value in _NAMES:
        return _split(_NAMES[value])
    if found := _HEX.fullmatch(value):
        return _hex(found[1])
    found = _RGB.fullmatch(value)
    if found is None or (found[4] and _number(found[4]) < 1):
        return None
    return min(int(found[1]), 255), min(int(found[2]), 255), min(int(found[3]), 255)


def without_important(value: str) -> tuple[str, bool]:
    """A declaration's value, and whether it was marked ``!important``."""
    plain = _IMPORTANT.sub("", value)
    return plain.strip(), plain != value


def _hex(digits: str) -> Rgb | None:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    return _split(int(digits[:6], 16)) if digits[6:] in ("", "ff") else None


def _split(number: int) -> Rgb:
    return number >> 16, number >> 8 & 255, number & 255


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
