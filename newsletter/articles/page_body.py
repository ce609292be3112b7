"""The article's own part of an HTML page, without menus, adverts and footers."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

LARGEST_PAGE = 4 * 1024 * 1024
_DOUBLED_PRE = re.compile(r"<pre>\s*+(<pre>(?:(?!</?pre>).)*+</pre>)\s*+</pre>", re.DOTALL)
_BODY = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"<a\b[^<>]*>((?:(?!</a>).)*+)</a>", re.DOTALL)
# Below this many characters trafilatura falls back to the paragraphs of a page.
_SHORT = 250
_PLACES = ("article", "main", '[role="main"]', "body")
_COPY = "p, h2, h3, h4, ul, ol, blockquote, pre, table, figure"
_COPY_TAGS = frozenset(_COPY.split(", "))
_NOT_COPY = "script, style, nav, aside, footer, header, form, noscript, template"


def page_body(html: str, tree: "LexborHTMLParser", *, url: str | None) -> str:
    """The HTML of the article's body; '' if the page has none. It is not sanitised yet.

    trafilatura finds it (F1 0.96 on its public benchmark); where it finds nothing, or the page
    is too large for it, it is the blocks of ``<article>``, ``<main>`` or the page. So it is for a
    part of a page and for a short page, of which trafilatura keeps the paragraphs alone.
    """
    is_part = _BODY.search(html) is None
    found = _extracted(html, url) if len(html) <= LARGEST_PAGE and not is_part else ""
    if len(_words(found)) >= _SHORT:
        return found
    return _blocks_of(tree) or found


def _extracted(html: str, url: str | None) -> str:
    import trafilatura

    found = trafilatura.extract(
        html,
        url=url,
        fast=True,
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_images=True,
        include_tables=True,
        with_metadata=False,
    )
    return _DOUBLED_PRE.sub(r"\1", found or "")


def _words(html: str) -> str:
    return " ".join(_TAG.sub(" ", html).split())


def _blocks_of(tree: "LexborHTMLParser") -> str:
    for node in tree.css(_NOT_COPY):
        node.decompose()
    for place in _PLACES:
        root = tree.css_first(place)
        if blocks := list(_blocks_in(root)) if root else []:
            return "".join(blocks)
    body = tree.body
    return str(body.html) if body else ""


def _blocks_in(root: "LexborNode") -> Iterator[str]:
    for node in root.css(_COPY):
        html = str(node.html)
        if not (_is_inner(node) or (node.tag in ("ul", "ol") and _is_menu(html))):
            yield html


def _is_menu(html: str) -> bool:
    """True for a list of which most is links."""
    links = sum(len(_words(link)) for link in _LINK.findall(html))
    return links * 2 > len(_words(html))


def _is_inner(node: "LexborNode") -> bool:
    """True for a block that stands inside another one, and so comes with that."""
    above = node.parent
    while above is not None:
        if above.tag in _COPY_TAGS:
            return True
        above = above.parent
    return False
