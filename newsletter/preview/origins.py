"""Which sentence of an article a summary or a post came from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsletter.model import Article, Block, Post
from newsletter.social.networks import NETWORKS
from newsletter.usecases.building import Build
from newsletter.writing.sentences import sentences

BY_LINES = frozenset({"list", "table", "code"})
LONGEST = 200_000
"""Characters of an article that are looked at; nobody reads on in a drawer."""


def origins_json(build: Build, ref: str) -> dict[str, Any] | None:
    """An article in sentences, each with what used it; None if there is no such one."""
    article = next((one for one in build.edition.articles if one.ref == ref), None)
    if article is None:
        return None
    pieces = dict(_pieces(article, build.posts))
    used: dict[str, list[bool]] = {name: [] for name in pieces}
    body = list(_body(article, pieces))
    known = {sentence["text"] for block in body for sentence in block["sentences"]}
    for name, text in pieces.items():
        used[name] = [one in known for one in sentences(text, article.lang)]
    return {
        "ref": ref,
        "title": article.title,
        "place": str(article.place()),
        "lang": article.lang,
        "dir": article.dir,
        "source": article.summary.source if article.summary else None,
        "body": body,
        "pieces": [_piece(name, pieces[name], article, used[name]) for name in pieces],
    }


def _piece(name: str, text: str, article: Article, found: Sequence[bool]) -> dict[str, Any]:
    split = sentences(text, article.lang)
    key = "summary" if name == "digest" else f"post.{name}"
    return {
        "name": name,
        "label": NETWORKS[name].label if name in NETWORKS else "Mail",
        "place": str(article.place(key)),
        "sentences": [
            {"text": one, "found": is_found} for one, is_found in zip(split, found, strict=True)
        ],
    }


def _pieces(article: Article, posts: Sequence[Post]) -> Iterator[tuple[str, str]]:
    """What is said about the article elsewhere: its teaser in the mail, and its posts."""
    if article.summary:
        yield "digest", article.summary.digest or article.summary.text
    for post in posts:
        if post.article == article.ref:
            yield post.network, "\n\n".join(part.text for part in post.parts)


def _body(article: Article, pieces: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    flat = {name: " ".join(text.split()) for name, text in pieces.items()}
    left = LONGEST
    for block in article.body:
        split = _split(block, left, article.lang)
        left -= len(block.text)
        listed = [{"text": one, "used": _users(one, flat)} for one in split]
        if listed:
            yield {"kind": block.kind, "sentences": listed}
        if left <= 0:
            return


def _split(block: Block, most: int, lang: str | None) -> Sequence[str]:
    """What is no running text stays in its lines."""
    text = block.text[:most]
    return text.splitlines() if block.kind in BY_LINES else sentences(text, lang)


def _users(sentence: str, flat: Mapping[str, str]) -> list[str]:
    return [name for name, text in flat.items() if sentence in text]
