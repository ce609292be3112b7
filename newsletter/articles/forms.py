"""Which form does a file have? Its name says so, else its first characters do."""

import re
from pathlib import PurePath
from typing import Literal

from newsletter.articles.headings import looks_like_heading

Form = Literal["pasted", "markdown", "html", "feed"]

_BY_SUFFIX: dict[str, Form] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".json": "feed",
}
SUFFIXES = frozenset(_BY_SUFFIX) | {".txt"}
"""What a file of articles ends in. A text file may have any form, so its content decides."""
_LEADING = re.compile(r"\s*(?:<\?[^>]*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(r"<(article|main|section|header|div|h[1-6]|p)\b[^<>]{0,500}>", re.IGNORECASE)
_FEED = re.compile(
    r"<(?:!DOCTYPE\s+(?:rss|rdf|feed)|rss|feed|rdf:RDF|[\w-]{1,20}:feed)\b", re.IGNORECASE
)
_JSON_FEED = re.compile(r'\{[^{}]{0,500}"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/')
_MARKED_BLOCK = re.compile(
    r"^(?:[ ]{0,3}(?:#{1,6}[ \t]|=+[ \t]*$|-+[ \t]*$|\+\+\+|```|~~~|\||!\[|<)|[ ]{4}|\t)",
    re.MULTILINE,
)
_QUOTE_OR_LIST = (">", "- ", "* ", "+ ")
_FRONT_MATTER = re.compile(
    r"\s*(?:---[ \t]*\n(?:\s*#[^\n]*\n)*\s*[\w.\"'-]+[ \t]*:(?:\s|$)"
    r"|\+\+\+[ \t]*\n(?:\s*#[^\n]*\n)*\s*(?:\[|[\w.\"'-]+[ \t]*=))"
)


def form_of(text: str, *, name: str) -> Form:
    """The form of ``text``: by the suffix of ``name``, but a page that is a feed is a feed."""
    by_suffix = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    if by_suffix is None:
        return _sniffed(text)
    if by_suffix == "markdown" and _is_unmarked(text):
        return "pasted"
    return "feed" if by_suffix == "html" and is_feed(text) else by_suffix


def is_feed(text: str) -> bool:
    """True if ``text`` begins like RSS, Atom or JSON Feed."""
    return _begins(_FEED, text) or _begins(_JSON_FEED, text)


def is_html(text: str) -> bool:
    """True if ``text`` begins like an HTML page, or like a part of one."""
    return _begins(_HTML, text) or _is_fragment(text)


def _is_unmarked(text: str) -> bool:
    """True for Markdown that has no block of its own, and a first line that is a title."""
    first, _, rest = text.strip().partition("\n")
    is_title = looks_like_heading(first) and not first.startswith(_QUOTE_OR_LIST)
    return is_title and rest.startswith("\n") and _MARKED_BLOCK.search(text) is None


def _is_fragment(text: str) -> bool:
    start = _LEADING.match(text)
    found = _FRAGMENT.match(text, start.end()) if start else None
    return found is not None and f"</{found[1].lower()}>" in text.lower()


def _begins(pattern: re.Pattern[str], text: str) -> bool:
    start = _LEADING.match(text)
    return start is not None and pattern.match(text, start.end()) is not None


def _sniffed(text: str) -> Form:
    if is_feed(text):
        return "feed"
    if is_html(text):
        return "html"
    return "markdown" if _FRONT_MATTER.match(text) else "pasted"
