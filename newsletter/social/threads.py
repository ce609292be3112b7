"""Threads: an article's title and summary in numbered parts, each within the network's limit.

The first part begins with the title, the last one ends with the link and the hashtags. Parts end
where sentences end; a sentence that is too long for one part is parted at a comma or a space.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from newsletter.model import Article
from newsletter.social.composed import Composed, composed
from newsletter.social.layout import arranged, fits, link_beside, most, tags_beside
from newsletter.social.networks import Network
from newsletter.writing.sentences import joined, sentences
from newsletter.writing.summary import repeats

MAX_PARTS = 99
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_ADDRESS = regex.compile(r"(?:https?://|www\.)\S++")
_CLAUSES = regex.compile(r"[,;:،؛–—]\s++|[、，；：]")
_WORDS = regex.compile(r"\s++|(?<=[\p{Hiragana}、，；：」』）])(?=[\p{Han}\p{Katakana}「『（])")
_CHARACTERS = regex.compile(rf"(?<={_UNSPACED})(?={_UNSPACED})")
_WINDOW = 4


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a piece of one; after a title comes a blank line."""

    text: str
    is_title: bool = False


_Pieces = list[_Piece]


def thread(article: Article, rules: Network) -> Composed:
    """The thread about ``article``; one part without a number when everything fits into it.

    It tells the whole summary: the given one, or the lead that was extracted. After 98 parts the
    rest is kept in the last one, with a problem that says by how much it is too long.
    """
    pieces = _story(article)
    told = _text(pieces)
    link = link_beside(told, article.url)
    tags = tags_beside(told, article.hashtags.tags, rules)
    whole = arranged(told, link, tags)
    return composed(
        article,
        rules,
        [whole] if fits(rules, whole) else _numbered(pieces, link, tags, rules),
        place=article.place("summary"),
        advice=f", or write a text of its own as post.{rules.name}",
    )


def _story(article: Article) -> _Pieces:
    summary = article.summary.text if article.summary else ""
    told = sentences(summary, article.lang)
    rest = [_Piece(part) for part in told if not repeats(part, article.title)]
    return [_Piece(article.title, is_title=True), *rest] if article.title else rest


def _text(pieces: Sequence[_Piece]) -> str:
    title = "".join(piece.text for piece in pieces[:1] if piece.is_title)
    rest = joined(piece.text for piece in pieces[bool(title) :])
    return "\n\n".join(filter(None, (title, rest)))


def _numbered(
    pieces: _Pieces, link: str | None, tags: Sequence[str], rules: Network
) -> Sequence[str]:
    packer = _Packer(rules, total=9)
    texts = packer.with_tail(packer.parts(pieces), link, tags)
    if len(texts) > packer.total:
        packer = _Packer(rules, total=MAX_PARTS)
        texts = packer.with_tail(packer.parts(pieces), link, tags)
    last = len(texts)
    return texts if last == 1 else [_marked(text, n, last) for n, text in enumerate(texts, 1)]


def _marked(text: str, number: int, last: int) -> str:
    return f"{text} {number}/{last}"


@dataclass(frozen=True, slots=True)
class _Packer:
    """Fills parts so that each fits with its number, when there are up to ``total`` of them."""

    rules: Network
    total: int

    def holds(self, number: int, text: str) -> bool:
        """Does the part of that number have room for ``text``?"""
        return fits(self.rules, _marked(text, number, self.total))

    def parts(self, pieces: _Pieces) -> list[_Pieces]:
        """``pieces`` in their order, as many in each part as it holds."""
        parts: list[_Pieces] = []
        while pieces:
            pieces, count = self._next(pieces, len(parts) + 1)
            parts.append(pieces[:count])
            pieces = pieces[count:]
        return parts

    def _next(self, pieces: _Pieces, number: int) -> tuple[_Pieces, int]:
        """The pieces, the first one parted if need be, and how many the next part takes."""
        if number == MAX_PARTS:
            return pieces, len(pieces)
        count = most(len(pieces), lambda n: self.holds(number, _text(pieces[:n])))
        if count:
            return pieces, count
        return [*self._parted(pieces[0], number), *pieces[1:]], 1

    def _parted(self, piece: _Piece, number: int) -> _Pieces:
        cut = self._cut(piece.text, number)
        head, rest = piece.text[:cut].rstrip(), piece.text[cut:].lstrip()
        return [replace(piece, text=text) for text in (head, rest) if text]

    def _cut(self, text: str, number: int) -> int:
        """Where to part a text: at a clause unless a word fits twice as much; 0 for nowhere."""
        window = text[: self.rules.limit * _WINDOW]
        clauses, words, characters = (
            self._last_break(pattern, window, number) for pattern in (_CLAUSES, _WORDS, _CHARACTERS)
        )
        return clauses if clauses * 2 >= words and clauses else words or characters

    def _last_break(self, pattern: regex.Pattern[str], text: str, number: int) -> int:
        masked = _ADDRESS.sub(lambda match: "x" * len(match[0]), text)
        ends = [match.end() for match in pattern.finditer(masked)]
        count = most(len(ends), lambda n: self.holds(number, text[: ends[n - 1]].rstrip()))
        return ends[count - 1] if count else 0

    def with_tail(self, parts: list[_Pieces], link: str | None, tags: Sequence[str]) -> list[str]:
        """The texts of the parts, link and hashtags in the last one, or in one more.

        The last sentence comes along into the new part; if there is no room, nothing does.
        """
        texts = [_text(part) for part in parts]
        last, number = parts[-1], len(parts)
        if not (link or tags):
            return texts
        full = arranged(texts[-1], link, tags)
        if number == MAX_PARTS or self.holds(number, full):
            return [*texts[:-1], full]
        moved = arranged(last[-1].text, link, tags)
        if len(last) > 1 and self.holds(number + 1, moved):
            return [*texts[:-1], _text(last[:-1]), moved]
        count = most(len(tags), lambda n: self.holds(number + 1, arranged("", link, tags[:n])))
        return [*texts, arranged("", link, tags[:count])]


__all__ = ["MAX_PARTS", "thread"]
