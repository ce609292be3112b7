"""The image format that an address points to, as caniemail names it."""

import re

_SCHEME = re.compile(r"(?i)\s*+data:([\w.+-]*+/?[\w.+-]*+)([^,]{0,200}+)")
_EXTENSION = re.compile(r"(?i)\.([a-z0-9]{2,5})\Z")
_FORMATS = {
    "image-apng": "apng",
    "image-avif": "avif",
    "image-bmp": "bmp",
    "image-gif": "gif",
    "image-hdr": "hdr",
    "image-heif": "heif heic",
    "image-ico": "ico x-icon vnd.microsoft.icon",
    "image-jpg": "jpg jpeg",
    "image-mp4": "mp4 m4v",
    "image-png": "png",
    "image-svg": "svg svg+xml",
    "image-tiff": "tiff tif",
    "image-webp": "webp",
}
BASE64 = "image-base64"
_BY_NAME = {name: slug for slug, names in _FORMATS.items() for name in names.split()}
IMAGE_SLUGS = {*_FORMATS, BASE64}


def image_features(address: str) -> tuple[str, ...]:
    """The format by the file's ending or by the data's own type; nothing when neither tells."""
    if (data := _SCHEME.match(address)) is not None:
        kind = _BY_NAME.get(data[1].lower().rpartition("/")[2])
        is_base64 = data[2].lower().rstrip().endswith(";base64")
        return tuple(slug for slug in (kind, BASE64 if is_base64 else None) if slug)
    path = re.split(r"[?#]", address.strip(), maxsplit=1)[0]
    extension = _EXTENSION.search(path[-6:])
    slug = _BY_NAME.get(extension[1].lower()) if extension else None
    return (slug,) if slug else ()


def srcset_addresses(srcset: str) -> list[str]:
    """The addresses of a ``srcset``, without their sizes."""
    candidates = (candidate.split() for candidate in srcset.split(", "))
    return [words[0] for words in candidates if words]
