"""What an HTML page says about its article: only what is declared, nothing guessed from the text.

Sources: the Open Graph protocol (https://ogp.me/), schema.org in JSON-LD, HTML's own elements.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from newsletter.articles.addresses import picture_address, web_address
from newsletter.articles.characters import folded, one_line
from newsletter.articles.dates import published
from newsletter.model import Direction

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_TITLES = ("og:title", "twitter:title", "dc.title")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author")
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created",    "pubdate", "publish-date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_ALTS = ("og:image:alt", "twitter:image:alt")
_SEPARATORS = (" | ", " – ", " — ", " - ", " · ", " :: ", " « ")
_MOST_KEYWORDS = 10
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page declares; None or empty where it says nothing."""

    title: str = ""
    url: str | None = None
    author: str | None = None
    published: date | None = None
    lang: str | None = None
    direction: Direction | None = None
    image: str | None = None
    image_alt: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()


def metadata_of(tree: "LexborHTMLParser") -> Metadata:
    """Read the head of the page, its JSON-LD, and the first heading."""
    metas, linked = _metas(tree), _linked_data(tree)
    url = web_address(_attribute(tree, 'link[rel~="canonical"]', "href")) or web_address(
        _one(metas, ("og:url",))
    )
    given_dir = _attribute(tree, "html", "dir").lower()
    return Metadata(
        title=_title(tree, metas, linked),
        url=url,
        author=_author(tree, metas, linked),
        published=_published(tree, metas, linked),
        lang=_attribute(tree, "html", "lang").replace("_", "-")
        or _one(metas, ("content-language",))
        or None,
        direction="rtl" if given_dir == "rtl" else "ltr" if given_dir == "ltr" else None,
        image=_picture(_one(metas, _IMAGES), url),
        image_alt=_one(metas, _ALTS) or None,
        description=_one(metas, _DESCRIPTIONS) or None,
        keywords=_keywords(metas),
    )


def _picture(value: str, url: str | None) -> str | None:
    """The page's picture. A browser that saves a page puts it beside it, under a relative path."""
    return picture_address(value, url if value.strip().startswith("/") else None)


def _metas(tree: "LexborHTMLParser") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        values = node.attributes
        name = (
            values.get("property")
            or values.get("name")
            or values.get("itemprop")
            or values.get("http-equiv")
        )
        content = one_line(values.get("content") or "")
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _one(metas: Mapping[str, list[str]], names: tuple[str, ...]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _attribute(tree: "LexborHTMLParser", selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return one_line(node.attributes.get(name) or "") if node else ""


def _text(tree: "LexborHTMLParser", selector: str) -> str:
    node = tree.css_first(selector)
    return one_line(node.text()) if node else ""


def _word(linked: Mapping[str, Any], key: str) -> str:
    """A text of the JSON-LD; one with a language of its own, or a list, counts as not there."""
    value = linked.get(key)
    return value if isinstance(value, str) else ""


def _linked_data(tree: "LexborHTMLParser") -> Mapping[str, Any]:
    """The first article among the page's JSON-LD objects."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text() or "null")
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            if any(
                "Article" in str(kind) or "Posting" in str(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return thing
    return {}


def _things(data: object) -> Iterator[Mapping[str, Any]]:
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            yield from (
                inner
                for inner in (graph if isinstance(graph, list) else [])
                if isinstance(inner, dict)
            )


def _title(
    tree: "LexborHTMLParser", metas: Mapping[str, list[str]], linked: Mapping[str, Any]
) -> str:
    """The article's title, without the site's name at its end."""
    headings = [one_line(node.text()) for node in tree.css("h1")]
    page_title = _text(tree, "title")
    candidates = [_one(metas, _TITLES), _word(linked, "headline"), *headings, page_title]
    title = one_line(next((candidate for candidate in candidates if candidate), ""))
    same = folded(title)
    if heading := next((one for one in headings if one and same.startswith(folded(one))), ""):
        return heading
    return _without_site(title, _one(metas, ("og:site_name",)))


def _without_site(title: str, site: str) -> str:
    for separator in _SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if found and site and folded(tail) == folded(site):
            return head.strip()
    return title


def _author(
    tree: "LexborHTMLParser", metas: Mapping[str, list[str]], linked: Mapping[str, Any]
) -> str | None:
    named = [name for name in _linked_authors(linked.get("author")) if name]
    candidates = [
        _one(metas, _AUTHORS),
        ", ".join(named),
        _text(tree, '[itemprop="author"]'),
        _text(tree, 'a[rel~="author"]'),
    ]
    return next(
        (one for one in candidates if one and not one.startswith(("http:", "https:"))), None
    )


def _linked_authors(authors: object) -> Iterator[str]:
    for author in authors if isinstance(authors, list) else [authors]:
        name = author.get("name") if isinstance(author, dict) else author
        if isinstance(name, str):
            yield one_line(name)


def _published(
    tree: "LexborHTMLParser", metas: Mapping[str, list[str]], linked: Mapping[str, Any]
) -> date | None:
    candidates = [
        _one(metas, _DATES[:1]),
        _word(linked, "datePublished"),
        _one(metas, _DATES),
        _attribute(tree, 'time[itemprop="datePublished"]', "datetime"),
        _attribute(tree, "time[pubdate]", "datetime"),
        _attribute(tree, "article time[datetime], main time[datetime]", "datetime"),
    ]
    dates = (published(candidate) for candidate in candidates if candidate)
    return next((found for found in dates if found), None)


def _keywords(metas: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Tags that the page declares; a long list of keywords is written for search engines."""
    given = metas.get("article:tag", [])
    if not given:
        given = [word.strip() for word in _one(metas, ("keywords", "news_keywords")).split(",")]
    given = [word for word in given if word]
    is_plausible = len(given) <= _MOST_KEYWORDS and all(
        len(word.split()) <= _MOST_WORDS for word in given
    )
    return tuple(given) if is_plausible else ()
