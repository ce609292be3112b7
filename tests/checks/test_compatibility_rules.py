"""Each kind of rule that recognises a feature, and what it must not take for one."""

import pytest

from newsletter.checks.compatibility_usage import usages


def features(html: str) -> set[str]:
    return {slug for by_slug in usages(html).values() for slug in by_slug}


def of_style(css: str) -> set[str]:
    return features(f"<style>{css}</style>") - {"html-style"}


def of_declaration(css: str) -> set[str]:
    return features(f'<u style="{css}">')


def of_selector(selector: str) -> set[str]:
    return of_style(selector + "{}")


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("accent-color:red", {"css-accent-color"}),
        ("ACCENT-COLOR : red", {"css-accent-color"}),
        ("border-left-color:red", {"css-border"}),
        ("border-inline-end-style:solid", {"css-border-inline-block-longhand"}),
        ("border-block-width:0", {"css-border-inline-block-individual"}),
        ("column-gap:0", {"css-column-layout-properties", "css-gap"}),
        ("block-size:0", {"css-block-inline-size"}),
        ("inline-size:0", {"css-block-inline-size", "css-inline-size"}),
        ("display:flex", {"css-display", "css-display-flex"}),
        ("display:none", {"css-display", "css-display-none"}),
        ("display:block", {"css-display"}),
        ("flex-direction:row", set()),
        ("flex-direction:column", {"css-flex-direction"}),
        ("width:max-content", {"css-width", "css-intrinsic-size"}),
        ("font-family:system-ui", {"css-sytem-ui"}),
        ("font-family:'system-ui'", set()),
        ("color:initial", {"css-unit-initial"}),
        ("color:red!important", {"css-important"}),
        ("color:red ! IMPORTANT", {"css-important"}),
        (
            "width:calc(100% - 2em)",
            {"css-width", "css-unit-calc", "css-unit-percent", "css-unit-em"},
        ),
        ("color:oklch(0 0 0)", {"css-modern-color"}),
        ("color:rgb(0,0,0)", {"css-rgb"}),
        ("color:rgba(0,0,0,0)", {"css-rgba"}),
        ("--ink:red", {"css-variables"}),
        ("color:var(--ink)", {"css-variables"}),
        ("width:-1.5rem", {"css-width", "css-unit-rem"}),
        ("width:.5VMAX", {"css-width", "css-unit-vmax"}),
        ("color:#1e1e1e", set()),
        ("grid-area:row2px", set()),
        ("background:url(a.webp)", {"css-background", "image-webp"}),
        ("background:url('a.gif?x=1')", {"css-background", "image-gif"}),
        ("background:url(&quot;a.gif&quot;)", {"css-background", "image-gif"}),
        (
            "background:url(data:image/png;base64,position:fixed)",
            {"css-background", "image-png", "image-base64"},
        ),
        ("/* opacity:0 */ clear:both", {"css-comments", "css-clear"}),
        ("content:'opacity:0;clear:both'", set()),
        ("-webkit-transform:none;mso-line-height-rule:exactly", set()),
    ],
)
def test_a_declaration_has_the_features(css: str, expected: set[str]) -> None:
    assert of_declaration(css) == expected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("p", {"type"}),
        (".a", {"class"}),
        ("#a", {"id"}),
        ("*", {"universal"}),
        ("[data-ogsc]", {"attribute"}),
        ("[title='a > b, c']", {"attribute"}),
        (".a.b", {"class", "chaining"}),
        (".a#b", {"class", "id", "chaining"}),
        ("p.a", {"type", "class"}),
        (".a .b", {"class", "descendant"}),
        (".a>.b", {"class", "child"}),
        (".a + .b", {"class", "adjacent-sibling"}),
        (".a ~ .b", {"class", "general-sibling"}),
        (".a , .b", {"class", "grouping"}),
        (r".a\:b", {"class"}),
    ],
)
def test_a_selector_has_the_features(selector: str, expected: set[str]) -> None:
    assert of_selector(selector) == {f"css-selector-{name}" for name in expected}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (":hover", "css-pseudo-class-hover"),
        (":HOVER", "css-pseudo-class-hover"),
        (":nth-child(2n + 1)", "css-pseudo-class-nth-child"),
        (":not(.a > #b, .c)", "css-pseudo-class-not"),
        (":before", "css-pseudo-element-before"),
        ("::before", "css-pseudo-element-before"),
        ("::marker", "css-pseudo-element-marker"),
    ],
)
def test_a_pseudo_class_or_element_is_one_feature(selector: str, expected: str) -> None:
    assert of_selector(selector) == {expected}


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("@import url(a.css);", {"css-at-import"}),
        ("@font-face { font-family: A; font-stretch: 50%; src: url(a.png) }", {"css-at-font-face"}),
        (
            "@keyframes a { from { opacity: 0 } 50% { opacity: 1 } }",
            {"css-at-keyframes", "css-opacity"},
        ),
        ("@supports (display: grid) { p {} }", {"css-at-supports", "css-selector-type"}),
        ("@media print {}", {"css-at-media"}),
        ("@MEDIA (Hover) {}", {"css-at-media", "css-at-media-hover"}),
        ("@media (any-hover) {}", {"css-at-media", "css-at-media-hover"}),
        (
            "@media (-webkit-min-device-pixel-ratio: 2) {}",
            {"css-at-media", "css-at-media-device-pixel-ratio"},
        ),
        ("@media (orientation:portrait) {}", {"css-at-media", "css-at-media-orientation"}),
        (
            "@media ( prefers-reduced-motion ) {}",
            {"css-at-media", "css-at-media-prefers-reduced-motion"},
        ),
        ("@charset 'utf-8';", set()),
        ("p { b { clear: both } }", {"css-selector-type", "css-nesting", "css-clear"}),
        (
            "p { @media print { clear: both } }",
            {"css-selector-type", "css-nesting", "css-at-media", "css-clear"},
        ),
        ("<!-- p { clear: both } -->", {"css-selector-type", "css-clear"}),
        ("p { clear: both", {"css-selector-type", "css-clear"}),
        (
            "p { background: url(a;b } b { clear: both }",
            {"css-selector-type", "css-background", "css-clear"},
        ),
    ],
)
def test_a_style_sheet_has_the_features(css: str, expected: set[str]) -> None:
    assert of_style(css) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h3>", {"html-h1-h6"}),
        ("<LI>", {"html-lists"}),
        ("<time>", {"html-semantics"}),
        ("<input>", {"html-input-text"}),
        ("<input type=CHECKBOX>", {"html-input-checkbox"}),
        ("<input type=date>", set()),
        ("<button>", {"html-button-submit"}),
        ("<button type=reset>", {"html-button-reset"}),
        ('<meta name="Color-Scheme">', {"html-meta-color-scheme"}),
        ('<meta name="viewport">', set()),
        ("<a href=#top>", {"html-anchor-links"}),
        ("<a href=' MAILTO:a@b.example'>", {"html-mailto-links"}),
        ("<a href='https://a.example/#top'>", set()),
        ("<i hidden>", {"html-hidden"}),
        ("<i inert loading=lazy>", {"css-inert-attribute", "html-loading-attribute"}),
        ("<!doctype html>", {"html-doctype"}),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">', set()),
        ("<!-- a <svg> -->", {"html-comments"}),
        ("<title><svg></title>", set()),
        ("<script>'<svg>'</script>", set()),
        ("<i title='<svg>'>", set()),
        ("<svg", set()),
        ("<o:p><w:anchorlock></w:anchorlock></o:p>", set()),
    ],
)
def test_an_element_has_the_features(html: str, expected: set[str]) -> None:
    assert features(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<img src=a.JPEG>", {"image-jpg"}),
        ("<img src='cid:picture'>", set()),
        ("<img src='https://a.example/a.avif?w=600#x'>", {"image-avif"}),
        ("<img src='data:image/svg+xml,%3Csvg%3E'>", {"image-svg"}),
        ("<img srcset='a.webp 1x, b.gif 2x'>", {"html-srcset", "image-webp", "image-gif"}),
        ("<td background=a.bmp>", {"html-background", "image-bmp"}),
        ("<img src=a.mp4>", {"image-mp4"}),
        ("<a href=a.tiff>", set()),
    ],
)
def test_an_image_has_the_format(html: str, expected: set[str]) -> None:
    assert features(html) - {"html-img"} == expected


def test_the_address_of_a_film_is_not_an_image() -> None:
    assert features("<video src=a.mp4>") == {"html-video"}
