"""A saved HTML page to an article."""

from dataclasses import replace

from newsletter.articles.assembly import assemble
from newsletter.articles.bodies import Body, body
from newsletter.articles.characters import folded
from newsletter.articles.hashtags import hashtags
from newsletter.articles.page_body import page_body
from newsletter.articles.page_metadata import Metadata, metadata_of
from newsletter.articles.reading import Reading
from newsletter.articles.sanitise import MAX_DEPTH, depth
from newsletter.model import Article, Block, Hashtags, Summary
from newsletter.problems import Place

_SHORTEST_SUMMARY = 40


def read_page(text: str, *, name: str, url: str | None = None) -> Reading:
    """The article of an HTML page, with what the page declares about it.

    ``url`` is where the page was found, if it was: its address, unless it declares another one.

    A page that is nested too deep for its parsers gives its text alone, with a warning.
    """
    from selectolax.lexbor import LexborHTMLParser

    place = Place(name, 1, 1)
    if depth(text) > MAX_DEPTH:
        return _flat(text, place)
    tree = LexborHTMLParser(text)
    about = metadata_of(tree)
    about = replace(about, url=about.url or url)
    content = body(page_body(text, tree, url=about.url), place=place, base=about.url)
    reading = assemble(
        _article(name, about, _without_title(content.blocks, about.title)), about.direction
    )
    return Reading(reading.articles, content.problems + reading.problems)


def _article(name: str, about: Metadata, blocks: tuple[Block, ...]) -> Article:
    tags = hashtags(about.keywords)
    return Article(
        ref=name,
        title=about.title,
        url=about.url,
        author=about.author,
        published=about.published,
        lang=about.lang,
        image=about.image,
        image_alt=about.image_alt,
        summary=_summary(about, blocks),
        hashtags=Hashtags(tags, "given" if tags else None),
        body=blocks,
    )


def _flat(text: str, place: Place) -> Reading:
    content: Body = body(text, place=place)
    title = content.blocks[0].text if content.blocks else ""
    reading = assemble(Article(ref=place.file or "", title=title, body=content.blocks[1:]), None)
    return Reading(reading.articles, content.problems + reading.problems)


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    is_title = (
        bool(blocks) and blocks[0].kind == "heading" and folded(blocks[0].text) == folded(title)
    )
    return blocks[1:] if is_title else blocks


def _summary(about: Metadata, blocks: tuple[Block, ...]) -> Summary | None:
    """The page's description, if somebody wrote one: not the title, not the first words."""
    text = about.description or ""
    if len(text) < _SHORTEST_SUMMARY or text.endswith(("...", "…", "[…]")):
        return None
    opening = next((block.text for block in blocks if block.kind == "paragraph"), "")
    is_copy = folded(opening).startswith(folded(text)) or folded(text) == folded(about.title)
    return None if is_copy else Summary(text, "given")
