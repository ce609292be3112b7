"""RSS 2.0 (https://www.rssboard.org/rss-specification) and RSS 1.0 (http://purl.org/rss/1.0/spec)."""

from collections.abc import Iterator
from urllib.parse import urljoin

from newsletter.articles.feed_items import FeedItem
from newsletter.articles.xml_elements import Element


def rss_items(root: Element, url: str | None = None) -> Iterator[FeedItem]:
    """The items of an ``rss`` or ``rdf:RDF`` element, in their order; the feed is at ``url``."""
    channel = root.first("channel") or root
    base = _base(root, channel, url)
    lang = channel.text_of("language", "dc:language")
    for element in [*channel.all("item"), *(root.all("item") if channel is not root else [])]:
        yield _item(element, _nested(base, element), lang)


def _item(element: Element, base: str | None, lang: str) -> FeedItem:
    image, alt = picture(element)
    return FeedItem(
        place=element.place,
        id=element.text_of("guid") or element.attributes.get("rdf:about", ""),
        title=element.text_of("title", "media:title", "dc:title"),
        link=_link(element),
        author=_author(element),
        date=element.text_of(
            "pubDate", "dc:date", "dcterms:created", "atom:published", "atom:updated"
        ),
        content=element.text_of("content:encoded", "atom:content", "xhtml:body"),
        excerpt=element.text_of(
            "description", "atom:summary", "itunes:summary", "media:description"
        ),
        tags=tuple(
            child.text for name in ("category", "dc:subject") for child in element.all(name)
        ),
        lang=element.attributes.get("xml:lang") or element.text_of("dc:language") or lang,
        image=image,
        image_alt=alt,
        base=base,
    )


def picture(element: Element) -> tuple[str, str]:
    """The address of an item's picture and the words for it, each '' if there is none.

    Media RSS (https://www.rssboard.org/media-rss), an enclosure, or the podcast tag.
    """
    group = element.first("media:group")
    for parent in (element, group) if group else (element,):
        for media in parent.all("media:content"):
            kind = media.attributes.get("type", "")
            if media.attributes.get("medium") == "image" or kind.startswith("image/"):
                return media.attributes.get("url", ""), media.text_of("media:description")
    for enclosure in element.all("enclosure"):
        if enclosure.attributes.get("type", "").startswith("image/"):
            return enclosure.attributes.get("url", ""), ""
    thumbnail = element.first("media:thumbnail")
    if thumbnail:
        return thumbnail.attributes.get("url", ""), ""
    podcast = element.first("itunes:image")
    return (podcast.attributes.get("href", ""), "") if podcast else ("", "")


def _link(element: Element) -> str:
    """The link; a guid is one too, unless it says that it is not (isPermaLink)."""
    if link := element.text_of("link"):
        return link
    for link_element in element.all("atom:link"):
        if link_element.attributes.get("rel", "alternate") == "alternate":
            return link_element.attributes.get("href", "")
    guid = element.first("guid")
    is_link = guid and guid.attributes.get("isPermaLink", "true") != "false"
    return guid.text if guid and is_link and guid.text.startswith("http") else ""


def _author(element: Element) -> str:
    """The name. RSS wants an address in ``author``: ``jo@acme.example (Jo Day)``."""
    if creator := element.text_of("dc:creator", "itunes:author"):
        return creator
    author = element.text_of("author")
    address, _, name = author.partition("(")
    return name.rstrip(") ") if "@" in address and name else author if "@" not in author else ""


def _base(root: Element, channel: Element, url: str | None) -> str | None:
    itself = next(
        (
            link.attributes.get("href", "")
            for link in channel.all("atom:link")
            if link.attributes.get("rel") == "self"
        ),
        "",
    )
    base = channel.text_of("link") or itself or url
    return _nested(_nested(base, root), channel)


def _nested(base: str | None, element: Element) -> str | None:
    """The base inside ``element`` (https://www.w3.org/TR/xmlbase/)."""
    own = element.attributes.get("xml:base", "")
    try:
        return urljoin(base or "", own) or None if own else base
    except ValueError:
        return base
