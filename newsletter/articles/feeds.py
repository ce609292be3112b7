"""Feeds to articles: RSS, Atom, JSON Feed. Strict first; leniently where they are broken."""

import json
import re

from newsletter.articles.atom import atom_items
from newsletter.articles.broken_feed import recovered_items
from newsletter.articles.feed_items import articles_of
from newsletter.articles.forms import is_html
from newsletter.articles.json_feed import json_items
from newsletter.articles.reading import Reading
from newsletter.articles.rss import rss_items
from newsletter.articles.xml_elements import Element, EntityDeclared, Malformed, parse
from newsletter.problems import Place, Problem, warning

_ENTITY = re.compile(r"<!ENTITY\b")
_OWN_FEED = re.compile(
    r"""<link\b[^<>]{0,300}?type=["']application/(?:rss|atom|feed)\+(?:xml|json)["'][^<>]{0,300}>""",
    re.IGNORECASE,
)
_HREF = re.compile(r"""href=["']([^"'<>]{1,500})["']""", re.IGNORECASE)


def read_feed(text: str, *, name: str, url: str | None = None) -> Reading:
    """The articles of a feed. An error says why there are none.

    ``url`` is where the feed was found, if it was: links that are not complete count from there,
    unless the feed says from where.
    """
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text, name, url)
    if is_html(text):
        return _failed(_page(text, name))
    try:
        return _from_xml(parse(text, file=name), name, url)
    except EntityDeclared as error:
        return _failed(_entities(error.place))
    except Malformed as error:
        return _from_broken(text, error, name, url)


def _failed(problem: Problem) -> Reading:
    return Reading((), (problem,))


def _from_xml(root: Element, name: str, url: str | None) -> Reading:
    if root.name in ("rss", "rdf:RDF"):
        return _not_empty(articles_of(rss_items(root, url), name=name), name)
    if root.name == "atom:feed":
        return _not_empty(articles_of(atom_items(root, url), name=name), name)
    if root.name in ("xhtml:html", "html"):
        return _failed(_page("", name))
    return _failed(_unknown(f"a <{root.name.lstrip('?')}> document", root.place))


def _from_json(text: str, name: str, url: str | None) -> Reading:
    try:
        feed = json.loads(text)
    except json.JSONDecodeError as error:
        return _failed(_no_json(error.msg, Place(name, error.lineno, error.colno)))
    except RecursionError:
        return _failed(_no_json("it is nested too deep", Place(name)))
    except ValueError:
        return _failed(_no_json("a number in it is far too long", Place(name)))
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(version, str) or "jsonfeed.org" not in version:
        return _failed(_unknown("JSON, but no JSON Feed", Place(name, 1, 1)))
    return _not_empty(articles_of(json_items(feed, file=name, url=url), name=name), name)


def _from_broken(text: str, error: Malformed, name: str, url: str | None) -> Reading:
    if _ENTITY.search(text):
        return _failed(_entities(error.place))
    reading = articles_of(recovered_items(text, file=name, url=url), name=name)
    if not reading.articles:
        return Reading((), (_malformed(error, recovered=False), *reading.problems))
    return Reading(reading.articles, (_malformed(error, recovered=True), *reading.problems))


def _not_empty(reading: Reading, name: str) -> Reading:
    if reading.articles or reading.problems:
        return reading
    hint = "Is it the right feed, and has anything been published?"
    return Reading(
        (), (warning("feed-no-items", "The feed has no items.", hint, Place(name, 1, 1)),)
    )


def _malformed(error: Malformed, *, recovered: bool) -> Problem:
    text = f"The feed is no well-formed XML: {error.reason}."
    if recovered:
        hint = "It was read all the same; check that nothing is missing."
        return warning("feed-malformed", text, hint, error.place)
    return Problem(
        "feed-malformed", text, "Save the feed again; this one cannot be read.", error.place
    )


def _entities(place: Place) -> Problem:
    text = "The feed declares entities of its own, which can grow without end."
    return Problem(
        "feed-entities", text, "Remove the <!DOCTYPE ...> with its <!ENTITY ...> lines.", place
    )


def _page(text: str, name: str) -> Problem:
    found = _OWN_FEED.search(text)
    address = _HREF.search(found[0]) if found else None
    hint = (
        f"Its feed is {address[1]}."
        if address
        else "Look for its feed, or save it with the ending .html."
    )
    return Problem("feed-is-html", "This is a web page, not a feed.", hint, Place(name, 1, 1))


def _unknown(what: str, place: Place) -> Problem:
    return Problem(
        "feed-unknown", f"This is {what}.", "Give a feed in RSS, Atom or JSON Feed.", place
    )


def _no_json(reason: str, place: Place) -> Problem:
    return Problem(
        "feed-malformed",
        f"The feed is no JSON: {reason}.",
        "Save the feed again; this one cannot be read.",
        place,
    )
