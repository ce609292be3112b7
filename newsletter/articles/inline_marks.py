"""The marks that Markdown puts inside a line. Texts that come from chats and notes bring them."""

import html as entities
import re
from collections.abc import Callable

_MARK = re.compile(
    r"\[(?P<words>[^\[\]]{1,300})\]\((?P<link>https?://[^\s()<>\"]{1,2000})\)"
    r"|(?P<address>https?://\S+)"
    r"|\*\*(?P<strong>(?=\S)[^*]{1,500}(?<=\S))\*\*"
    r"|(?<![\w*])\*(?P<em>(?=\S)[^*]{1,500}(?<=\S))\*(?![\w*])"
    r"|`(?P<code>[^`]{1,300})`"
)
_SIGNS = re.compile(r"[*`\[]")

_Write = Callable[[str, str], str]


def unmarked(text: str) -> str:
    """``text`` without its marks: the words of a link, the letters that were bold."""
    return _written(text, lambda _, inner: inner)


def marked_html(text: str) -> str:
    """``text`` as HTML: what was marked as strong, emphasis, code and links, the rest escaped."""
    return _written(entities.escape(text, quote=False), _as_html)


def _as_html(kind: str, inner: str) -> str:
    if kind in ("strong", "em", "code"):
        return f"<{kind}>{inner}</{kind}>"
    return f'<a href="{kind}">{inner}</a>'


def _written(text: str, write: _Write) -> str:
    if not _SIGNS.search(text):
        return text
    return _MARK.sub(lambda found: _one(found, write), text)


def _one(found: re.Match[str], write: _Write) -> str:
    """One mark written; what is inside may be marked, too, but for code and addresses."""
    kind = found.lastgroup or ""
    if kind == "address":
        return found[0]
    if kind == "code":
        return write(kind, found["code"])
    if kind == "link":
        return write(found["link"], _written(found["words"], write))
    return write(kind, _written(found[kind], write))
