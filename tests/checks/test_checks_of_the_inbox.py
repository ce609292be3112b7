"""The subject and the preheader: a planted fault is found, and what is good is left alone."""

from collections.abc import Callable
from typing import Any

import pytest

from newsletter.checks.inbox import preheader, subject

Make = Callable[..., Any]
Codes = Callable[..., list[str]]

GOOD_SUBJECTS = [
    "Seeds for all of the town, and two boats",
    "NASA and ESA agree on one more lander",
    "The harbour's longest night! And one more boat",
    "Neun Meter hoch, und keiner hat es gesehen 🌻",
    "図書館で種を借りて、秋に返すという話です",
    "Is this what a hundred broken things teach?",
]


@pytest.mark.parametrize("line", GOOD_SUBJECTS)
def test_a_good_subject_is_left_alone(line: str, checkup: Make) -> None:
    assert list(subject(checkup(edition={"subject": line}))) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "subject-missing"),
        (" \t", "subject-missing"),
        ("News", "line-length"),
        ("短い件名です", "line-length"),
        ("A subject that is so long that most inboxes on a phone will cut it", "line-length"),
        ("SEEDS FOR ALL OF THE TOWN, AND BOATS", "subject-shouting"),
        ("Seeds for all of the town!! And boats", "subject-shouting"),
        ("Seeds! For all! Of the town! And two boats", "subject-shouting"),
        ("Seeds for all of the town for $$$ only", "subject-shouting"),
        ("🔥🔥🔥 Seeds for all of the town, and boats", "subject-shouting"),
        ("❤️ 🎉 ✨ Seeds for all of the town, and boats", "subject-shouting"),
        ("Hello {{ recipient.first_name }}, seeds are here", "line-placeholder"),
        ("Hello *|FNAME|*, the seeds are here for you", "line-placeholder"),
        ("TODO: write something about seeds and boats", "line-placeholder"),
        ("Lorem ipsum dolor sit amet and so forth", "line-placeholder"),
    ],
)
def test_a_faulty_subject_is_found(line: str, code: str, checkup: Make, codes: Codes) -> None:
    assert codes(subject(checkup(edition={"subject": line}))) == [code]


def test_a_placeholder_is_an_error_and_a_length_is_advice(checkup: Make) -> None:
    found = list(subject(checkup(edition={"subject": "{{ x }}"})))
    assert [problem.severity for problem in found] == ["error", "warning"]


def test_the_hint_names_the_file_of_the_edition(checkup: Make) -> None:
    found = list(subject(checkup(edition={"subject": "News"})))
    assert found[0].hint == "Set subject in editions/2026-11-26.toml."


def test_a_good_preheader_is_left_alone(checkup: Make) -> None:
    assert list(preheader(checkup())) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "preheader-missing"),
        ("Come and read.", "line-length"),
        ("And so on. " * 13, "line-length"),
        ("Seeds for all of the town, and two boats: read on", "preheader-repeats"),
        ("Two boats, and seeds for all of the town and boats", "preheader-repeats"),
        ("The library lends beans and peas to %%name%% and others", "line-placeholder"),
    ],
)
def test_a_faulty_preheader_is_found(line: str, code: str, checkup: Make, codes: Codes) -> None:
    assert codes(preheader(checkup(edition={"preheader": line}))) == [code]


@pytest.mark.parametrize("line", ["!" * 50_000, "🔥" * 20_000, "a" * 50_000, "{" * 50_000])
def test_a_huge_line_is_survived(line: str, checkup: Make, codes: Codes) -> None:
    assert "line-length" in codes(subject(checkup(edition={"subject": line})))
