"""Pasted text: an article as people copy it, without any markup."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from newsletter.articles.assembly import assemble
from newsletter.articles.closing import Closing, closing
from newsletter.articles.hard_wrap import with_titles_joined
from newsletter.articles.hashtags import hashtags
from newsletter.articles.headings import looks_like_heading
from newsletter.articles.inline_marks import marked_html, unmarked
from newsletter.articles.passages import Line, lines_of, passages
from newsletter.articles.pasted_head import Head, head, title_text
from newsletter.articles.pieces import Piece, pieces
from newsletter.articles.reading import Reading
from newsletter.articles.residue import with_buttons_joined
from newsletter.model import Article, Block, Hashtags, Summary
from newsletter.problems import Place, Problem, note


def read_pasted(text: str, *, name: str) -> Reading:
    """The article in ``text``: its title is the first line, its end hashtags or a summary.

    Its url, author and date are not known and stay None.
    """
    found = with_titles_joined(passages(lines_of(text)))
    top = head([with_buttons_joined(passage) for passage in found])
    end = closing(_merged([piece for passage in top.rest for piece in pieces(passage)]))
    reading = assemble(_article(top, end, name), None)
    return Reading(reading.articles, (*reading.problems, *_left_out(top, end, name)))


def _article(top: Head, end: Closing, name: str) -> Article:
    tags = hashtags(end.tags)
    return Article(
        ref=name,
        title=title_text(top.title.text) if top.title else "",
        image_alt=top.caption,
        summary=Summary(unmarked(end.summary.text), "given") if end.summary else None,
        hashtags=Hashtags(tags, "given" if tags else None),
        body=tuple(_blocks(end.body)),
        related=tuple(map(unmarked, end.related)),
        places=_places(top, end, name),
    )


def _places(top: Head, end: Closing, name: str) -> dict[str, Place]:
    lines = {
        "title": top.title,
        "summary": end.summary.line if end.summary else None,
        "tags": end.tags_line,
    }
    return {key: _place(line, name) for key, line in lines.items() if line}


def _place(line: Line, name: str) -> Place:
    return Place(name, line.number, line.column)


def _left_out(top: Head, end: Closing, name: str) -> Iterator[Problem]:
    hint = "To give the article a date, write `date: 2026-11-05` between --- lines at the top."
    for line in top.datelines:
        yield _note(line.text.strip(), hint, _place(line, name))
    hint = "If it belongs to the article, write it as a sentence inside a paragraph."
    for piece in end.left_out:
        yield _note(piece.text, hint, _place(piece.line, name))


def _note(left_out: str, hint: str, place: Place) -> Problem:
    text = f"Left out as no part of the article: “{_short(left_out)}”"
    return note("text-left-out", text, hint, place)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _merged(found: Iterable[Piece]) -> list[Piece]:
    """List items with blank lines between them are one list."""
    result: list[Piece] = []
    for (kind, numbered), group in groupby(found, key=lambda piece: (piece.kind, piece.numbered)):
        run = list(group)
        result += [_one_list(run, numbered)] if kind == "list" and len(run) > 1 else run
    return result


def _one_list(run: Sequence[Piece], numbered: bool) -> Piece:
    items = tuple(item for piece in run for item in piece.items)
    return Piece("list", run[0].line, "\n".join(items), items, numbered=numbered)


def _blocks(body: Sequence[Piece]) -> list[Block]:
    found: list[Block] = []
    for piece, below in zip(body, [*body[1:], None], strict=False):
        found.append(_block(piece, is_above_paragraph=below is not None and below.is_paragraph))
    return found


def _block(piece: Piece, *, is_above_paragraph: bool) -> Block:
    text, html = unmarked(piece.text), marked_html(piece.text)
    if piece.kind == "heading" or (is_above_paragraph and _may_be_heading(piece)):
        return Block("heading", text, f"<h2>{html}</h2>")
    if piece.kind == "list":
        return _list(piece)
    if piece.kind == "quote":
        return Block("quote", text, f"<blockquote><p>{html}</p></blockquote>")
    return Block("paragraph", text, f"<p>{html}</p>")


def _list(piece: Piece) -> Block:
    tag = "ol" if piece.numbered else "ul"
    items = "".join(f"<li>{marked_html(item)}</li>" for item in piece.items)
    return Block("list", "\n".join(map(unmarked, piece.items)), f"<{tag}>{items}</{tag}>")


def _may_be_heading(piece: Piece) -> bool:
    """A numbered line above a paragraph (``1. Start early``) is a heading of a listicle."""
    is_listicle = piece.kind == "list" and piece.alone and piece.numbered
    return piece.is_heading_like or (is_listicle and looks_like_heading(piece.text))
