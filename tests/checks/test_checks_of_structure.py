"""What carries the mail: language, title, headings, contrast, the size of styles."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.checks.contrast import contrast
from newsletter.checks.headings import headings
from newsletter.checks.language import language
from newsletter.checks.style_sheets import MOST, style_sheets

Make = Callable[..., Any]
Codes = Callable[..., list[str]]
END = "</body>"


@pytest.mark.parametrize("check", [language, headings, contrast, style_sheets])
def test_a_good_mail_is_left_alone(check: Callable[..., Any], checkup: Make) -> None:
    assert list(check(checkup())) == []


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('lang="en"', "", "html-lang"),
        ('lang="en"', 'lang=""', "html-lang"),
        ('lang="en"', 'lang="und"', "html-lang"),
        ("<title>Seeds for all of the town</title>", "", "html-title"),
        ("Seeds for all of the town</title>", " </title>", "html-title"),
    ],
)
def test_a_missing_language_or_title_is_found(
    before: str, after: str, code: str, checkup: Make, good: str, codes: Codes
) -> None:
    assert codes(language(checkup(good.replace(before, after)))) == [code]


def test_a_missing_direction_is_found(checkup: Make, codes: Codes) -> None:
    assert codes(language(checkup(edition={"dir": "rtl"}))) == ["html-dir"]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("<h1>The Pier</h1>", "", "heading-order"),
        ("h2>", "h3>", "heading-order"),
        (END, "<h5>Deep</h5>" + END, "heading-order"),
        ("<h1>The Pier</h1>", "<h1> </h1>", "heading-empty"),
        ("<h1>The Pier</h1>", '<h1><img src="x" alt=""></h1>', "heading-empty"),
    ],
)
def test_a_fault_of_headings_is_found(
    before: str, after: str, code: str, checkup: Make, good: str, codes: Codes
) -> None:
    html = good.replace(before.replace("h2>", "<h2>"), after.replace("h3>", "<h3>"))
    assert codes(headings(checkup(html)))[:1] == [code]


def test_a_logo_with_a_description_is_a_heading(checkup: Make, good: str) -> None:
    html = good.replace("<h1>The Pier</h1>", '<h1><img src="x" alt="The Pier"></h1>')
    assert list(headings(checkup(html))) == []


def test_headings_may_go_up_by_any_number_of_levels(checkup: Make) -> None:
    html = "<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h2>e</h2>"
    assert list(headings(checkup(html))) == []


def test_grey_on_grey_is_found_with_its_place_and_a_shade_that_reads(
    checkup: Make, good: str
) -> None:
    html = good.replace(END, f'<p style="color:#999999">Faint words</p>{END}')
    found = list(contrast(checkup(html)))
    assert [problem.code for problem in found] == ["contrast-low"]
    assert "#999999 on #f4f5f7 is hard to read ('Faint words')" in found[0].text
    assert "Try #707070" in (found[0].hint or "")
    assert found[0].place.column == html.index('<p style="color:#999999"') + 1


@pytest.mark.parametrize(
    ("style", "is_found"),
    [
        ("color:#767676;background:#ffffff", False),
        ("color:#777777;background:#ffffff", True),
        ("color:#949494;background:#ffffff;font-size:24px", False),
        ("color:#949494;background:#ffffff;font-size:20px;font-weight:700", False),
        ("color:#949494;background:#ffffff;font-size:20px", True),
        ("color:#ffffff;background:#ffffff;display:none", False),
        ("color:#ffffff;background:url(x.png)", False),
    ],
)
def test_contrast_is_measured_as_wcag_does(style: str, is_found: bool, checkup: Make) -> None:
    assert bool(list(contrast(checkup(f'<p style="{style}">Words</p>')))) == is_found


def test_a_pair_of_colours_is_told_once(checkup: Make, good: str, codes: Codes) -> None:
    html = good.replace(END, '<p style="color:#999">Faint</p>' * 9 + END)
    assert codes(contrast(checkup(html))) == ["contrast-low"]


def test_contrast_in_dark_mode_is_found(checkup: Make, good: str) -> None:
    rule = "@media (prefers-color-scheme: dark) { body { background-color:#16181c !important } }"
    html = good.replace("</style>", rule + "</style>")
    found = [problem.text for problem in contrast(checkup(html))]
    assert found
    assert all(text.startswith("In dark mode, ") for text in found)


def test_styles_that_gmail_throws_away_are_found(checkup: Make, good: str, codes: Codes) -> None:
    rules = ".a{color:red}" * (MOST // 13)
    assert list(style_sheets(checkup(good.replace("p { margin: 0 }", rules)))) == []
    sheet = f"<style>{rules}</style></head>"
    assert codes(style_sheets(checkup(good.replace("</head>", sheet + "<style>i{}</style>")))) == [
        "style-size"
    ]
