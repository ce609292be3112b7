"""The features of caniemail that a CSS declaration or an at-rule uses, as tables."""

import re
from collections.abc import Iterator

from newsletter.checks.compatibility_images import image_features

_LOGICAL = ("inline", "block")

_ALIKE = (
    *("accent-color", "align-items", "aspect-ratio", "backdrop-filter", "background"),
    *("background-blend-mode", "background-clip", "background-color", "background-image"),
    *("background-origin", "background-repeat", "background-size", "border-collapse"),
    *("border-spacing", "box-shadow", "box-sizing", "caption-side", "clear", "clip-path"),
    *("color-scheme", "column-count", "cursor", "direction", "display", "empty-cells", "filter"),
    *("float", "font", "font-kerning", "font-size", "font-size-adjust", "font-stretch"),
    *("font-weight", "height", "hyphenate-character", "hyphenate-limit-chars", "hyphens"),
    *("inline-size", "justify-content", "letter-spacing", "line-height", "list-style"),
    *("list-style-image", "list-style-position", "list-style-type", "mask-image"),
    *("max-block-size", "max-height", "max-inline-size", "max-width", "min-block-size"),
    *("min-height", "min-inline-size", "min-width", "mix-blend-mode", "object-fit"),
    *("object-position", "opacity", "orphans", "outline-offset", "overflow-wrap", "position"),
    *("resize", "shape-margin", "shape-outside", "tab-size", "table-layout", "text-align"),
    *("text-align-last", "text-decoration", "text-decoration-color", "text-decoration-line"),
    *("text-decoration-skip-ink", "text-decoration-style", "text-decoration-thickness"),
    *("text-emphasis-position", "text-indent", "text-justify", "text-orientation"),
    *("text-overflow", "text-shadow", "text-transform", "text-underline-offset"),
    *("text-underline-position", "text-wrap", "transform", "user-select", "vertical-align"),
    *("visibility", "white-space", "white-space-collapse", "widows", "width", "word-break"),
    *("word-spacing", "word-wrap", "writing-mode", "z-index"),
)
"""Properties whose feature has their own name."""


def _sided(*patterns: str) -> str:
    sides = ("top", "right", "bottom", "left")
    return " ".join(pattern.format(side) for pattern in patterns for side in sides)


def _logical(*patterns: str) -> str:
    return " ".join(pattern.format(axis) for pattern in patterns for axis in _LOGICAL)


