"""The article's own part of an HTML page, without menus, adverts and footers."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

LARGEST_PAGE = 4 * 1024 * 1024
_DOUBLED_PRE = re.compile(r"<pre>\s*+(<pre>(?:(?!</?pre>).)*+</pre>)\s*+</pre>", re.DOTALL)
_PLACES = ("article", "main", '[role="main"]', "body")
_COPY = "p, h2, h3, h4, ul, ol, blockquote, pre, table, figure"
_COPY_TAGS = frozenset(_COPY.split(", "))
_NOT_COPY = "script, style, nav, aside, footer, header, form, noscript, template"


def page_body(html: str, tree: "LexborHTMLParser", *, url: str | None) -> str:
    """The HTML of the article's body; '' if the page has none. It is not sanitised yet.

    trafilatura finds it (F1 0.96 on its public benchmark); where it finds nothing, or the page
    is too large for it, it is the blocks of ``<article>``, ``<main>`` or the page.
    """
    found = _extracted(html, url) if len(html) <= LARGEST_PAGE else ""
    return found if _has_words(found) else _blocks_of(tree)


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


def _has_words(html: str) -> bool:
    return bool(re.sub(r"<[^<>]*>", " ", html).split())


def _blocks_of(tree: "LexborHTMLParser") -> str:
    for node in tree.css(_NOT_COPY):
        node.decompose()
    for place in _PLACES:
        root = tree.css_first(place)
        blocks = [str(node.html) for node in root.css(_COPY) if not _is_inner(node)] if root else []
        if blocks:
            return "".join(blocks)
    body = tree.body
    return str(body.html) if body else ""


def _is_inner(node: "LexborNode") -> bool:
    """True for a block that stands inside another one, and so comes with that."""
    above = node.parent
    while above is not None:
        if above.tag in _COPY_TAGS:
            return True
        above = above.parent
    return False
