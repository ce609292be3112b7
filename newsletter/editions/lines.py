"""The two lines of an edition that a reader sees in the inbox: subject and preheader."""

from collections.abc import Sequence

from newsletter.model import Article
from newsletter.writing.summary import fit

SUBJECT_LENGTH = 60
PREHEADER_LENGTH = 130
SEPARATOR = " · "


def joined(texts: Sequence[str], limit: int) -> str:
    """As many of ``texts`` as fit into ``limit`` characters, at least the first, unshortened."""
    line = texts[0] if texts else ""
    for text in texts[1:]:
        longer = f"{line}{SEPARATOR}{text}"
        if len(longer) > limit:
            break
        line = longer
    return line


def cut_at_a_word(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters, ended by ``…`` after a whole word."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{head.rpartition(' ')[0].rstrip(' ,;:–-') or head}…"


def subject(articles: Sequence[Article], newsletter: str) -> str:
    """The news first: the titles that fit, and the newsletter's name when there is no article."""
    return joined([article.title for article in articles], SUBJECT_LENGTH) or newsletter


def preheader(articles: Sequence[Article], subject: str, fallback: str) -> str:
    """What continues the subject and never repeats it.

    The titles that the subject left out, or the first sentences of a summary that fit;
    ``fallback`` when there is neither.
    """
    left_out = [article.title for article in articles if article.title not in subject]
    said = (_first_sentences(article) for article in articles)
    line = joined(left_out, PREHEADER_LENGTH) or next(filter(None, said), "") or fallback
    return cut_at_a_word(line, PREHEADER_LENGTH)


def _first_sentences(article: Article) -> str:
    text = article.summary.text if article.summary else ""
    return fit(text, article.lang, max_chars=PREHEADER_LENGTH) or text