_PROPERTIES = {
    **{f"css-{name}": name for name in _ALIKE},
    "css-animation": "animation animation-delay animation-direction animation-duration "
    "animation-fill-mode animation-iteration-count animation-name animation-play-state "
    "animation-timing-function",
    "css-background-position": "background-position background-position-x background-position-y",
    "css-block-inline-size": "block-size inline-size",
    "css-border": "border border-width border-style border-color "
    + _sided("border-{}", "border-{}-width", "border-{}-style", "border-{}-color"),
    "css-border-image": "border-image border-image-outset border-image-repeat "
    "border-image-slice border-image-source border-image-width",
    "css-border-inline-block": _logical("border-{}"),
    "css-border-inline-block-individual": _logical(
        "border-{}-color", "border-{}-style", "border-{}-width"
    ),
    "css-border-inline-block-longhand": _logical(
        *(f"border-{{}}-{edge}" for edge in ("start", "end")),
        *(
            f"border-{{}}-{edge}-{what}"
            for edge in ("start", "end")
            for what in ("color", "style", "width")
        ),
    ),
    "css-border-radius": "border-radius border-top-left-radius border-top-right-radius "
    "border-bottom-left-radius border-bottom-right-radius",
    "css-border-radius-logical": "border-start-start-radius border-start-end-radius "
    "border-end-start-radius border-end-end-radius",
    "css-column-layout-properties": "columns column-count column-fill column-gap column-rule "
    "column-rule-color column-rule-style column-rule-width column-span column-width",
    "css-gap": "gap column-gap row-gap",
    "css-grid-template": "grid-template grid-template-areas grid-template-columns "
    "grid-template-rows",
    "css-inset": "inset inset-block inset-block-start inset-block-end inset-inline "
    "inset-inline-start inset-inline-end",
    "css-left-right-top-bottom": _sided("{}"),
    "css-margin": "margin " + _sided("margin-{}"),
    "css-margin-block-start-end": "margin-block-start margin-block-end",
    "css-margin-inline-block": _logical("margin-{}"),
    "css-margin-inline-start-end": "margin-inline-start margin-inline-end",
    "css-outline": "outline outline-color outline-style outline-width",
    "css-overflow": "overflow overflow-x overflow-y overflow-block overflow-inline",
    "css-padding": "padding " + _sided("padding-{}"),
    "css-padding-block-start-end": "padding-block-start padding-block-end",
    "css-padding-inline-block": _logical("padding-{}"),
    "css-padding-inline-start-end": "padding-inline-start padding-inline-end",
    "css-scroll-snap": "scroll-snap-align scroll-snap-stop scroll-snap-type",
    "css-text-emphasis": "text-emphasis text-emphasis-color text-emphasis-style",
    "css-transition": "transition transition-behavior transition-delay transition-duration "
    "transition-property transition-timing-function",
}
_VALUES = {
    ("display", "flex"): "css-display-flex",
    ("display", "inline-flex"): "css-display-flex",
    ("display", "grid"): "css-display-grid",
    ("display", "inline-grid"): "css-display-grid",
    ("display", "none"): "css-display-none",
    ("flex-direction", "column"): "css-flex-direction",
    ("flex-direction", "column-reverse"): "css-flex-direction",
    ("flex-flow", "column"): "css-flex-direction",
    ("flex-flow", "column-reverse"): "css-flex-direction",
    ("flex-wrap", "wrap"): "css-flex-wrap",
    ("flex-wrap", "wrap-reverse"): "css-flex-wrap",
    ("flex-flow", "wrap"): "css-flex-wrap",
    ("flex-flow", "wrap-reverse"): "css-flex-wrap",
}
_WORDS = {
    "initial": "css-unit-initial",
    **dict.fromkeys(("fit-content", "min-content", "max-content"), "css-intrinsic-size"),
    **dict.fromkeys(
        ("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"), "css-sytem-ui"
    ),
}
"""Words that are a feature in any property. (The slug's spelling is caniemail's.)"""
_FUNCTIONS = {
    "calc": "css-unit-calc",
    "clamp": "css-function-clamp",
    "conic-gradient": "css-conic-gradient",
    "fit-content": "css-intrinsic-size",
    "light-dark": "css-function-light-dark",
    "linear-gradient": "css-linear-gradient",
    "max": "css-function-max",
    "min": "css-function-min",
    "radial-gradient": "css-radial-gradient",
    "repeating-conic-gradient": "css-conic-gradient",
    "repeating-linear-gradient": "css-linear-gradient",
    "repeating-radial-gradient": "css-radial-gradient",
    "rgb": "css-rgb",
    "rgba": "css-rgba",
    "var": "css-variables",
    **dict.fromkeys(("lab", "lch", "oklab", "oklch"), "css-modern-color"),
}
_UNITS = {
    "%": "css-unit-percent",
    **{
        unit: f"css-unit-{unit}"
        for unit in (
            *("ch", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem"),
            *("vh", "vmax", "vmin", "vw"),
        )
    },
}
IMPORTANT, VARIABLES = "css-important", "css-variables"

_AT_RULES = {
    "@font-face": "css-at-font-face",
    "@import": "css-at-import",
    "@keyframes": "css-at-keyframes",
    "@-webkit-keyframes": "css-at-keyframes",
    "@media": "css-at-media",
    "@supports": "css-at-supports",
}
_MEDIA_FEATURES = (
    (re.compile(r"\bdevice-pixel-ratio\b"), "css-at-media-device-pixel-ratio"),
    (re.compile(r"\(\s*+(?:any-)?hover\b"), "css-at-media-hover"),
    (re.compile(r"\(\s*+orientation\b"), "css-at-media-orientation"),
    (re.compile(r"\(\s*+prefers-color-scheme\b"), "css-at-media-prefers-color-scheme"),
    (re.compile(r"\(\s*+prefers-reduced-motion\b"), "css-at-media-prefers-reduced-motion"),
)
_AT_NAME = re.compile(r"@[-\w]++")

_BY_PROPERTY: dict[str, list[str]] = {}
for _slug, _names in _PROPERTIES.items():
    for _name in _names.split():
        _BY_PROPERTY.setdefault(_name, []).append(_slug)

_PIECE = re.compile(
    r"""(?xsi) "(?:[^"\\]|\\.)*+"? | '(?:[^'\\]|\\.)*+'?
        | (?<![-\w])url\(\s*+(?:"(?P<double>[^"]*+)"?|'(?P<single>[^']*+)'?|(?P<bare>[^)]*+))
        | \#[-\w]*+ | (?P<important>!\s*+important\b)
        | [-+]?(?:\d++(?:\.\d++)?|\.\d++)(?P<unit>%|[a-z]++)?
        | (?P<word>-{0,2}[a-z_][-\w]*+)(?P<call>\()?"""
)

DECLARATION_SLUGS = {
    *_PROPERTIES,
    *_VALUES.values(),
    *_WORDS.values(),
    *_FUNCTIONS.values(),
    *_UNITS.values(),
    IMPORTANT,
    VARIABLES,
}
AT_RULE_SLUGS = {*_AT_RULES.values(), *(slug for _, slug in _MEDIA_FEATURES)}


def declaration_features(name: str, value: str) -> tuple[str, ...]:
    """The features of one declaration, each once; a vendor's own properties have none."""
    name = name.strip().lower()
    features = list(_BY_PROPERTY.get(name, ()))
    if name.startswith("--"):
        features.append(VARIABLES)
    for piece in _PIECE.finditer(value):
        features.extend(_piece_features(name, piece))
    return tuple(dict.fromkeys(features))


def _piece_features(name: str, piece: re.Match[str]) -> Iterator[str]:
    match piece.lastgroup:
        case "unit":
            yield from _known(_UNITS.get(piece["unit"].lower()))
        case "word":
            word = piece["word"].lower()
            yield from _known(_WORDS.get(word), _VALUES.get((name, word)))
        case "call":
            yield from _known(_FUNCTIONS.get(piece["word"].lower()))
        case "important":
            yield IMPORTANT
        case "double" | "single" | "bare":
            yield from image_features(piece[piece.lastgroup])


def _known(*slugs: str | None) -> Iterator[str]:
    return (slug for slug in slugs if slug is not None)


def at_rule_features(prelude: str) -> tuple[str, ...]:
    """The features of an at-rule: its own first, then those of a media query's conditions."""
    prelude = prelude.lower()
    name = _AT_NAME.match(prelude)
    own = _AT_RULES.get(name[0]) if name else None
    if own is None:
        return ()
    if own != "css-at-media":
        return (own,)
    return (own, *(slug for pattern, slug in _MEDIA_FEATURES if pattern.search(prelude)))
