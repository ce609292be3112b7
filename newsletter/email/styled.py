"""The body of an article with its styles written on every tag, as Outlook and Gmail want them.

Outlook for Windows lays out with Word: it knows neither `figure` nor padding on a block, so a
picture's frame becomes a `div`, and the bar beside a quote is the edge of a table's cell
(https://www.caniemail.com/features/css-padding/).
"""

import html as entities
from collections.abc import Iterator, Mapping
from html import escape

from markupsafe import Markup

from newsletter.email.fragment import VOID, Tag, pieces

AROUND = "around "
COLUMN = 560
"""The width in pixels that a picture may take."""

_WRITTEN_AS = {"figure": "div", "figcaption": "p"}
_HEADINGS = ("h2", "h3", "h4")
_TITLE_LEVEL = 2
_CELL = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td'
_CELL_END = (
    '</td></tr><tr><td height="24" style="height:24px;font-size:0;line-height:24px">'
    "</td></tr></table>"
)
_FRAMES = {"table": "<div"}
_FRAME_ENDS = {"table": "</div>"}


def styled(html: str, styles: Mapping[str, str], width: int = COLUMN) -> Markup:
    """``html`` with ``styles`` on its tags.

    A key of ``styles`` is a tag (``p``), a tag inside another one (``blockquote p``), or
    ``around blockquote``: a frame around it, of the class ``around-blockquote``. The frame is a
    table cell with 24 pixels of air below, or for a table a `div`, which can scroll. A
    `figcaption` becomes a paragraph of that class.
    Headings go down one level, for a title stands above them, and no level is left out. No
    picture is wider than ``width`` pixels; one without a complete address, which no mail can
    show, gives way to its words. Of foreign HTML only the known tags remain tags.
    """
    stylist = _Stylist(styles, width)
    return Markup("".join(map(stylist.piece, pieces(html))))  # noqa: S704 - every piece is safe


class _Stylist:
    def __init__(self, styles: Mapping[str, str], width: int) -> None:
        self._styles = styles
        self._width = width
        self._scopes = frozenset(key.split(" ")[0] for key in styles if " " in key) - {"around"}
        self._open: list[str] = []
        self._level = _TITLE_LEVEL

    def piece(self, piece: Tag | str) -> str:
        """A piece of the body as it goes into the mail."""
        if isinstance(piece, str):
            return escape(entities.unescape(piece), quote=False)
        if piece.name in VOID:
            return "" if piece.closes else self._void(piece)
        return self._closing(piece.name) if piece.closes else self._opening(piece)

    def _void(self, tag: Tag) -> str:
        if tag.name == "img":
            return self._picture(tag)
        return f"<{tag.name}{self._style(tag.name)} />"

    def _opening(self, tag: Tag) -> str:
        name = tag.name
        style = self._style(name)
        if name in self._scopes:
            self._open.append(name)
        if name in _HEADINGS:
            self._level = min(int(name[1]) + 1, self._level + 1)
        href = tag.address("href") if name == "a" else None
        link = f' href="{escape(href)}"' if href else ""
        kind = f' class="{name}"' if name in _WRITTEN_AS else ""
        return f"{self._frame(name)}<{self._written(name)}{kind}{link}{style}>"

    def _closing(self, name: str) -> str:
        if self._open and self._open[-1] == name:
            self._open.pop()
        end = _FRAME_ENDS.get(name, _CELL_END) if AROUND + name in self._styles else ""
        return f"</{self._written(name)}>{end}"

    def _written(self, name: str) -> str:
        return f"h{self._level}" if name in _HEADINGS else _WRITTEN_AS.get(name, name)

    def _frame(self, name: str) -> str:
        style = self._styles.get(AROUND + name)
        if style is None:
            return ""
        return f'{_FRAMES.get(name, _CELL)} class="around-{name}" style="{escape(style)}">'

    def _style(self, name: str) -> str:
        inside = self._styles.get(f"{self._open[-1]} {name}") if self._open else None
        style = self._styles.get(name, "") if inside is None else inside
        return f' style="{escape(style)}"' if style else ""

    def _picture(self, tag: Tag) -> str:
        source, alt = tag.address("src"), escape(tag.attributes.get("alt", ""))
        if source is None:
            return alt
        size = "".join(f' {name}="{value}"' for name, value in self._size(tag))
        return f'<img src="{escape(source)}" alt="{alt}"{size}{self._style("img")} />'

    def _size(self, tag: Tag) -> Iterator[tuple[str, int]]:
        """The width, which Outlook needs so as not to burst the column, and the height to it."""
        width, height = tag.pixels("width"), tag.pixels("height")
        shown = min(width or self._width, self._width)
        yield "width", shown
        if width and height:
            yield "height", max(round(height * shown / width), 1)
