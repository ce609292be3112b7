"""Dates as readers write them in their own language."""

import re
from datetime import date

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def long_date(day: date, lang: str = "en") -> str:
    """``day`` in full, as in "November 24, 2026" or "24. November 2026".

    ``lang`` is a BCP 47 tag (``de``, ``pt-BR``). A region that is not known falls back to its
    language, a language that is not known to English. The hour of a datetime is left out.
    """
    from babel.dates import format_date

    return str(format_date(day, "long", locale=_locale(lang)))


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
