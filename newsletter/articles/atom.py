"""Atom (RFC 4287)."""

import html as entities
from collections.abc import Iterator
from urllib.parse import urljoin

from newsletter.articles.feed_items import FeedItem
from newsletter.articles.rss import picture
from newsletter.articles.xml_elements import Element


def atom_items(root: Element, url: str | None = None) -> Iterator[FeedItem]:
    """The entries of a ``feed`` element, in their order; the feed is at ``url``."""
    base = _nested(_link(root, "self") or _link(root) or url, root)
    lang = root.attributes.get("xml:lang", "")
    author = _author(root)
    for entry in root.all("atom:entry"):
        yield _item(entry, base, lang, author)


def _item(entry: Element, base: str | None, lang: str, author: str) -> FeedItem:
    image, alt = picture(entry)
    content = entry.first("atom:content")
    base = _nested(base, entry)
    return FeedItem(
        place=entry.place,
        id=entry.text_of("atom:id"),
        title=_html(entry.first("atom:title")),
        link=_link(entry),
        author=_author(entry) or author,
        date=entry.text_of("atom:published", "atom:issued", "atom:updated", "atom:modified"),
        content=_html(content),
        excerpt=_html(entry.first("atom:summary", "media:description")),
        tags=tuple(_category(child) for child in entry.all("atom:category")),
        lang=entry.attributes.get("xml:lang")
        or (content and content.attributes.get("xml:lang"))
        or lang,
        image=image or _link(entry, "enclosure", "image/"),
        image_alt=alt,
        base=_nested(base, content) if content else base,
    )


def _link(element: Element, relation: str = "alternate", kind: str = "") -> str:
    for link in element.all("atom:link"):
        is_wanted = link.attributes.get("rel", "alternate") == relation
        if is_wanted and link.attributes.get("type", "").startswith(kind):
            return link.attributes.get("href", "")
    return ""


def _author(element: Element) -> str:
    names = [author.text_of("atom:name") for author in element.all("atom:author")]
    return ", ".join(name for name in names if name)


def _category(element: Element) -> str:
    return element.attributes.get("label") or element.attributes.get("term", "")


def _html(construct: Element | None) -> str:
    """A text construct as HTML: plain text is escaped, XHTML is written out (RFC 4287, 3.1)."""
    if construct is None:
        return ""
    kind = construct.attributes.get("type", "text").lower()
    if kind in ("xhtml", "application/xhtml+xml") or (construct.children and not construct.text):
        return "".join(_written(part) for part in construct.content)
    if kind in ("html", "text/html"):
        return construct.text
    return entities.escape(construct.text).replace("\n\n", "<br><br>")


def _written(part: str | Element) -> str:
    if isinstance(part, str):
        return entities.escape(part)
    name = part.name.rpartition(":")[2]
    attributes = "".join(
        f' {key}="{entities.escape(value)}"'
        for key, value in part.attributes.items()
        if ":" not in key
    )
    return f"<{name}{attributes}>{''.join(_written(inner) for inner in part.content)}</{name}>"


def _nested(base: str | None, element: Element) -> str | None:
    own = element.attributes.get("xml:base", "")
    try:
        return (urljoin(base or "", own) if own else base) or None
    except ValueError:
        return base
