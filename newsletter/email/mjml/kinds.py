"""The kinds of value that MJML's attributes take. The words are those of MJML's documentation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.email.mjml.colors import COLOR_NAMES
from newsletter.problems import did_you_mean


@dataclass(frozen=True, slots=True)
class Kind:
    """What an attribute takes: in words, as a pattern, and as a list of words if it is one."""

    words: str
    pattern: re.Pattern[str] | None = None
    choices: tuple[str, ...] = ()

    def takes(self, value: str) -> bool:
        """True if ``value`` is of this kind."""
        return self.pattern is None or self.pattern.fullmatch(value.strip().lower()) is not None

    def hint(self, value: str) -> str:
        """What to write in place of ``value``."""
        return did_you_mean(value.strip().lower(), self.choices) or f"It takes {self.words}."


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def one_of(*choices: str) -> Kind:
    """One of a few words."""
    return Kind(_listed(choices), _pattern("|".join(map(re.escape, choices))), choices)


def _listed(words: Iterable[str]) -> str:
    *most, last = (f"'{word}'" for word in words)
    return f"{', '.join(most)} or {last}" if most else last


_NUMBER = r"\d{1,7}(?:\.\d{1,7})?"
_FUNCTION = r"(?:rgb|rgba|hsl|hsla)\([\d\s.,%/a-z+-]{1,60}\)"
_HEX = r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})"

TEXT = Kind("any text")
COLOR = Kind(
    "a colour such as '#0b6e4f', 'rgb(11, 110, 79)' or 'navy'",
    _pattern(f"{_HEX}|{_FUNCTION}|{'|'.join(sorted(COLOR_NAMES, key=len, reverse=True))}"),
    COLOR_NAMES,
)
COLOR_OR_NONE = Kind(
    "a colour such as '#0b6e4f', or 'none'",
    _pattern(f"{COLOR.pattern.pattern if COLOR.pattern else ''}|none"),
    (*COLOR_NAMES, "none"),
)
PX = Kind("pixels, such as '16px'", _pattern(f"{_NUMBER}px|0"))
PX_OR_AUTO = Kind("pixels, such as '16px', or 'auto'", _pattern(f"{_NUMBER}px|0|auto"))
SIZE = Kind("pixels or a percentage, such as '16px' or '50%'", _pattern(f"{_NUMBER}(?:px|%)|0"))
SIZE_OR_AUTO = Kind("pixels, a percentage or 'auto'", _pattern(f"{_NUMBER}(?:px|%)|0|auto"))
SIZES = Kind(
    "one to four sizes in pixels or percent, such as '10px 25px'",
    _pattern(rf"(?:{_NUMBER}(?:px|%)|0)(?:\s+(?:{_NUMBER}(?:px|%)|0)){{0,3}}"),
)
SPACING = Kind(
    "pixels or em, such as '1px' or '-0.02em'", _pattern(rf"-?{_NUMBER}(?:px|em)|0|normal")
)
LINE_HEIGHT = Kind(
    "a number, pixels or a percentage, such as '1.5' or '24px'",
    _pattern(rf"{_NUMBER}(?:px|%)?|normal"),
)
WEIGHT = Kind(
    "a weight such as '400', '700' or 'bold'",
    _pattern(r"[1-9]\d{0,2}|1000|normal|bold|bolder|lighter|inherit"),
    ("normal", "bold", "bolder", "lighter", "inherit"),
)
INTEGER = Kind("a whole number", _pattern(r"\d{1,6}"))
BOOLEAN = one_of("true", "false")
LETTERS = one_of("none", "uppercase", "lowercase", "capitalize", "inherit", "initial", "unset")
SLANT = one_of("normal", "italic", "oblique", "inherit")
LINE = one_of("solid", "dashed", "dotted", "double", "none")
ALIGN = one_of("left", "center", "right")
JUSTIFY = one_of("left", "center", "right", "justify")
VERTICAL = one_of("top", "middle", "bottom")
DIRECTION = one_of("ltr", "rtl")
SIDE = one_of("left", "right")
REPEAT = one_of("repeat", "no-repeat")
LAYOUT = one_of("auto", "fixed", "initial", "inherit")
URL = Kind("an address; leave the tag out where there is none", _pattern(r"(?s)\s*\S.*"))
