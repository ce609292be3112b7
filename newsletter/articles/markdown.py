"""Markdown, with or without front matter, to an article."""

from newsletter.articles.assembly import assemble
from newsletter.articles.bodies import Body, body, text_alone
from newsletter.articles.characters import folded, one_line
from newsletter.articles.fields import Fields
from newsletter.articles.frontmatter import split
from newsletter.articles.hashtags import hashtags
from newsletter.articles.markdown_end import End, end_of
from newsletter.articles.markdown_text import MarkdownText, without_marks
from newsletter.articles.passages import lines_of
from newsletter.articles.reading import Reading
from newsletter.articles.shortcodes import without_shortcodes
from newsletter.model import Article, Hashtags, Summary
from newsletter.problems import Place


def read_markdown(text: str, *, name: str) -> Reading:
    """The article of a Markdown file (https://spec.commonmark.org/0.31.2/, tables, ~~strike~~).

    The title is that of the front matter, else the first heading of level one; hashtags and a
    summary at the end count where the front matter gives none.
    """
    parts = split(text, name=name)
    lines, shortcodes = without_shortcodes(lines_of(parts.body, parts.body_line), name)
    end = end_of(lines)
    markdown = MarkdownText([line.text for line in end.body])
    places = _title_and_end_places(markdown, end, parts.fields, name) | parts.fields.places
    place = Place(name, parts.body_line, 1)
    content = _content(markdown, end, place, places.get("title"))
    reading = assemble(
        _article(name, markdown, end, parts.fields, content, places), parts.fields.direction
    )
    problems = (*parts.fields.problems, *shortcodes, *content.problems, *reading.problems)
    return Reading(reading.articles, problems)


def _content(markdown: MarkdownText, end: End, place: Place, title: Place | None) -> Body:
    """The body; of one that is nested too deep, the words of its lines."""
    if not markdown.is_too_deep:
        return body(markdown.html(), place=place)
    title_line = title.line if title and markdown.title else None
    return text_alone(
        (without_marks(line.text) for line in end.body if line.number != title_line), place
    )


def _article(
    name: str,
    markdown: MarkdownText,
    end: End,
    given: Fields,
    content: Body,
    places: dict[str, Place],
) -> Article:
    texts, switches = given.texts, given.switches
    return Article(
        ref=name,
        title=texts.get("title") or markdown.title,
        url=texts.get("url") or texts.get("canonical_url"),
        author=one_line(texts.get("author", "")) or None,
        published=given.published,
        lang=texts.get("lang"),
        image=texts.get("image"),
        image_alt=one_line(texts.get("image_alt", "")) or None,
        summary=_summary(given, end),
        hashtags=_hashtags(given, end),
        body=content.blocks,
        related=end.related,
        thread=switches.get("thread", False),
        pinned=switches.get("pinned", False),
        exclude=switches.get("exclude", False),
        utm=switches.get("utm", True),
        posts=given.posts,
        places=places,
    )


def _summary(given: Fields, end: End) -> Summary | None:
    text = given.texts.get("summary") or given.texts.get("description") or ""
    text = one_line(text) or MarkdownText.plain(end.summary)
    return Summary(text, "given") if text else None


def _hashtags(given: Fields, end: End) -> Hashtags:
    tags = given.tags or hashtags(end.tags)
    return Hashtags(tags, "given" if tags else None)


def _title_and_end_places(
    markdown: MarkdownText, end: End, given: Fields, name: str
) -> dict[str, Place]:
    """Where title, summary and tags stand in the body; takes a heading that is the title out."""
    title = given.texts.get("title")
    number = markdown.take_title(None if title is None else folded(title))
    lines = {
        "title": end.body[number] if number is not None else None,
        "summary": end.summary_line,
        "tags": end.tags_line,
    }
    places = {key: Place(name, line.number, line.column) for key, line in lines.items() if line}
    if "summary" not in given.places and "description" in given.places:
        places["summary"] = given.places["description"]
    return places
