"""An article as the store keeps it: everything of it but where its words stand in its source."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from newsletter.model import Article, Block, Hashtags, Summary
from newsletter.problems import Place


def to_data(article: Article) -> str:
    """The article as JSON; the same article is always the same text."""
    summary, tags = article.summary, article.hashtags
    data = {
        "title": article.title,
        "url": article.url,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "lang": article.lang,
        "dir": article.dir,
        "image": article.image,
        "image_alt": article.image_alt,
        "summary": summary and [summary.text, summary.source, summary.social, summary.digest],
        "tags": [list(tags.tags), tags.source],
        "body": [[block.kind, block.text, block.html] for block in article.body],
        "related": list(article.related),
        "thread": article.thread,
        "pinned": article.pinned,
        "exclude": article.exclude,
        "utm": article.utm,
        "posts": dict(article.posts),
    }
    # In ASCII: a feed may hold halves of characters, which no database takes as they are.
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def from_data(ref: str, text: str) -> Article:
    """The article in ``text``, which `to_data` wrote. Problems with it are placed by its ref."""
    data = json.loads(text)
    tags, source = data["tags"]
    return Article(
        ref=ref,
        title=data["title"],
        url=data["url"],
        author=data["author"],
        published=_moment(data["published"]),
        lang=data["lang"],
        dir=data["dir"],
        image=data["image"],
        image_alt=data["image_alt"],
        summary=Summary(*data["summary"]) if data["summary"] else None,
        hashtags=Hashtags(tuple(tags), source),
        body=tuple(Block(*block) for block in data["body"]),
        related=tuple(data["related"]),
        places={"title": Place(ref)},
        **_decisions(data),
    )


def _decisions(data: Mapping[str, Any]) -> dict[str, Any]:
    """What its author decided about how it is used."""
    return {key: data[key] for key in ("thread", "pinned", "exclude", "utm", "posts")}


def _moment(text: str | None) -> date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
