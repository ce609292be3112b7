"""The content hash: one word for everything of an edition that a reader will see."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from newsletter.editions.as_json import post_json
from newsletter.editions.pictures import Picture
from newsletter.model import Post


def content_hash(texts: Sequence[str], pictures: Iterable[Picture], posts: Iterable[Post]) -> str:
    """SHA-256, in hex, over headers and bodies, embedded pictures, and posts.

    The hash itself, and what is made from it or from the time of sending (Message-ID, boundary,
    Date), is no part of it.
    """
    listed = [[post_json(post) for post in posts], list(texts)]
    digest = hashlib.sha256(json.dumps(listed, ensure_ascii=True).encode("ascii"))
    for picture in pictures:
        digest.update(hashlib.sha256(picture.data).digest())
    return digest.hexdigest()
