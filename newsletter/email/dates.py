"""Dates as readers write them in their own language."""

import re
from datetime import date

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
# Quoted text of a pattern, which stays, and the fields for the name of a day or a month.
_NAMES = re.compile(r"('[^']*')|E+|MMM+")


def long_date(day: date, lang: str = "en") -> str:
    """``day`` in full, as in "November 24, 2026" or "24. November 2026".

    ``lang`` is a BCP 47 tag (``de``, ``pt-BR``). A region that is not known falls back to its
    language, a language that is not known to English. The hour of a datetime is left out.
    """
    from babel.dates import format_date

    return str(format_date(day, "long", locale=_locale(lang)))


def short_date(day: date, lang: str = "en") -> str:
    """``day`` as a label in a list, without its year: "Nov 24" or "24. Nov."."""
    return _formatted("MMMd", day, lang)


def weekday_date(day: date, lang: str = "en") -> str:
    """``day`` as a heading: "Tuesday, November 24" or "Dienstag, 24. November"."""
    return _formatted("MMMMEEEEd", day, lang, in_full=True)


def _formatted(skeleton: str, day: date, lang: str, *, in_full: bool = False) -> str:
    """A date with these fields, in the order of the language; ``in_full``: no abbreviated names.

    Fields are widened as Unicode wants it:
    https://www.unicode.org/reports/tr35/tr35-dates.html#Matching_Skeletons
    """
    from babel.core import Locale
    from babel.dates import format_date, match_skeleton

    locale = Locale.parse(_locale(lang))
    known = locale.datetime_skeletons
    pattern = str(known[match_skeleton(skeleton, known) or "yMMMd"].pattern)
    if in_full:
        pattern = _NAMES.sub(lambda name: name[1] or name[0][0] * 4, pattern)
    return str(format_date(day, pattern, locale=locale))


def _locale(lang: str) -> str:
    """The name of the nearest locale that Babel has data for."""
    from babel.core import Locale, UnknownLocaleError

    candidates = (lang, lang.replace("_", "-").partition("-")[0])
    for tag in filter(_TAG.fullmatch, candidates):
        try:
            return str(Locale.parse(tag.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"
