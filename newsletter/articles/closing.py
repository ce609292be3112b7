"""How pasted text ends: its hashtags, its summary, and the titles of other articles after them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.articles.datelines import is_dateline
from newsletter.articles.headings import (
    ends_a_sentence,
    is_address,
    looks_like_heading,
    marked_heading,
)
from newsletter.articles.passages import Line
from newsletter.articles.pieces import Kind, Piece

_LONGEST_TITLE = 200
_POINTERS = "→»▶►➜➤›>▸ "


@dataclass(frozen=True, slots=True)
class Closing:
    """The pieces of the body, and what belongs to the article but is no part of it.

    ``left_out`` are lines that belong to no article, or to another one.
    """

    body: tuple[Piece, ...]
    summary: Piece | None = None
    tags: tuple[str, ...] = ()
    tags_line: Line | None = None
    related: tuple[str, ...] = ()
    left_out: tuple[Piece, ...] = ()


def closing(found: Sequence[Piece]) -> Closing:
    """Tell the body from what closes it. The last of summary and hashtags is the end.

    Behind the end a line like a heading is the title of another article, and a paragraph below
    such a title is that article's. Without an end, two or more such lines at the very end are.
    """
    left_out = tuple(piece for piece in found if piece.kind == "residue")
    found = [piece for piece in found if piece.kind != "residue"]
    found, summary = _with_summary(found)
    found = _with_sure_tags(found)
    tags = [piece for piece in found if piece.kind == "tags"]
    body, related, others = _split(found)
    return Closing(
        body=tuple(piece for piece in body if piece.kind not in ("tags", "summary", "rubric")),
        summary=summary,
        tags=tuple(tag for piece in tags for tag in piece.items),
        tags_line=tags[0].line if tags else None,
        related=tuple(related),
        left_out=left_out + tuple(others),
    )


def _with_summary(found: Sequence[Piece]) -> tuple[list[Piece], Piece | None]:
    """The pieces with at most one summary among them: the last one that can be one."""
    chosen = _summary_index(found)
    result: list[Piece] = []
    summary: Piece | None = None
    for number, piece in enumerate(found):
        if piece.kind != "summary":
            result.append(piece)
        elif number != chosen:
            is_heading = marked_heading(piece.line.text.strip()) is not None
            kind: Kind = "heading" if is_heading else "prose"
            result.append(replace(piece, kind=kind, text=piece.raw))
        else:
            summary = piece
            result.append(piece)
    return _with_text(result, summary)


def _summary_index(found: Sequence[Piece]) -> int | None:
    first = next((n for n, piece in enumerate(found) if piece.is_paragraph), len(found))
    last = max((n for n, piece in enumerate(found) if _is_copy(piece)), default=-1)
    for number in range(len(found) - 1, -1, -1):
        piece = found[number]
        if piece.bare and (first == number + 1 or _is_beside_tags(found, number)):
            return number
        is_sure = piece.firm or not first < number < last
        if piece.kind == "summary" and not piece.bare and is_sure:
            return number
    return None


def _is_copy(piece: Piece) -> bool:
    return piece.is_paragraph and not piece.titles


def _is_beside_tags(found: Sequence[Piece], number: int) -> bool:
    """True for a label whose one paragraph stands right above or below the hashtags."""
    above = [piece.kind for piece in found[max(0, number - 1) : number]]
    below = [piece.kind for piece in found[number + 1 : number + 3]]
    has_text = below[:1] in (["prose"], ["list"], ["quote"])
    return has_text and "tags" in (above + below[1:])


def _with_sure_tags(found: Sequence[Piece]) -> list[Piece]:
    """A single hashtag is the article's own text where a paragraph follows it."""
    last = max((n for n, piece in enumerate(found) if piece.is_paragraph), default=-1)
    return [
        replace(piece, kind="prose")
        if piece.kind == "tags" and not piece.firm and n < last
        else piece
        for n, piece in enumerate(found)
    ]


def _with_text(found: list[Piece], summary: Piece | None) -> tuple[list[Piece], Piece | None]:
    """A label that stands alone takes the text below it."""
    if summary is None or summary.text:
        return found, summary
    below = found.index(summary) + 1
    if below < len(found) and found[below].kind in ("prose", "list", "quote"):
        summary = replace(summary, text=_in_sentences(found.pop(below)))
    return found, summary if summary.text else None


def _in_sentences(piece: Piece) -> str:
    if piece.kind != "list":
        return piece.text
    return " ".join(item if ends_a_sentence(item) else f"{item}." for item in piece.items)


def _split(found: Sequence[Piece]) -> tuple[Sequence[Piece], list[str], list[Piece]]:
    """Body, related titles, and other articles' text."""
    markers = [n for n, piece in enumerate(found) if piece.kind in ("tags", "summary", "rubric")]
    end = markers[-1] + 1 if markers else 0
    if markers and _is_end(found[:end], found[end:]):
        body, related, others = _behind(found[end:], after_rubric=found[end - 1].kind == "rubric")
        return [*found[:end], *body], related, others
    trailing = _trailing_titles(found)
    start = len(found) - trailing
    return found[:start], [piece.text for piece in found[start:]], []


def _is_end(above: Sequence[Piece], behind: Sequence[Piece]) -> bool:
    """False where the article itself goes on: its hashtags or summary stand at the top."""
    text = [piece for piece in above if piece.is_paragraph or piece.kind == "summary"]
    copy = _length([piece for piece in behind if not piece.titles] if text else behind)
    return copy == 0 or copy * 2 <= _length(above)


def _length(found: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in found if piece.is_paragraph)


def _behind(
    found: Sequence[Piece], *, after_rubric: bool
) -> tuple[list[Piece], list[str], list[Piece]]:
    body: list[Piece] = []
    related: list[str] = []
    others: list[Piece] = []
    for piece in found:
        titles = _titles(piece, after_rubric=after_rubric)
        if titles:
            related += (title.lstrip(_POINTERS) for title in titles)
        elif related or after_rubric or is_dateline(piece.text):
            others.append(piece)
        else:
            body.append(piece)
    return body, related, others


def _titles(piece: Piece, *, after_rubric: bool) -> Sequence[str]:
    """The titles of other articles in a piece behind the end: short lines, a list, a long line."""
    if is_dateline(piece.text):
        return ()
    if piece.kind == "list" and (after_rubric or all(map(looks_like_heading, piece.items))):
        return piece.items
    is_line = piece.kind == "prose" and piece.alone and len(piece.text) <= _LONGEST_TITLE
    if is_line and not (ends_a_sentence(piece.text) or is_address(piece.text)):
        return (piece.text,)
    return piece.titles


def _trailing_titles(found: Sequence[Piece]) -> int:
    """How many lines at the end are titles of other articles: none, or two and more."""
    count = 0
    for piece in reversed(found):
        if not piece.is_heading_like:
            break
        count += 1
    has_text = any(piece.is_paragraph for piece in found)
    return count if count > 1 and has_text else 0
