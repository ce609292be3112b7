"""How a Markdown article ends: hashtags, a ``Summary:`` paragraph, titles of other articles."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.articles.headings import ends_a_sentence
from newsletter.articles.lists import list_item
from newsletter.articles.markdown_related import related_from, titles_in
from newsletter.articles.passages import Line
from newsletter.articles.summary_label import summary_label
from newsletter.articles.tagline import lone_tag, tag_line


@dataclass(slots=True)
class End:
    """The lines of the body, and what stood below them: the summary's Markdown, tags, titles."""

    body: list[Line]
    summary: str = ""
    summary_line: Line | None = None
    tags: tuple[str, ...] = ()
    tags_line: Line | None = None
    related: tuple[str, ...] = ()


def end_of(lines: Sequence[Line]) -> End:
    """Take titles of other articles, then hashtags and summary in either order, off ``lines``."""
    start = related_from(lines)
    end = End(list(lines[:start]), related=titles_in(lines[start:]))
    while True:
        while end.body and not end.body[-1].text:
            end.body.pop()
        if not (_take_tags(end) or _take_summary(end)):
            return end


def _take_tags(end: End) -> bool:
    tags = _tags(end.body) if end.body else ()
    if tags:
        end.tags = tags + end.tags
        end.tags_line = end.body.pop()
    return bool(tags)


def _tags(body: Sequence[Line]) -> tuple[str, ...]:
    """The hashtags on the last line; a single one must stand alone there."""
    above = body[-2].text if len(body) > 1 else ""
    is_alone = not above or ends_a_sentence(above)
    return tag_line(body[-1].text) or (lone_tag(body[-1].text) if is_alone else ())


def _take_summary(end: End) -> bool:
    start = _summary_start(end.body) if end.summary_line is None else None
    if start is None:
        return False
    first, *rest = end.body[start:]
    label = summary_label(first.text)
    end.summary = _as_sentences([label.text if label else "", *(line.text for line in rest)])
    end.summary_line = first
    del end.body[start:]
    return True


def _summary_start(body: Sequence[Line]) -> int | None:
    """Where the last paragraph's label stands: on its first line, or after a whole sentence."""
    for number in range(len(body) - 1, -1, -1):
        line = body[number].text
        if not line:
            return None
        begins = number == 0 or not body[number - 1].text or ends_a_sentence(body[number - 1].text)
        if begins and summary_label(line):
            return number
    return None


def _as_sentences(lines: Sequence[str]) -> str:
    items = [list_item(line) for line in lines]
    texts = [item.text if item else line.strip() for item, line in zip(items, lines, strict=True)]
    return " ".join(
        text if not item or ends_a_sentence(text) else f"{text}."
        for item, text in zip(items, texts, strict=True)
        if text
    )
