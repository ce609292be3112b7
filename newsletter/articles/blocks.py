"""HTML to Blocks: the pieces of an article's body, each as plain text and as sanitised HTML."""

import re

from newsletter.articles.plain import inline_text, pictures, plain_text, verbatim_text
from newsletter.articles.sanitise import STRUCTURE_TAGS, sanitise
from newsletter.model import Block, BlockKind

_KINDS: dict[str, BlockKind] = {
    "p": "paragraph",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "ul": "list",
    "ol": "list",
    "blockquote": "quote",
    "pre": "code",
    "table": "table",
    "figure": "image",
}
_IN_A_FIGURE: dict[str, BlockKind] = {"<pre": "code", "<table": "table", "<blockquote": "quote"}
# Tags that mean something only inside a list, a table or a figure; alone they end a paragraph.
_PARTS = frozenset({"li", "thead", "tbody", "tr", "td", "th", "figcaption"})
_BOUNDARIES = STRUCTURE_TAGS | _PARTS | {"hr"}
_SIMPLE_TAGS = {"<p": "p", "<h2": "h2", "<h3": "h3", "<h4": "h4"}
_NOT_SIMPLE = re.compile(r"<(?!/?(?:a|strong|em|b|i|s|sub|sup|code)[ >])|<a>")
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)(?: /)?>')
_LAST_BREAKS = re.compile(
    r"(?<!<br />)(?:<br />)++(?=</(?:li|td|th|blockquote|figure|figcaption)>)"
)
_OUTER_BREAK = re.compile(r"^<br />\s*|(?<!\s)\s*+<br />$")
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")


def blocks(html: str, *, base: str | None = None) -> tuple[Block, ...]:
    """``html``, sanitised, as the blocks of a body; relative links are resolved against ``base``.

    Raises:
        TooDeep: see `newsletter.articles.sanitise.sanitise`.
    """
    fragment = sanitise(html, base=base)
    splitter = _Splitter()
    position = 0
    while position < len(fragment):
        if not splitter.outer and (simple := _simple(fragment, position)):
            splitter.whole(*simple)
            position += len(simple[1])
        else:
            position = _step(splitter, fragment, position)
    return splitter.finished()


def _simple(fragment: str, position: int) -> tuple[str, str] | None:
    """The tag and the HTML of a paragraph or heading at ``position`` that holds only words.

    Most of any article is such; they need not be taken apart.
    """
    tag = _SIMPLE_TAGS.get(fragment[position : position + 3].rstrip(">"))
    if tag is None:
        return None
    end = fragment.find(f"</{tag}>", position)
    content = fragment[position + len(tag) + 2 : end]
    if end < 0 or _NOT_SIMPLE.search(content):
        return None
    return tag, f"<{tag}>{content}</{tag}>"


def _step(splitter: "_Splitter", fragment: str, position: int) -> int:
    token = _TOKEN.search(fragment, position)
    splitter.text(fragment[position : token.start() if token else len(fragment)])
    if token is None:
        return len(fragment)
    splitter.tag(token)
    return token.end()


class _Splitter:
    """Cuts the stream of tags and text where one block ends and the next begins.

    ``outer`` is the tag of the block that is open, or '' where loose text makes a paragraph.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.outer = ""
        self.level = 0
        self.inline: list[str] = []
        self.in_dead_anchor = False

    def finished(self) -> tuple[Block, ...]:
        self._end_paragraph()
        return tuple(self.found)

    def text(self, text: str) -> None:
        if text and self.outer != "pre":
            text = _WIDE_BREAK.sub("", text)
        after_something = self.pieces and self.pieces[-1] != "<br />"
        if text.strip() or (text and after_something):
            self.pieces.append(text)

    def whole(self, tag: str, html: str) -> None:
        self._end_paragraph()
        html = _WIDE_BREAK.sub("", html) if "\n" in html else html
        if text := inline_text(html):
            self.found.append(Block(_KINDS[tag], text, html))

    def tag(self, token: re.Match[str]) -> None:
        slash, tag, attributes = token.groups()
        if tag == "a" and self._is_dead(bool(slash), attributes):
            return
        if self.outer:
            self._inside(bool(slash), tag, token[0])
        elif tag in _KINDS and not slash:
            self._begin(tag, token[0])
        elif tag in _BOUNDARIES or tag in _KINDS:
            self._end_paragraph()
        else:
            self._loose(bool(slash), tag, token[0])

    def _is_dead(self, closes: bool, attributes: str) -> bool:
        """An anchor that leads nowhere would look like a link and be none."""
        if not closes:
            self.in_dead_anchor = ' href="' not in attributes
        return self.in_dead_anchor

    def _begin(self, tag: str, written: str) -> None:
        self._end_paragraph()
        self.outer, self.level, self.pieces = tag, 1, [written]

    def _inside(self, closes: bool, tag: str, written: str) -> None:
        if tag in STRUCTURE_TAGS:
            self._break()
            return
        self.pieces.append(written)
        if tag == self.outer:
            self.level += -1 if closes else 1
        if not self.level:
            self._end_block()

    def _break(self) -> None:
        """Blocks inside an item or a cell would run together without it."""
        last = self.pieces[-1]
        if last != "<br />" and (last.startswith("</") or not last.startswith("<")):
            self.pieces.append("<br />")

    def _loose(self, closes: bool, tag: str, written: str) -> None:
        if tag == "br" and self.pieces and self.pieces[-1] == written:
            self._end_paragraph()
        elif tag in ("br", "img"):
            self.pieces.append(written)
        elif not closes:
            self.inline.append(tag)
            self.pieces.append(written)
        elif self.inline and self.inline[-1] == tag:
            self.inline.pop()
            self.pieces.append(written)

    def _end_paragraph(self) -> None:
        if not self.pieces:
            self.inline = []
            return
        closing = "".join(f"</{tag}>" for tag in reversed(self.inline))
        content = _OUTER_BREAK.sub("", ("".join(self.pieces) + closing).strip())
        self.pieces, self.inline = [], []
        self._add("paragraph", f"<p>{content}</p>")

    def _end_block(self) -> None:
        html = _LAST_BREAKS.sub("", "".join(self.pieces))
        kind = _KINDS[self.outer]
        if self.outer == "figure" and "<img " not in html:
            kind = next((kind for mark, kind in _IN_A_FIGURE.items() if mark in html), "paragraph")
        self.outer, self.pieces = "", []
        self._add(kind, html)

    def _add(self, kind: BlockKind, html: str) -> None:
        text = verbatim_text(html) if kind == "code" else plain_text(html)
        images = pictures(html)
        if images and (kind == "image" or not text):
            self.found.append(Block("image", text or images[0][1], html))
        elif text.strip():
            self.found.append(Block(kind, text, html))
