"""Web addresses as articles name them: complete, http or https, and nothing hidden in them."""

import re
from urllib.parse import urljoin, urlsplit

_FORBIDDEN = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{|}]")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")


def web_address(value: str | None, base: str | None = None) -> str | None:
    """``value`` as a complete http(s) address, resolved against ``base``; None if it is none."""
    value = (value or "").strip()
    if not value or _FORBIDDEN.search(value):
        return None
    try:
        whole = urljoin(base, value) if base else value
        parts = urlsplit(whole)
        is_complete = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return whole if is_complete else None


def picture_address(value: str | None, base: str | None = None) -> str | None:
    """Like `web_address`, but a path of the project (``images/oats.png``) is one too."""
    value = (value or "").strip()
    if whole := web_address(value, base):
        return whole
    is_path = value and not _SCHEME.match(value) and not re.search(r"[\x00-\x1f\x7f<>\"\\]", value)
    return value if is_path and not value.startswith("//") else None
