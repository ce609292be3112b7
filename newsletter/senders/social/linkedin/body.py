"""What is sent to LinkedIn for a post.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
"""

from collections.abc import Mapping
from typing import Any

from newsletter.editions.lines import cut_at_a_word
from newsletter.model import Post
from newsletter.senders.social.linkedin.little_text import little_text

MOST_ALT = 4086
MOST_TITLE = 400


def post_body(author: str, text: str, content: Mapping[str, Any] | None) -> dict[str, Any]:
    """A public post of ``author``."""
    body: dict[str, Any] = {
        "author": author,
        "commentary": little_text(text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    return body | ({"content": dict(content)} if content else {})


def image(urn: str, alt: str) -> dict[str, Any]:
    """A picture by itself, with its description."""
    described = {"altText": cut_at_a_word(alt, MOST_ALT)} if alt else {}
    return {"media": {"id": urn, **described}}


def article(post: Post, thumbnail: str | None, alt: str) -> dict[str, Any] | None:
    """The card of the post's link, which LinkedIn does not make by itself; None without a link."""
    if post.link is None:
        return None
    card = post.card
    title = (card.title if card else "").strip() or post.link
    made = {"source": post.link, "title": cut_at_a_word(title, MOST_TITLE)}
    if card and card.description:
        made["description"] = cut_at_a_word(card.description, MOST_ALT)
    if thumbnail:
        made["thumbnail"] = thumbnail
        if alt:
            made["thumbnailAltText"] = cut_at_a_word(alt, MOST_ALT)
    return {"article": made}
