"""The pictures of posts: those of the project are kept with the plan, others fetched at sending."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from newsletter.channels.kinds import KNOWN, PICTURE
from newsletter.model import Post
from newsletter.posting import Picture
from newsletter.project.image_size import image_size
from newsletter.project.images import LocalImage
from newsletter.settings import ChannelSettings
from newsletter.store.plan_channels import Blob
from newsletter.usecases.illustrating import WEB
from newsletter.web.failures import FetchFailed
from newsletter.web.fetching import FetchLimits, fetch

LIMITS = FetchLimits(max_bytes=10 * 1024 * 1024, seconds=20.0, redirects=3)
NONE = "none"


def takes_pictures(channel: ChannelSettings) -> bool:
    """Whether posts of that channel carry a picture; a plug-in decides that for itself."""
    known = KNOWN.get(channel.sender)
    may = known is None or known.key(PICTURE.name) is not None
    return may and channel.options.get(PICTURE.name) != NONE


def picture_blobs(
    channel: ChannelSettings, posts: Iterable[Post], originals: Mapping[str, LocalImage]
) -> Iterator[Blob]:
    """The project's pictures of posts, each once; ``originals`` are those of articles, by ref."""
    if not takes_pictures(channel):
        return
    told: set[str] = set()
    for post in posts:
        original, name = originals.get(post.article), _name(post)
        if original and name and name not in told:
            told.add(name)
            yield Blob(name, original.media_type, original.data)


@dataclass(frozen=True, slots=True)
class PostPictures:
    """Finds the picture of a post: ``kept`` are the blobs of its channel, by name."""

    channel: ChannelSettings
    kept: Mapping[str, bytes]

    def __call__(self, post: Post) -> Picture | None:
        """The picture; None if there is none or it cannot be had. Never raises."""
        name = _name(post)
        if name is None or post.card is None or not takes_pictures(self.channel):
            return None
        source = (post.card.image or "").strip()
        data = _fetched(source) if source.startswith(WEB) else self.kept.get(name)
        size = image_size(data) if data else None
        if data is None or size is None:
            return None
        return Picture(data, size.media_type, size.width, size.height, post.card.image_alt)


def _fetched(address: str) -> bytes | None:
    try:
        return fetch(address, limits=LIMITS, accept=("image/*",)).data
    except FetchFailed:
        return None


def _name(post: Post) -> str | None:
    """The name of a post's picture among the blobs of its channel."""
    image = post.card.image if post.card else None
    if not image:
        return None
    digest = hashlib.sha256(f"{post.article}\0{image}".encode("utf-8", "surrogatepass"))
    return f"picture:{digest.hexdigest()[:32]}"
