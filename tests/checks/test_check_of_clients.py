"""What mail clients lack: what matters is a warning, what does not is a note or nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.checks.clients import GRACEFUL, HARMLESS, clients, lacking
from newsletter.checks.compatibility import Client
from newsletter.checks.compatibility_support import features
from newsletter.checks.html_tree import parse
from newsletter.problems import Problem

Make = Callable[..., Any]


def lacks(html: str) -> list[tuple[Client, str]]:
    return [(found.client, found.feature) for found in lacking(html, parse(html))]


@pytest.fixture
def found(checkup: Make) -> Callable[[str], list[Problem]]:
    return lambda html: list(clients(checkup(html)))


Found = Callable[[str], list[Problem]]


@pytest.mark.parametrize(
    ("html", "start"),
    [
        ('<p style="position:absolute">', "Gmail and "),
        ('<p style="opacity:.5">', "Outlook for Windows "),
        ('<p style="transform:none">', "Outlook.com"),
        ("<svg></svg>", "Gmail and "),
    ],
)
def test_what_a_reader_would_miss_is_a_warning(html: str, start: str, found: Found) -> None:
    warned = [problem for problem in found(html) if problem.severity == "warning"]
    assert warned
    assert {problem.code for problem in warned} == {"client-support"}
    assert any(start.strip() in problem.text for problem in warned)


def test_a_feature_is_told_once_with_all_clients_and_its_first_place(found: Found) -> None:
    html = '<p>a</p><p style="position:fixed">b</p><p style="position:fixed">c</p>'
    problems = found(html)
    assert len(problems) == 1
    assert "(2 times)" in problems[0].text
    assert problems[0].place.column == html.index("position") + 1
    assert problems[0].hint == "See https://www.caniemail.com/features/css-position/"


def test_what_only_looks_plainer_is_a_note(found: Found) -> None:
    problems = found('<td style="border-radius:8px">')
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("client-plainer", "note")
    ]
    assert problems[0].text.endswith("corners are square there.")


@pytest.mark.parametrize(
    "html",
    [
        "<!doctype html>",
        '<a target="_blank">',
        '<meta name="color-scheme" content="light dark">',
        '<a style="cursor:pointer">',
        '<p aria-hidden="true">',
        '<p aria-label="x">',
        '<img style="outline:none">',
    ],
)
def test_what_nobody_misses_is_not_told(html: str) -> None:
    assert lacks(html) == []


@pytest.mark.parametrize(
    "html", ["<style>.a { color: red }</style>", '<p style="display:none">x</p>']
)
def test_what_only_gmail_in_a_phones_browser_lacks_is_not_told(html: str) -> None:
    assert lacks(html) == []


def test_how_a_hidden_element_is_hidden_does_not_matter() -> None:
    hidden = '<div style="display:none;opacity:0;overflow:hidden;max-height:0">x</div>'
    assert lacks(hidden) == []
    assert lacks(hidden + '<p style="opacity:0">') == [("outlook-windows", "css-opacity")]


def test_a_plain_mail_lacks_nothing(found: Found) -> None:
    assert found("<p>Bread and soup</p>") == []


def test_the_lists_name_features_that_exist() -> None:
    assert set(HARMLESS) | {feature for _, feature in GRACEFUL} <= set(features())


def test_a_feature_stands_in_one_list() -> None:
    assert not set(HARMLESS) & {feature for _, feature in GRACEFUL}
