"""When two addresses are of the same page, so that an article is taken once."""

from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_hsenc", "_hsmi",
})  # fmt: skip
_PORTS = (":80", ":443")


def page_key(url: str | None) -> str | None:
    """A word that is the same for all addresses of one page; None where there is no telling.

    http and https, a ``www.``, a slash at the end, the order of the query, the fragment and
    parameters that only count visitors make no difference. A bare home page is nobody's own
    address: some feeds give it to each of their items.
    """
    try:
        key = _key(url or "")
        key.encode("utf-8")
    except ValueError:
        return None
    return key or None


def _key(url: str) -> str:
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    host = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    for port in _PORTS:
        host = host.removesuffix(port)
    path = parts.path.rstrip("/")
    kept = sorted((name, value) for name, value in query if not _is_tracking(name))
    if not host or not (path or kept):
        return ""
    return f"{host}{path}{'?' if kept else ''}{urlencode(kept)}"


def _is_tracking(name: str) -> bool:
    return name.lower().startswith("utm_") or name.lower() in _TRACKING
