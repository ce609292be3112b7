"""Contrast as WCAG counts it, and accents that stay readable on light and dark paper."""

import colorsys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.colors import COLORS, READABLE, contrast, readable_on, rgb, text_on

COLOR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHEETS = [COLORS.light.paper, COLORS.dark.paper]


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000", "#fff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_what_wcag_says(first: str, second: str, ratio: float) -> None:
    assert round(contrast(first, second), 2) == ratio


@given(COLOR, COLOR)
@settings(max_examples=50, derandomize=True)
def test_contrast_does_not_depend_on_the_order(first: str, second: str) -> None:
    assert contrast(first, second) == contrast(second, first)


def test_a_short_colour_is_the_same_as_its_long_form() -> None:
    assert rgb("#0aF") == rgb("#00AAff") == (0, 170, 255)


@pytest.mark.parametrize("text", ["", "#", "#12", "#12345", "0b6e4f", "green", "#gggggg", "#000\n"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a colour like"):
        rgb(text)


@pytest.mark.parametrize("paper", SHEETS)
@given(color=COLOR)
@settings(max_examples=80, derandomize=True, deadline=None)
def test_any_accent_becomes_readable_on_both_papers(paper: str, color: str) -> None:
    assert contrast(readable_on(color, paper), paper) >= READABLE


def test_an_accent_that_reads_well_is_left_alone() -> None:
    assert readable_on("#0b6e4f", "#ffffff") == "#0b6e4f"


def test_a_yellow_is_darkened_no_further_than_needed() -> None:
    assert contrast(readable_on("#ffcc00", "#ffffff"), "#ffffff") < READABLE + 0.1


def test_a_darkened_accent_keeps_its_hue() -> None:
    hues = [colorsys.rgb_to_hls(*rgb(c))[0] for c in ("#ff9900", readable_on("#ff9900", "#fff"))]
    assert abs(hues[0] - hues[1]) < 0.01


def test_where_no_shade_is_enough_the_farthest_is_taken() -> None:
    assert readable_on("#888888", "#777777", ratio=7) == "#000000"


@given(COLOR)
@settings(max_examples=80, derandomize=True, deadline=None)
def test_text_on_a_button_is_always_readable(accent: str) -> None:
    assert contrast(text_on(accent), accent) >= READABLE


@pytest.mark.parametrize(("surface", "text"), [("#0b6e4f", "#ffffff"), ("#ffcc00", "#1c2024")])
def test_text_on_a_button_is_white_on_dark_and_ink_on_light(surface: str, text: str) -> None:
    assert text_on(surface) == text


@pytest.mark.parametrize("palette", [COLORS.light, COLORS.dark], ids=["light", "dark"])
def test_our_own_colours_are_readable(palette: object) -> None:
    backs = [getattr(palette, back) for back in ("paper", "surround")]
    texts = [getattr(palette, text) for text in ("ink", "quiet")]
    assert min(contrast(text, back) for text in texts for back in backs) >= READABLE
