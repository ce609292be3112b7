"""Filling in what an article did not bring along. What it brought along is never changed."""

from dataclasses import replace

from newsletter.model import Article, Hashtags, Summary
from newsletter.writing.hashtags import PhraseTagger, Tagger, without_repeats
from newsletter.writing.language import detect
from newsletter.writing.sentences import primary
from newsletter.writing.summary import DIGEST, FULL, SOCIAL, LeadSummariser, Summariser, fit

_LEAD = LeadSummariser()
_PHRASES = PhraseTagger()


def complete(
    article: Article, *, summariser: Summariser = _LEAD, tagger: Tagger = _PHRASES
) -> Article:
    """``article`` with its language, its summary's two short forms, and its hashtags.

    A given summary and given tags stay as they are, in their order and case; only repeated tags
    go. The language stays None when it cannot be told. An article of a title alone gets neither
    summary nor tags.
    """
    text = f"{article.title}\n{article.summary.text if article.summary else ''}\n{article.prose}"
    declared = article.lang or detect(text)
    lang = primary(declared)
    return replace(
        article,
        lang=declared,
        summary=_summary(article, lang, summariser),
        hashtags=_hashtags(article, lang, tagger),
    )


def _summary(article: Article, lang: str | None, summariser: Summariser) -> Summary | None:
    given = article.summary
    if given and given.text.strip():
        social = given.social or fit(given.text, lang, max_chars=SOCIAL.max_chars)
        digest = given.digest or fit(
            given.text, lang, max_words=DIGEST.max_words, max_chars=DIGEST.max_chars
        )
        return replace(given, social=social, digest=digest)
    if not article.prose:
        return None
    if not (full := summariser.summarise(article, lang, FULL)):
        return None
    social, digest = (summariser.summarise(article, lang, budget) for budget in (SOCIAL, DIGEST))
    return Summary(full, "extracted", social, digest)


def _hashtags(article: Article, lang: str | None, tagger: Tagger) -> Hashtags:
    if article.hashtags.tags:
        return replace(article.hashtags, tags=without_repeats(article.hashtags.tags))
    tags = tagger.tag(article, lang) if article.prose else ()
    return Hashtags(tags, "extracted") if tags else Hashtags()


__all__ = ["complete"]
