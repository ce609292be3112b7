"""Articles and posts as the JSON objects of the contract."""

from dataclasses import asdict
from typing import Any

from newsletter.model import Article, Post


def article_json(article: Article, *, body: bool = True) -> dict[str, Any]:
    """What `newsletter read --json` prints; `build --json` leaves the body out."""
    summary = article.summary
    flat: dict[str, Any] = {
        "title": article.title,
        "url": article.url,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "lang": article.lang,
        "dir": article.dir,
        "image_alt": article.image_alt,
        "summary": summary
        and {
            "text": summary.text,
            "social": summary.social,
            "digest": summary.digest,
            "source": summary.source,
        },
        "hashtags": {"tags": list(article.hashtags.tags), "source": article.hashtags.source},
        "related": list(article.related),
    }
    if body:
        flat["body"] = [{"kind": block.kind, "text": block.text} for block in article.body]
    return flat


def post_json(post: Post) -> dict[str, Any]:
    """What `newsletter build --json` and posts.json hold of a post."""
    parts = [{"text": part.text, "length": part.length, "limit": part.limit} for part in post.parts]
    return {
        "network": post.network,
        "article": post.article,
        "parts": parts,
        "link": post.link,
        "hashtags": list(post.hashtags),
    }


def post_payload(post: Post) -> dict[str, Any]:
    """What a plan keeps of a post: also what its sender shows beside the text."""
    return post_json(post) | {"card": post.card and asdict(post.card), "lang": post.lang}
