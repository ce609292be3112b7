"""The pictures of one build, each under an address of the studio.

Only what the mail or a post names has one, so that nobody can make the studio load anything else.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from newsletter.errors import UnusableInput
from newsletter.project.folder import inside
from newsletter.project.image_size import image_size
from newsletter.project.images import TOO_LARGE, is_local
from newsletter.project.reading import read_bounded
from newsletter.usecases.building import Build

PATH = "/picture/"
WEB = ("https://", "http://")
SVG = "image/svg+xml"
MOST = 2000
"""Pictures of one build that get an address."""
WIDTH, HEIGHT, LARGEST = 600, 315, 4000
"""Pixels of a placeholder whose size the mail does not say, and at most."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture for a browser."""

    media_type: str
    data: bytes


Fetch = Callable[[str], Shot | None]
"""Gives a picture of the web that is on this computer by now, or None."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    source: str
    width: int | None
    height: int | None


@dataclass(slots=True)
class Gallery:
    """``root`` is the project; nothing outside of it is read. ``fetch`` has pictures of the web."""

    build: Build
    root: Path
    fetch: Fetch
    _wanted: dict[str, _Wanted] = field(default_factory=dict)

    def address(self, source: str, width: int | None = None, height: int | None = None) -> str:
        """Where the page loads ``source`` from; empty for what is no picture of the build."""
        if not source or len(self._wanted) >= MOST:
            return ""
        stamp = self._stamp(source)
        key = hashlib.sha256(f"{source}\0{width}\0{height}\0{stamp}".encode()).hexdigest()[:24]
        self._wanted[key] = _Wanted(source, width, height)
        return f"{PATH}{key}"

    def shot(self, key: str) -> Shot | None:
        """The picture behind an address; a placeholder for one that is not at hand."""
        wanted = self._wanted.get(key)
        if wanted is None:
            return None
        source = wanted.source
        found = self._embedded(source) or within(source) or self._local(source)
        if found is None and wanted.source.lower().startswith(WEB):
            found = self.fetch(wanted.source)
        return found or placeholder(wanted.source, wanted.width, wanted.height)

    def _embedded(self, source: str) -> Shot | None:
        for picture in self.build.pictures:
            if picture.src == source:
                return Shot(picture.media_type or "application/octet-stream", picture.data)
        return None

    def _path(self, source: str) -> str | None:
        """The path in the project of a picture that the mail links under the newsletter's url."""
        base = self.build.workspace.settings.newsletter.url.rstrip("/") + "/"
        if source.startswith(base):
            return unquote(source.removeprefix(base))
        return source if is_local(source) else None

    def _local(self, source: str) -> Shot | None:
        path = self._path(source)
        if path is None:
            return None
        try:
            data = read_bounded(inside(self.root, path), path, TOO_LARGE)
        except UnusableInput:
            return None
        size = image_size(data)
        return Shot(size.media_type, data) if size else None

    def _stamp(self, source: str) -> str:
        """Another word for each state of a file, so that an address always means one picture."""
        path = self._path(source)
        try:
            status = inside(self.root, path).stat() if path else None
        except (OSError, UnusableInput):
            return ""
        return f"{status.st_mtime_ns}:{status.st_size}" if status else ""


_DATA = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,")
_PLACEHOLDER = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-label="{label}">
<rect width="100%" height="100%" fill="#8b95a5" fill-opacity=".16"/>
<rect x="1" y="1" width="{inner_width}" height="{inner_height}" fill="none" stroke="#8b95a5" \
stroke-opacity=".55" stroke-dasharray="5 4"/>
<text x="50%" y="50%" text-anchor="middle" dominant-baseline="central" fill="#77808f" \
font-family="system-ui,sans-serif" font-size="{font}">{label}</text>
</svg>
"""


def within(source: str) -> Shot | None:
    """The picture that a ``data:`` address holds (RFC 2397), of a kind that mail clients show."""
    found = _DATA.match(source)
    if found is None:
        return None
    try:
        return Shot(found[1], b64decode(source[found.end() :], validate=True))
    except ValueError:
        return None


def placeholder(source: str, width: int | None, height: int | None) -> Shot:
    """A drawing that says which picture belongs here."""
    wide = min(width or WIDTH, LARGEST) or 1
    high = min(height or round(wide * HEIGHT / WIDTH), LARGEST) or 1
    label = f"Picture from {host_of(source)[:60] or 'the mail'}"
    drawing = _PLACEHOLDER.format(
        width=wide,
        height=high,
        inner_width=max(wide - 2, 0),
        inner_height=max(high - 2, 0),
        font=max(min(14, round(1.6 * wide / len(label))), 6),
        label=escape(label),
    )
    return Shot(SVG, drawing.encode("utf-8", "replace"))


def host_of(address: str) -> str:
    """The server that an address of the web names; empty where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
