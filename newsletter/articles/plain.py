"""Sanitised HTML to plain text."""

import html as entities
import re

_CELLS = re.compile(r" ?</t[dh]> ?<t[dh]> ?")
_BREAKS = re.compile(r"<(?:br /|/?(?:p|li|ul|ol|tr|h[2-4]|blockquote|pre|figcaption|thead|tbody))>")
_TAGS = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r"<img ([^>]*)/>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


def plain_text(html: str) -> str:
    """What ``html`` says: one line for each paragraph, item or row, ``|`` between cells."""
    text = _CELLS.sub(" | ", " ".join(html.split()))
    lines = (inline_text(line) for line in _BREAKS.sub("\n", text).split("\n"))
    return "\n".join(line for line in lines if line)


def inline_text(html: str) -> str:
    """What ``html`` says on one line; no tag in it begins a new one."""
    text = _TAGS.sub("", html) if "<" in html else html
    return " ".join(_unescaped(text).split())


def verbatim_text(html: str) -> str:
    """What ``html`` says with its own lines and indentation, as code needs them."""
    return _unescaped(_TAGS.sub("", html.replace("<br />", "\n"))).strip("\n")


def _unescaped(text: str) -> str:
    """Undo what a serialiser escapes; sanitised HTML knows no other entities."""
    if "&" not in text:
        return text
    return (
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    )


def pictures(html: str) -> list[tuple[str, str]]:
    """The pictures in ``html``: each address, and the words that stand for it or ''."""
    if "<img " not in html:
        return []
    found = [dict(_ATTRIBUTE.findall(attributes)) for attributes in _IMAGE.findall(html)]
    return [(entities.unescape(one["src"]), entities.unescape(one.get("alt", ""))) for one in found]
