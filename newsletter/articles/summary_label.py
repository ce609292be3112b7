"""The label that opens a given summary (``Summary: ...``), in the languages we know it in."""

from dataclasses import dataclass

import regex

_FIRM = (
    "executive summary", "summary", r"tl\s?;?\s?dr", "key takeaways?",
    "zusammenfassung", "kurzfassung", "resumen", "r[ée]sum[ée]", "resumo", "riassunto",
    "samenvatting", "sammanfattning", "sammendrag", "opsummering", "tiivistelmä", "streszczenie",
    "podsumowanie", "shrnutí", "zhrnutie", "összefoglaló", "rezumat", "sažetak", "özet", "περίληψη",
    "резюме", "краткое содержание", "підсумок", "обобщение", "الملخص", "ملخص", "الخلاصة", "خلاصه",
    "תקציר", "सारांश", "สรุป", "tóm tắt", "ringkasan", "要約", "概要", "摘要", "总结", "總結", "요약",
)  # fmt: skip
# Authors also begin a sentence in mid-article with these.
_LOOSE = (
    "in short",
    "at a glance",
    "kurz gesagt",
    "en resumen",
    "en bref",
    "em resumo",
    "in breve",
)
_EMOJI = r"(?:[\p{Extended_Pictographic}\p{EMod}\ufe0f\u200d]++\s*+)?"
_LABEL = regex.compile(
    rf"{_EMOJI}[*_]{{0,3}}(?:(?P<firm>{'|'.join(_FIRM)})|{'|'.join(_LOOSE)})[*_]{{0,3}}(?:\s*[:：][*_]{{0,3}}|\s+[-–—](?=\s|$)|\s*—)\s*"
    r"|【(?:要約|概要|摘要)】\s*",
    regex.IGNORECASE,
)
_BARE = regex.compile(
    rf"{_EMOJI}[*_]{{0,3}}(?:{'|'.join(_FIRM)})[*_]{{0,3}}",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A summary's label was found: ``text`` follows it on the line, or is ''.

    One that is not ``firm`` opens a summary only at the top or the end of an article.
    """

    text: str
    firm: bool


def summary_label(line: str) -> Label | None:
    """The label that ``line`` begins with; None where it opens no summary."""
    line = line.strip()
    found = _LABEL.match(line)
    if not found:
        return None
    return Label(line[found.end() :].strip(), found["firm"] is not None or found[0][0] == "【")


def is_bare_label(line: str) -> bool:
    """True for a line that is a label without its colon, as a heading over the summary is."""
    return _BARE.fullmatch(line.strip()) is not None
