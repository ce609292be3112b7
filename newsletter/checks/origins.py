"""Which article brought an address into the mail."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from newsletter.editions.pictures import Pictures
from newsletter.model import Article
from newsletter.problems import Place

_ADDRESS = re.compile(r'\b(?:href|src)="([^"]*+)"')
_TAG = re.compile(r"(?i)utm_[a-z]+=")


def origins(articles: Iterable[Article], pictures: Pictures) -> Mapping[str, Place]:
    """For every address of an article, without tags for statistics, the place to mend it."""
    found: dict[str, Place] = {}
    for article in articles:
        for address, place in _addresses(article, pictures):
            found.setdefault(untagged(address), place)
    return found


def untagged(address: str) -> str:
    """``address`` without the parameters that only count visits."""
    before, mark, fragment = address.partition("#")
    path, question, query = before.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _TAG.match(pair))
    return f"{path}{question if kept else ''}{kept}{mark}{fragment}"


def _addresses(article: Article, pictures: Pictures) -> Iterator[tuple[str, Place]]:
    if article.url:
        yield article.url, article.place("url")
    if article.ref in pictures.articles:
        yield pictures.articles[article.ref].src, article.place("image")
    for picture in pictures.bodies.get(article.ref, {}).values():
        yield picture.src, article.place()
    for address in _ADDRESS.findall(article.html):
        yield html.unescape(address), article.place()
