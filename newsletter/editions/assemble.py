"""Articles to an Edition: its name, its day, its language, its subject and preheader."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from newsletter.editions.decisions import UNDECIDED, Decisions
from newsletter.editions.lines import preheader, subject
from newsletter.editions.naming import name_and_date
from newsletter.model import Article, Direction, Edition
from newsletter.settings import Identity

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(lang: str) -> Direction:
    """The direction in which a language is written; ``lang`` is a BCP 47 tag."""
    return "rtl" if lang.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def assemble(
    articles: Sequence[Article],
    identity: Identity,
    *,
    name: str | None = None,
    decisions: Decisions = UNDECIDED,
) -> Edition:
    """The edition of ``articles``, in their order, with the lines that were decided for it.

    Raises:
        UsageError: ``name`` cannot be the name of an edition.
    """
    name, due = name_and_date(name, articles, ZoneInfo(identity.timezone))
    headline = decisions.subject or subject(articles, identity.name)
    return Edition(
        name=name,
        date=due,
        subject=headline,
        preheader=decisions.preheader or preheader(articles, headline, identity.name),
        articles=tuple(articles),
        lang=identity.language,
        dir=direction(identity.language),
        intro=decisions.intro,
        reply_to=decisions.reply_to,
    )
