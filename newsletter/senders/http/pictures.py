"""Pictures made to fit: small enough, of a type that the network takes, without metadata.

A photo carries where and with what it was taken. What goes out is drawn anew, so that only its
pixels and their colour profile are left.
"""

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings

from newsletter.posting import Picture
from newsletter.project.image_size import image_size

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 40_000_000
"""More would take 160 MB to draw, whatever the size of the file."""

LONGEST_SIDE = 2048
"""Pixels; no network shows more in a post."""

_JPEG, _PNG, _GIF = "image/jpeg", "image/png", "image/gif"
_READ = ("JPEG", "PNG", "GIF", "WEBP")
_SIDES = (LONGEST_SIDE, 1600, 1200, 900, 600, 400, 200)
_QUALITIES = (90, 80, 65)
_MOST_PROFILE = 64 * 1024


def fitted(picture: Picture, max_bytes: int, types: Collection[str]) -> Picture | None:
    """The picture in at most ``max_bytes`` and one of the media ``types``; None if that cannot be.

    A GIF goes as it is where it may, for it may be moving. Everything else is drawn anew: a photo
    as JPEG, anything else as PNG if that is small enough. The same picture gives the same bytes
    every time.
    """
    size = image_size(picture.data)
    if size is None or size.width * size.height > MOST_PIXELS:
        return None
    if size.media_type == _GIF and _GIF in types and len(picture.data) <= max_bytes:
        return Picture(picture.data, _GIF, size.width, size.height, picture.alt)
    if size.media_type == _JPEG and _JPEG in types:
        types = (_JPEG,)
    try:
        return _drawn_anew(picture, max_bytes, types)
    except Exception:  # noqa: BLE001 - a decoder may raise anything over hostile bytes
        return None


def _drawn_anew(picture: Picture, max_bytes: int, types: Collection[str]) -> Picture | None:
    image = _opened(picture.data)
    for data, media_type, drawn in _versions(image, types):
        if len(data) <= max_bytes:
            return Picture(data, media_type, drawn.width, drawn.height, picture.alt)
    return None


def _opened(data: bytes) -> "Image":
    """The picture as it is to be seen: upright, in plain colours, not larger than needed."""
    from PIL import Image

    # What is odd about a picture is told to nobody: whoever sends cannot mend it.
    with catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=_READ) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
        upright = _upright(image)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.info = {"icc_profile": profile} if profile and len(profile) <= _MOST_PROFILE else {}
    return plain


def _upright(image: "Image") -> "Image":
    """The picture as it was meant to be seen, if what the camera wrote about that can be read."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - a picture that cannot be read at all fails right after this
        return image.copy()


def _versions(image: "Image", types: Collection[str]) -> Iterator[tuple[bytes, str, "Image"]]:
    """Ever smaller ones, each with its type, made only when asked for."""
    for side in _sides(image):
        smaller = _within(image, side)
        if _PNG in types and (side == _sides(image)[0] or _JPEG not in types):
            yield _encoded(smaller, "PNG", optimize=True), _PNG, smaller
        if _JPEG in types:
            opaque = _on_white(smaller)
            for quality in _QUALITIES:
                data = _encoded(opaque, "JPEG", quality=quality, optimize=True, progressive=True)
                yield data, _JPEG, smaller


def _sides(image: "Image") -> list[int]:
    """The longest sides to try: that of the picture first."""
    longest = min(max(image.size), LONGEST_SIDE)
    return [longest, *(side for side in _SIDES if side < longest)]


def _within(image: "Image", side: int) -> "Image":
    if max(image.size) <= side:
        return image
    from PIL.Image import Resampling

    scale = side / max(image.size)
    width, height = (max(1, round(length * scale)) for length in image.size)
    smaller = image.resize((width, height), Resampling.LANCZOS)
    smaller.info = image.info
    return smaller


def _on_white(image: "Image") -> "Image":
    """JPEG knows no transparency, and would show black."""
    if image.mode == "RGB":
        return image
    from PIL import Image

    page = Image.new("RGB", image.size, "white")
    page.paste(image, mask=image.getchannel("A"))
    page.info = image.info
    return page


def _encoded(image: "Image", form: str, **options: object) -> bytes:
    into = BytesIO()
    image.save(into, form, icc_profile=image.info.get("icc_profile"), **options)
    return into.getvalue()
