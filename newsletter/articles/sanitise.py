"""The one place where foreign HTML is made safe, and near enough to XML to stand in MJML."""

import html as entities
import re
from collections import Counter
from collections.abc import Iterator

from newsletter.articles.addresses import picture_address, web_address
from newsletter.articles.characters import cleaned

EMAIL_TAGS = frozenset({
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "a", "strong", "em",
    "b", "i", "s", "sub", "sup", "br", "hr", "table", "thead", "tbody", "tr", "th", "td", "img",
    "figure", "figcaption",
})  # fmt: skip
# Tags that only say where a block begins or ends; `newsletter.articles.blocks` takes them out.
STRUCTURE_TAGS = frozenset({
    "div", "section", "article", "main", "header", "footer", "aside", "address", "details",
    "summary", "center", "dl", "dt", "dd", "tfoot", "caption",
})  # fmt: skip
_RENAMED = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "del": "s",
    "strike": "s",
    "tt": "code",
    "kbd": "code",
    "samp": "code",
}
_ALLOWED = EMAIL_TAGS | STRUCTURE_TAGS | frozenset(_RENAMED)
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}
_GONE_WITH_CONTENT = {
    "script", "style", "svg", "math", "iframe", "object", "embed", "form", "template", "noscript",
    "title", "textarea", "select", "button", "audio", "video", "canvas", "xmp", "noembed",
    "noframes", "plaintext",
}  # fmt: skip
MAX_DEPTH = 200

# What nh3 writes is regular: lower-case names, every value in double quotes, `"` in it escaped.
_CHANGED = re.compile(
    r'<(/?)((?<!/)a|br|hr|img|h1|h5|h6|del|strike|tt|kbd|samp)((?: [a-z]+="[^"]*")+|(?=>))>'
)
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_ANY_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:-]*))")
_COMMENT_END = re.compile("--!?>")
_SCRIPT_END = re.compile("</script", re.IGNORECASE)
_CLOSES_ITSELF = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot",
})  # fmt: skip


class TooDeep(ValueError):
    """The tags are nested deeper than any article needs."""


def sanitise(html: str, *, base: str | None = None) -> str:
    """``html`` with nothing left in it that runs, loads or hides: a fragment for an email.

    Kept are EMAIL_TAGS and, without attributes, STRUCTURE_TAGS. Links are complete http, https
    or mailto addresses, resolved against ``base``; a picture may also be a relative path.
    Pictures of one pixel are trackers and go. Every tag is closed and every value quoted.

    Raises:
        TooDeep: the tags are nested more than MAX_DEPTH deep, which costs parsers quadratic time.
    """
    import nh3

    if _may_be_deep(html) and depth(html) > MAX_DEPTH:
        raise TooDeep
    base = web_address(base)
    clean = nh3.clean(
        html,
        tags=set(_ALLOWED),
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base) if base else "pass_through",
    )
    return _CHANGED.sub(_near_xml, cleaned(clean.replace("&nbsp;", " ")))


def _may_be_deep(html: str) -> bool:
    return html.count("<") - html.count("</") > MAX_DEPTH


def depth(html: str) -> int:
    """How deep the tags of ``html`` are nested at most, by a scan that builds nothing."""
    open_tags: Counter[str] = Counter()
    now = deepest = 0
    for closing, tag in _tags(html):
        if tag in _CLOSES_ITSELF or (closing and not open_tags[tag]):
            continue
        step = -1 if closing else 1
        open_tags[tag] += step
        now += step
        deepest = max(deepest, now)
    return deepest


def _tags(html: str) -> Iterator[tuple[bool, str]]:
    """Every tag as (is it closing, its name), but for those in comments and scripts."""
    position = 0
    while found := _ANY_TAG.search(html, position):
        position = found.end()
        slash, name = found.groups()
        if name is None:
            end = _COMMENT_END.search(html, found.start() + 2)
        elif name.lower() == "script" and not slash:
            end = _SCRIPT_END.search(html, position)
        else:
            yield bool(slash), name.lower()
            continue
        if end is None:
            return
        position = end.end()


def _near_xml(found: re.Match[str]) -> str:
    closing, tag, attributes = found.groups()
    if tag == "img":
        return _picture(dict(_ATTRIBUTE.findall(attributes)))
    if tag == "a":
        return _anchor(found[0], attributes)
    return f"<{tag} />" if tag in ("br", "hr") else f"<{closing}{_RENAMED[tag]}>"


def _anchor(written: str, attributes: str) -> str:
    if not attributes.lower().startswith((' href="http://', ' href="https://', ' href="mailto:')):
        return "<a>"
    return written.replace("\n", "").replace("\t", "")


def _picture(attributes: dict[str, str]) -> str:
    source = picture_address(entities.unescape(attributes.get("src", "")))
    sizes = {key: attributes.get(key, "") for key in ("width", "height")}
    if not source or "0" in sizes.values() or "1" in sizes.values():
        return ""
    kept = {"src": source, "alt": " ".join(entities.unescape(attributes.get("alt", "")).split())}
    kept |= {key: size for key, size in sizes.items() if size.isascii() and size.isdigit()}
    written = "".join(f' {key}="{entities.escape(value)}"' for key, value in kept.items())
    return f"<img{written} />"
