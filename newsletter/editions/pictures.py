"""Pictures of an edition as they go out: a linked address, or bytes that travel with the mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Picture:
    """One image. ``src`` is what the HTML says: an https address, or ``cid:`` and ``cid``.

    ``width`` and ``height`` are the file's own, in pixels, None for an address that is only
    linked. ``data`` is empty unless the picture is embedded.
    """

    src: str
    width: int | None = None
    height: int | None = None
    cid: str | None = None
    media_type: str | None = None
    data: bytes = b""

    @property
    def file_name(self) -> str:
        """A name for the file beside email.html, unique by content."""
        ending = (self.media_type or "").rpartition("/")[2].replace("jpeg", "jpg")
        return f"{(self.cid or '').partition('@')[0]}.{ending}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one edition: the logo, and by their ref those of the articles.

    ``articles`` is the image of each article; ``bodies`` are the project's pictures in its body,
    by the address that stands there.
    """

    logo: Picture | None = None
    articles: Mapping[str, Picture] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, Picture]] = field(default_factory=dict)

    def embedded(self, html: str) -> list[Picture]:
        """Each picture that travels with the mail, for ``html`` shows it; by Content-ID, once."""
        inside = (picture for body in self.bodies.values() for picture in body.values())
        found = [self.logo, *self.articles.values(), *inside]
        by_id = {picture.cid: picture for picture in found if picture and picture.cid}
        return [by_id[cid] for cid in sorted(by_id) if by_id[cid].src in html]
