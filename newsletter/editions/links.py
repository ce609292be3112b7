"""Parameters in links, by which the statistics of a site tell where its visitors came from.

Names and meaning: https://support.google.com/analytics/answer/10917952
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote_plus

from newsletter.model import Article
from newsletter.settings import Settings
from newsletter.social.layout import link_beside

MAIL, POSTS = "email", "social"
"""The medium of links in the mail and in posts, where none is set."""

_OWN_PAGES = ("unsubscribe", "preferences", "archive", "confirm")
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_PAIRS = re.compile("[&;]")


@dataclass(frozen=True, slots=True)
class Tagging:
    """What is added to links: parameters in their order.

    Links that begin with one of ``untouched`` are the newsletter's own pages and stay as they are.
    """

    parameters: tuple[tuple[str, str], ...]
    untouched: tuple[str, ...] = ()

    def tagged(self, url: str) -> str:
        """``url`` with each parameter that it does not have; everything else in it stays.

        Only web addresses are tagged: no mailto:, no tel:, no fragment of the same page.
        """
        if not _WEB.match(url) or url.startswith(self.untouched):
            return url
        address, mark, fragment = url.partition("#")
        missing = "&".join(self._missing(address.partition("?")[2]))
        if not missing:
            return url
        joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
        return f"{address}{joint}{missing}{mark}{fragment}"

    def _missing(self, query: str) -> Iterator[str]:
        names = (pair.partition("=")[0] for pair in _PAIRS.split(query))
        present = {unquote_plus(name).lower() for name in names}
        for name, value in self.parameters:
            if name not in present:
                yield f"{name}={quote(value, safe='')}"


def mail_tagging(settings: Settings, edition: str) -> Tagging | None:
    """What is added to the links of the mail; None when newsletter.toml sets no utm_source."""
    return _tagging(settings, edition, MAIL)


def post_tagging(settings: Settings, edition: str, network: str) -> Tagging | None:
    """What is added to the link of a post: the same, and the network as ``utm_content``."""
    return _tagging(settings, edition, POSTS, [("utm_content", network)])


def for_post(article: Article, network: str, tagging: Tagging | None) -> Article:
    """``article`` with the link that a post about it on ``network`` carries.

    A link in its author's own words, the summary or the post, stays as it was written.
    """
    said = article.summary.text if article.summary else ""
    in_own_words = network in article.posts or not link_beside(said, article.url)
    if not (tagging and article.utm and article.url) or in_own_words:
        return article
    return replace(article, url=tagging.tagged(article.url))


def _tagging(
    settings: Settings, edition: str, medium: str, more: Iterable[tuple[str, str]] = ()
) -> Tagging | None:
    links = settings.links
    if not links.utm_source:
        return None
    parameters = (
        ("utm_source", links.utm_source),
        ("utm_medium", links.utm_medium or medium),
        ("utm_campaign", links.utm_campaign or edition),
        *more,
    )
    base = settings.newsletter.url.rstrip("/")
    return Tagging(parameters, tuple(f"{base}/{page}/" for page in _OWN_PAGES))
