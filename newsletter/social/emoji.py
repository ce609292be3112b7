"""Which characters make up one emoji, however many code points it is written with."""

from functools import cache

import regex

# © and ® are text unless a variation selector asks for the picture; digits, # and * are
# emoji only as keycaps. A text selector (U+FE0E) turns any emoji back into text.
_PICTURE = r"[\p{Emoji}--[\x00-\x7F©®]]"
_UNIT = (
    rf"(?:\p{{Emoji_Modifier_Base}}\p{{Emoji_Modifier}}|[{_PICTURE}©®]\uFE0F|{_PICTURE}(?!\uFE0E))"
)
_FLAG = r"\p{Regional_Indicator}{2}"
_REGION_FLAG = r"\U0001F3F4[\U000E0020-\U000E007E]++\U000E007F"
_KEYCAP = r"[0-9#*]\uFE0F?\u20E3"


@cache
def _emoji_pattern() -> regex.Pattern[str]:
    """Matches one whole emoji: flags, keycaps, skin tones and joined sequences included.

    Source: https://www.unicode.org/reports/tr51/#EBNF_and_Regex, with Unicode's properties, so
    that emoji newer than this code are known as soon as the `regex` library knows them.
    """
    joined = rf"{_UNIT}(?:\u200D{_UNIT})*+"
    return regex.compile(f"{_FLAG}|{_KEYCAP}|{_REGION_FLAG}|{joined}", flags=regex.VERSION1)


def split_off_emoji(text: str) -> tuple[str, int]:
    """``text`` without its emoji, and how many emoji there were."""
    rest, emoji = _emoji_pattern().subn("", text)
    return rest, emoji
