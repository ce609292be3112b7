"""The line below a title that says when an article was published, and by whom."""

import re

_MONTHS = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli"
    "|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    "|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
)
_DATE = (
    r"(?:[^\W\d_]{2,12}\.?,? )?"  # the day of the week
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:de )?(?:{_MONTHS})\.?,? (?:de )?\d{{4}}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}年\d{1,2}月\d{1,2}日)"
)
_BEFORE = (
    r"(?:(?:(?:first |last )?(?:published|posted|updated|modified)|date|veröffentlicht|aktualisiert"
    r"|publicado|publié|pubblicato)(?: on| am| el| le| em| il)?:? "
    r"|(?:by|von|por|par|di) .{2,60}[|·•–—,-] ?)"
)
_BEHIND = r"(?: ?[|·•–—,-] ?.{1,80}| (?:by|von|por|par|at|um) .{1,80})?"
_DATELINE = re.compile(_BEFORE + "?" + _DATE + _BEHIND, re.IGNORECASE)
_LONGEST = 120


def is_dateline(line: str) -> bool:
    """True for ``14 May 2026``, ``Published on May 14, 2026 by Ada Lind`` and the like.

    ``What happened on 14 May 2026`` is a heading.
    """
    line = " ".join(line.split()) if len(line) <= _LONGEST else ""
    return _DATELINE.fullmatch(line) is not None
