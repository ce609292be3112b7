"""The pictures of a shared edition, as files beside its pages."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from newsletter.preview.gallery import PATH, Gallery

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "image/png": "png",
        "image/jpeg": "jpg",
        "image/gif": "gif",
        "image/webp": "webp",
        "image/avif": "avif",
        "image/svg+xml": "svg",
    }
)
FOLDER = "pictures"


@dataclass(slots=True)
class SharedPictures:
    """Collects what pages show; ``files`` are to be written beside them."""

    gallery: Gallery
    files: dict[str, bytes] = field(default_factory=dict)

    def address(self, source: str, width: int | None = None, height: int | None = None) -> str:
        """The path of a picture from the pages on; empty for none."""
        return self.path(self.gallery.address(source, width, height))

    def path(self, address: str) -> str:
        """The path of what the gallery gave an address to."""
        shot = self.gallery.shot(address.removeprefix(PATH)) if address else None
        if shot is None or shot.media_type not in ENDINGS:
            return ""
        digest = hashlib.sha256(shot.data).hexdigest()[:16]
        name = f"{FOLDER}/{digest}.{ENDINGS[shot.media_type]}"
        self.files[name] = shot.data
        return name
