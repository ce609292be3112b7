"""A post as a record of the lexicon app.bsky.feed.post, the same in every attempt.

https://docs.bsky.app/docs/advanced-guides/posts
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from newsletter.model import Post
from newsletter.posting import Picture
from newsletter.senders.http.parts import Step
from newsletter.senders.social.bluesky.repository import POSTS
from newsletter.social.facets import Facet, facets

_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

Blob = Mapping[str, Any]
"""What uploadBlob gives back for a file."""

Resolve = Callable[[str], str | None]
"""The DID of a handle, None if nobody has it."""


def created_at(step: Step) -> str:
    """When a part was made, a millisecond after the one before it, so that they sort."""
    instant = _instant(step).isoformat(timespec="milliseconds")
    return instant.removesuffix("+00:00") + "Z"


def _instant(step: Step) -> datetime:
    return step.posting.created_at + timedelta(milliseconds=step.number)


def record(step: Step, resolve: Resolve, embed: Mapping[str, Any] | None) -> dict[str, Any]:
    """The record of one part; ``embed`` is what stands below its text."""
    text, post = step.part.text, step.posting.post
    found = [one for facet in facets(text) if (one := _facet(facet, resolve))]
    optional: dict[str, Any] = {
        "langs": [post.lang] if post.lang and _LANGUAGE.fullmatch(post.lang) else None,
        "facets": found,
        "reply": _reply(step.before),
        "embed": embed,
    }
    known = {"$type": POSTS, "text": text, "createdAt": created_at(step)}
    return known | {name: value for name, value in optional.items() if value}


def is_of(step: Step, value: Any) -> bool:
    """Is the record ``value`` this part? No other one of ours was made in its millisecond."""
    if not isinstance(value, dict):
        return False
    return value.get("text") == step.part.text and value.get("createdAt") == created_at(step)


def card(post: Post, thumb: Blob | None) -> dict[str, Any] | None:
    """The card of a post's link, which Bluesky does not make by itself.

    What is no address of the web has none: the server would refuse the post, or readers' apps open
    something else.
    """
    if post.link is None or post.card is None or not _ADDRESS.fullmatch(post.link):
        return None
    external: dict[str, Any] = {
        "uri": post.link,
        "title": post.card.title,
        "description": post.card.description,
    }
    if thumb:
        external["thumb"] = thumb
    return {"$type": "app.bsky.embed.external", "external": external}


def image(blob: Blob, picture: Picture) -> dict[str, Any]:
    """A picture that stands by itself, with its description."""
    ratio = {"width": picture.width, "height": picture.height}
    one = {"image": blob, "alt": picture.alt, "aspectRatio": ratio}
    return {"$type": "app.bsky.embed.images", "images": [one]}


def _facet(facet: Facet, resolve: Resolve) -> dict[str, Any] | None:
    feature = _feature(facet, resolve)
    if feature is None:
        return None
    index = {"byteStart": facet.byte_start, "byteEnd": facet.byte_end}
    return {"index": index, "features": [feature]}


def _feature(facet: Facet, resolve: Resolve) -> dict[str, str] | None:
    """What a facet leads to; None for somebody who does not exist, who stays plain text."""
    kind = f"app.bsky.richtext.facet#{facet.type}"
    if facet.type == "mention":
        did = resolve(facet.value)
        return {"$type": kind, "did": did} if did else None
    return {"$type": kind, "uri" if facet.type == "link" else "tag": facet.value}


def _reply(before: tuple[str, ...]) -> dict[str, Any] | None:
    """The first part of a thread and the one before, each by address and content."""
    if not before:
        return None
    return {"root": json.loads(before[0]), "parent": json.loads(before[-1])}
