"""MJML's components: where each may stand, what it holds, which attributes it takes.

Facts from the component reference, https://documentation.mjml.io/#components. What the engine
leaves out is known from runs of mjml-python 1.4.2: it does nothing with some attributes, and
takes an mj-raw only in mj-head, mj-body and what holds columns or their content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from newsletter.email.mjml import kinds
from newsletter.email.mjml.kinds import Kind

# tags: other components; html: text and HTML; text: plain text; css; nothing: no content at all.
Content = Literal["tags", "html", "text", "css", "nothing"]
Attributes = dict[str, Kind]

_SIDES = ("top", "right", "bottom", "left")


def _sized(prefix: str) -> Attributes:
    return {prefix: kinds.SIZES, **{f"{prefix}-{side}": kinds.SIZE for side in _SIDES}}


def _bordered(prefix: str = "border") -> Attributes:
    names = (prefix, *(f"{prefix}-{side}" for side in _SIDES), f"{prefix}-radius")
    return dict.fromkeys(names, kinds.TEXT)


EVERYWHERE: Attributes = {"css-class": kinds.TEXT, "mj-class": kinds.TEXT}
_PADDING = _sized("padding")
_PADDING_SIDES = frozenset(f"padding-{side}" for side in _SIDES)
_INNER_PADDING = _sized("inner-padding")
_BORDER = _bordered()
_EDGES = {name: kind for name, kind in _BORDER.items() if name != "border-radius"}
_LINK: Attributes = {
    "href": kinds.URL,
    "name": kinds.TEXT,
    "rel": kinds.TEXT,
    "target": kinds.TEXT,
    "title": kinds.TEXT,
}
_FONT: Attributes = {
    "color": kinds.COLOR,
    "font-family": kinds.TEXT,
    "font-size": kinds.PX,
    "font-style": kinds.SLANT,
    "font-weight": kinds.WEIGHT,
    "line-height": kinds.LINE_HEIGHT,
}
_LETTERS: Attributes = {
    "letter-spacing": kinds.SPACING,
    "text-decoration": kinds.TEXT,
    "text-transform": kinds.LETTERS,
}
_BACKGROUND: Attributes = {
    "background-color": kinds.COLOR,
    "background-url": kinds.URL,
    "background-repeat": kinds.REPEAT,
    "background-size": kinds.TEXT,
    "background-position": kinds.TEXT,
    "background-position-x": kinds.TEXT,
    "background-position-y": kinds.TEXT,
}
_IN_COLUMN: Attributes = {"container-background-color": kinds.COLOR, **_PADDING}
_ICONS: Attributes = {
    "icon-align": kinds.VERTICAL,
    "icon-width": kinds.SIZE,
    "icon-height": kinds.SIZE,
    "icon-wrapped-url": kinds.URL,
    "icon-wrapped-alt": kinds.TEXT,
    "icon-unwrapped-url": kinds.URL,
    "icon-unwrapped-alt": kinds.TEXT,
    "icon-position": kinds.SIDE,
}
_SECTION: Attributes = {
    **_BACKGROUND,
    **_BORDER,
    **_PADDING,
    "direction": kinds.DIRECTION,
    "full-width": kinds.one_of("full-width", "false"),
    "text-align": kinds.ALIGN,
    "text-padding": kinds.SIZES,
    "gutter": kinds.SIZE,
}
_SOCIAL: Attributes = {
    **_FONT,
    **_PADDING,
    "align": kinds.ALIGN,
    "border": kinds.TEXT,
    "border-radius": kinds.TEXT,
    "icon-size": kinds.SIZE,
    "icon-height": kinds.SIZE,
    "icon-padding": kinds.SIZES,
    "text-padding": kinds.SIZES,
    "text-decoration": kinds.TEXT,
    "vertical-align": kinds.VERTICAL,
}
_CONTENT = (
    "mj-accordion",
    "mj-button",
    "mj-carousel",
    "mj-divider",
    "mj-image",
    "mj-navbar",
    "mj-raw",
    "mj-social",
    "mj-spacer",
    "mj-table",
    "mj-text",
)


@dataclass(frozen=True, slots=True)
class Component:
    """One MJML tag. ``ignored`` attributes are MJML's, but the engine does nothing with them, or
    with those in ``unfaithful`` something else than npm's mjml.

    ``unsupported`` says in words why the engine cannot do this component, or not well.
    """

    content: Content
    attributes: Mapping[str, Kind]
    children: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    ignored: frozenset[str] = field(default_factory=frozenset)
    unfaithful: frozenset[str] = field(default_factory=frozenset)
    unsupported: str | None = None


def _tags(*children: str, attributes: Attributes | None = None, ignored: str = "") -> Component:
    return Component("tags", attributes or {}, children, (), frozenset(ignored.split()))


COMPONENTS: dict[str, Component] = {
    "mjml": _tags(
        "mj-head",
        "mj-body",
        attributes={
            "lang": kinds.TEXT,
            "dir": kinds.one_of("ltr", "rtl", "auto"),
            "owa": kinds.TEXT,
        },
    ),
    "mj-head": _tags(
        "mj-attributes",
        "mj-breakpoint",
        "mj-font",
        "mj-html-attributes",
        "mj-preview",
        "mj-raw",
        "mj-style",
        "mj-title",
    ),
    "mj-attributes": _tags(),
    "mj-all": Component("nothing", {}),
    "mj-class": Component("nothing", {"name": kinds.TEXT}, required=("name",)),
    "mj-breakpoint": Component("nothing", {"width": kinds.PX}, required=("width",)),
    "mj-font": Component(
        "nothing", {"name": kinds.TEXT, "href": kinds.URL}, required=("name", "href")
    ),
    "mj-html-attributes": Component(
        "tags", {}, ("mj-selector",), unsupported="Write the attribute where it is needed."
    ),
    "mj-selector": _tags("mj-html-attribute", attributes={"path": kinds.TEXT}),
    "mj-html-attribute": Component("text", {"name": kinds.TEXT}),
    "mj-preview": Component("text", {}),
    "mj-title": Component("text", {}),
    "mj-style": Component("css", {"inline": kinds.one_of("inline")}),
    "mj-body": _tags(
        "mj-hero",
        "mj-raw",
        "mj-section",
        "mj-wrapper",
        attributes={"width": kinds.PX, "background-color": kinds.COLOR, "id": kinds.TEXT},
        ignored="id",
    ),
    "mj-wrapper": _tags(
        "mj-hero",
        "mj-raw",
        "mj-section",
        attributes={**_SECTION, "gap": kinds.PX},
        ignored="gap gutter text-padding",
    ),
    "mj-section": _tags(
        "mj-column", "mj-group", "mj-raw", attributes=_SECTION, ignored="gutter text-padding"
    ),
    "mj-group": _tags(
        "mj-column",
        "mj-raw",
        attributes={
            "background-color": kinds.COLOR,
            "direction": kinds.DIRECTION,
            "vertical-align": kinds.VERTICAL,
            "width": kinds.SIZE,
        },
    ),
    "mj-column": _tags(
        *_CONTENT,
        attributes={
            **_BORDER,
            **_bordered("inner-border"),
            **_PADDING,
            "background-color": kinds.COLOR,
            "inner-background-color": kinds.COLOR,
            "direction": kinds.DIRECTION,
            "vertical-align": kinds.VERTICAL,
            "width": kinds.SIZE,
        },
    ),
    "mj-hero": Component(
        "tags",
        {
            **_PADDING,
            **_INNER_PADDING,
            "mode": kinds.one_of("fixed-height", "fluid-height"),
            "height": kinds.SIZE,
            "background-color": kinds.COLOR,
            "background-url": kinds.URL,
            "background-width": kinds.SIZE,
            "background-height": kinds.SIZE,
            "background-position": kinds.TEXT,
            "inner-background-color": kinds.COLOR,
            "border-radius": kinds.TEXT,
            "vertical-align": kinds.VERTICAL,
        },
        _CONTENT,
        unsupported="Its height comes out wrong: use an mj-section with background-url.",
    ),
    "mj-text": Component(
        "html",
        {
            **_FONT,
            **_LETTERS,
            **_IN_COLUMN,
            "align": kinds.JUSTIFY,
            "background-color": kinds.COLOR,
            "height": kinds.SIZE,
            "vertical-align": kinds.VERTICAL,
        },
        ignored=frozenset({"background-color"}),
    ),
    "mj-button": Component(
        "html",
        {
            **_FONT,
            **_LETTERS,
            **_BORDER,
            **_LINK,
            **_IN_COLUMN,
            "align": kinds.ALIGN,
            "background-color": kinds.COLOR_OR_NONE,
            "height": kinds.SIZE,
            "inner-padding": kinds.SIZES,
            "text-align": kinds.ALIGN,
            "vertical-align": kinds.VERTICAL,
            "width": kinds.SIZE,
        },
        ignored=frozenset({"title"}),
    ),
    "mj-image": Component(
        "nothing",
        {
            **_BORDER,
            **_LINK,
            **_IN_COLUMN,
            "align": kinds.ALIGN,
            "alt": kinds.TEXT,
            "fluid-on-mobile": kinds.BOOLEAN,
            "font-size": kinds.PX,
            "height": kinds.PX_OR_AUTO,
            "max-height": kinds.SIZE,
            "sizes": kinds.TEXT,
            "src": kinds.URL,
            "srcset": kinds.TEXT,
            "usemap": kinds.TEXT,
            "width": kinds.PX,
        },
        required=("src",),
        ignored=frozenset({"sizes", "border-top", "border-bottom"}),
        unfaithful=frozenset({"border-left", "border-right"}),
    ),
    "mj-divider": Component(
        "nothing",
        {
            **_IN_COLUMN,
            "align": kinds.ALIGN,
            "border-color": kinds.COLOR,
            "border-style": kinds.LINE,
            "border-width": kinds.PX,
            "width": kinds.SIZE,
        },
    ),
    "mj-spacer": Component("nothing", {**_IN_COLUMN, **_EDGES, "height": kinds.SIZE}),
    "mj-table": Component(
        "html",
        {
            **_FONT,
            **_IN_COLUMN,
            "align": kinds.ALIGN,
            "border": kinds.TEXT,
            "cellpadding": kinds.INTEGER,
            "cellspacing": kinds.INTEGER,
            "role": kinds.one_of("none", "presentation"),
            "table-layout": kinds.LAYOUT,
            "vertical-align": kinds.VERTICAL,
            "width": kinds.SIZE_OR_AUTO,
        },
        ignored=frozenset({"font-weight", "role"}),
    ),
    "mj-raw": Component(
        "html", {"position": kinds.one_of("file-start")}, ignored=frozenset({"position"})
    ),
    "mj-social": _tags(
        "mj-social-element",
        attributes={
            **_SOCIAL,
            "container-background-color": kinds.COLOR,
            "inner-padding": kinds.SIZES,
            "mode": kinds.one_of("horizontal", "vertical"),
            "table-layout": kinds.one_of("auto", "fixed"),
        },
        ignored="border table-layout",
    ),
    "mj-social-element": Component(
        "html",
        {
            **_SOCIAL,
            **_LINK,
            "alt": kinds.TEXT,
            "background-color": kinds.COLOR,
            "icon-position": kinds.SIDE,
            "sizes": kinds.TEXT,
            "src": kinds.URL,
            "srcset": kinds.TEXT,
        },
        ignored=frozenset({"border", "icon-position", "sizes", "srcset"}),
    ),
    "mj-navbar": Component(
        "tags",
        {
            **_PADDING,
            **_sized("ico-padding"),
            "align": kinds.ALIGN,
            "base-url": kinds.URL,
            "hamburger": kinds.one_of("hamburger"),
            "ico-align": kinds.ALIGN,
            "ico-close": kinds.TEXT,
            "ico-color": kinds.COLOR,
            "ico-font-family": kinds.TEXT,
            "ico-font-size": kinds.SIZE,
            "ico-line-height": kinds.LINE_HEIGHT,
            "ico-open": kinds.TEXT,
            "ico-text-decoration": kinds.TEXT,
            "ico-text-transform": kinds.LETTERS,
        },
        ("mj-navbar-link",),
        unfaithful=frozenset(f"ico-padding-{side}" for side in _SIDES),
    ),
    "mj-navbar-link": Component("html", {**_FONT, **_LETTERS, **_LINK, **_PADDING}),
    "mj-accordion": _tags(
        "mj-accordion-element",
        attributes={**_ICONS, **_IN_COLUMN, "border": kinds.TEXT, "font-family": kinds.TEXT},
    ),
    "mj-accordion-element": _tags(
        "mj-accordion-text",
        "mj-accordion-title",
        attributes={
            **_ICONS,
            "background-color": kinds.COLOR,
            "border": kinds.TEXT,
            "font-family": kinds.TEXT,
        },
    ),
    "mj-accordion-title": Component(
        "html",
        {**_FONT, **_PADDING, "background-color": kinds.COLOR},
        ignored=frozenset({"font-weight"}),
        unfaithful=_PADDING_SIDES,
    ),
    "mj-accordion-text": Component(
        "html",
        {**_FONT, **_PADDING, "background-color": kinds.COLOR, "letter-spacing": kinds.SPACING},
        unfaithful=_PADDING_SIDES,
    ),
    "mj-carousel": Component(
        "tags",
        {
            **_IN_COLUMN,
            "align": kinds.ALIGN,
            "border-radius": kinds.TEXT,
            "icon-width": kinds.SIZE,
            "left-icon": kinds.URL,
            "right-icon": kinds.URL,
            "tb-border": kinds.TEXT,
            "tb-border-radius": kinds.TEXT,
            "tb-hover-border-color": kinds.COLOR,
            "tb-selected-border-color": kinds.COLOR,
            "tb-width": kinds.SIZE,
            "thumbnails": kinds.one_of("visible", "hidden", "supported"),
        },
        ("mj-carousel-image",),
        unsupported="Gmail and Outlook show one picture, and its height comes out wrong.",
    ),
    "mj-carousel-image": Component(
        "nothing",
        {
            **_LINK,
            "alt": kinds.TEXT,
            "border-radius": kinds.TEXT,
            "src": kinds.URL,
            "tb-border": kinds.TEXT,
            "tb-border-radius": kinds.TEXT,
            "thumbnails-src": kinds.URL,
        },
        required=("src",),
        ignored=frozenset({"rel"}),
    ),
}

# The engine refuses these; what is merely done badly is a warning.
REFUSED = frozenset({"mj-html-attributes"})

# In mj-attributes, mj-all and mj-class take what any component takes.
ANY_ATTRIBUTE: Attributes = {
    name: kind for component in COMPONENTS.values() for name, kind in component.attributes.items()
}


def parents_of(name: str) -> list[str]:
    """The components in which ``name`` may stand."""
    return [parent for parent, component in COMPONENTS.items() if name in component.children]
