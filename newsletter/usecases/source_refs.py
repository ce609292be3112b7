"""What the articles of sources are called: ``feed:blog/123``, ``page:about/https://...``."""

import hashlib

from newsletter.printable import printable

_LONGEST = 300


def ref_of(kind: str, source: str, item: str) -> str:
    """The name of an item; one that is far too long is shortened to a digest."""
    name = printable(item)
    if len(name) > _LONGEST:
        name = hashlib.sha256(name.encode()).hexdigest()[:32]
    return f"{kind}:{source}/{name}"
