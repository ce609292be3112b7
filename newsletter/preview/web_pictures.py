"""Pictures of the web, fetched once by the guarded fetcher and kept for as long as the studio runs.

The page itself never asks another computer: not when it is opened, and not by what a mail holds.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from newsletter.preview.gallery import Shot
from newsletter.web.failures import FetchFailed
from newsletter.web.fetching import Fetched, FetchLimits, fetch

TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")
"""What is shown; an SVG drawing may hold more than a picture, and mail clients show none."""
LIMITS = FetchLimits(max_bytes=8 * 1024 * 1024, seconds=8, redirects=3)
MOST_BYTES = 64 * 1024 * 1024
AGAIN_SECONDS = 60.0
"""After which a picture that could not be had is asked for again."""


def fetched_picture(address: str) -> Fetched:
    """What stands at an address of the web, through the guarded fetcher.

    Raises:
        FetchFailed: it cannot be had, or is no picture.
    """
    return fetch(address, limits=LIMITS, accept=TYPES)


@dataclass(slots=True)
class WebPictures:
    """The oldest go when there are more than ``most_bytes``. May be asked from any thread."""

    source: Callable[[str], Fetched] = fetched_picture
    most_bytes: int = MOST_BYTES
    _kept: OrderedDict[str, Shot] = field(default_factory=OrderedDict)
    _failed: dict[str, float] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, address: str) -> Shot | None:
        """The picture at ``address``; None if it cannot be had."""
        with self._turn:
            if known := self._kept.get(address):
                return known
            if monotonic() - self._failed.get(address, -AGAIN_SECONDS) < AGAIN_SECONDS:
                return None
        try:
            fetched = self.source(address)
        except FetchFailed:
            with self._turn:
                self._fail(address)
            return None
        with self._turn:
            return self._keep(address, Shot(fetched.media_type, fetched.data))

    def _keep(self, address: str, shot: Shot) -> Shot:
        self._kept[address] = shot
        while sum(len(one.data) for one in self._kept.values()) > self.most_bytes:
            self._kept.popitem(last=False)
        return shot

    def _fail(self, address: str) -> None:
        now = monotonic()
        self._failed = {one: at for one, at in self._failed.items() if now - at < AGAIN_SECONDS}
        self._failed[address] = now
