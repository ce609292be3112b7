"""Lines that a copy from a web page or a chat leaves behind, and that are no part of an article."""

import re
from collections.abc import Sequence

from newsletter.articles.passages import Line, Passage

_SITES = (
    "facebook|twitter|x|bluesky|mastodon|threads|linkedin|whatsapp|telegram|pinterest|reddit"
    "|e-?mail|(?:your )?friends"
)
_TO_SITES = rf"(?: (?:on|via|with) (?:{_SITES})|:?(?: (?:{_SITES})){{1,20}})?"
_WHOLE_LINE = (
    rf"share(?: this)?(?: (?:article|post|story|page))?{_TO_SITES}",
    r"(?:tweet|pin it|print|e-?mail this|copy link|like this:?|loading\.*)",
    r"leave a (?:reply|comment)(?: cancel reply)?|(?:\d+|no) comments?|post a comment",
    r"(?:estimated |average )?(?:reading time|read time):? ?(?:about )?\d+ ?min(?:ute)?s?",
    r"\d+[ -]?min(?:ute)?s?\.?[ -]?read",
    r"lesezeit:? ?(?:ca\. )?\d+ ?min(?:uten?|\.)?|\d+ ?min\.? lesezeit",
    r"(?:skip|jump|back) to (?:main )?(?:content|top)|table of contents|continue reading|read more",
    r"advertisement|sponsored(?: content)?|anzeige|artikel teilen|kommentar hinterlassen",
    r"subscribe(?: to our newsletter)?(?: today)?|sign up for our newsletter",
    r"follow us(?: on [\w, ]{2,40})?|alle cookies akzeptieren",
    r"(?:accept|reject|manage) (?:all )?cookies|cookie (?:settings|policy|preferences)",
    r"for immediate release|press release|pressemitteilung|communiqué de presse",
    r"all rights reserved|(?:©|\(c\)|copyright) .{0,80}",
    r"(?:photo|image|picture|foto|bild|credit|photo credit|image credit)s?(?: by)?: ?.{1,160}",
    r"(?:we|(?:this|our) (?:web)?site) uses? cookies\b.{0,400}",
    r"diese (?:web)?seite (?:verwendet|nutzt) cookies\b.{0,400}",
    r"by (?:continuing|clicking) .{0,80}cookies\b.{0,200}",
)
_CHAT = (
    r"(?:sure|certainly|of course|absolutely)(?: thing)?[!,.] .{0,40}\bhere(?:'s| is)\b.{0,200}",
    r"here(?:'s| is) (?:the|your|an?) .{0,120}\b(?:article|summary|version|draft|text)\b.{0,80}:",
    r"would you like me to .{1,300}\?",
    r"let me know if (?:you(?:'d| would) like (?:me|any)|you need (?:any|further|me)) ?.{0,200}",
    r"i hope (?:this|that) (?:helps|article helps|is helpful).{0,100}",
    r"the content (?:is|was|has been) summari[sz]ed (?:to|in|into) .{1,200}",
    r"as an ai (?:language )?model,? .{1,300}",
)
_RUBRIC = re.compile(
    r"(?:related (?:articles?|posts?|stories|reading|content)|read (?:next|also)"
    r"|you (?:may|might) also (?:like|enjoy)|more (?:articles|stories|from [\w ]{2,40})"
    r"|recommended(?: for you)?|further articles"
    r"|das könnte sie auch interessieren|weitere artikel|ähnliche artikel|lire aussi|articles liés"
    r"|artículos relacionados|leia também|関連記事|مقالات ذات صلة)[:：]?",
    re.IGNORECASE,
)
_RESIDUE = re.compile(rf"(?:(?:{'|'.join(_WHOLE_LINE)})[:.!]?|{'|'.join(_CHAT)})", re.IGNORECASE)
_SHARE = re.compile(r"share(?: this)?(?: (?:article|post|story|page))?:?", re.IGNORECASE)
_BUTTON = re.compile(_SITES, re.IGNORECASE)
_LONGEST = 500


def with_buttons_joined(passage: Passage) -> Passage:
    """``passage`` with the names of sites below a ``Share this:`` on that line, as its buttons."""
    share = next((n for n, line in enumerate(passage) if _SHARE.fullmatch(line.text.strip())), None)
    if share is None:
        return passage
    buttons = _buttons(passage[share + 1 :])
    joined = " ".join(line.text.strip() for line in (passage[share], *buttons))
    line = Line(passage[share].number, joined)
    return [*passage[:share], line, *passage[share + 1 + len(buttons) :]]


def _buttons(lines: Sequence[Line]) -> Sequence[Line]:
    count = next(
        (n for n, line in enumerate(lines) if not _BUTTON.fullmatch(line.text.strip())), None
    )
    return lines[:count]


def is_residue(line: str) -> bool:
    """True for ``Share this``, ``3 min read``, a cookie notice, a chat's chatter and the like.

    The whole line must be that: ``Share this with your doctor`` is a sentence of the article.
    """
    line = line.strip().replace("’", "'")
    return len(line) <= _LONGEST and _RESIDUE.fullmatch(line) is not None


def is_rubric(line: str) -> bool:
    """True for ``Related articles`` and its kind: what follows are titles of other articles."""
    line = line.strip()
    return len(line) <= 80 and _RUBRIC.fullmatch(line) is not None
