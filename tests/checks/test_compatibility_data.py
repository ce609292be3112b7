"""The data file: complete, small, and read as caniemail means it."""

import json
import runpy
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from newsletter.checks.compatibility import APPS
from newsletter.checks.compatibility_support import Verdict, features, verdict
from newsletter.checks.compatibility_usage import DETECTABLE, NOT_DETECTABLE

DATA = files("newsletter.checks").joinpath("caniemail.json")
SCRIPT = Path(__file__).parents[2] / "scripts" / "caniemail.py"


def script(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = runpy.run_path(str(SCRIPT))[name]
    return function


def test_every_rule_is_about_a_feature_of_the_data() -> None:
    assert DETECTABLE - set(features()) == set()


def test_every_feature_has_a_rule_or_a_reason_for_having_none() -> None:
    assert set(features()) - DETECTABLE == set(NOT_DETECTABLE)


def test_no_feature_has_both_a_rule_and_a_reason() -> None:
    assert set(NOT_DETECTABLE) & DETECTABLE == set()


def test_every_app_that_we_report_is_in_the_data() -> None:
    apps = {app for names in APPS.values() for app in names}
    assert all(set(feature.verdicts) == apps for feature in features().values())


def test_the_data_is_small() -> None:
    assert len(DATA.read_bytes()) < 150_000


def test_the_data_says_where_it_is_from_and_under_which_licence() -> None:
    data = json.loads(DATA.read_bytes())
    assert (data["source"][:9], data["licence"][:3]) == ("caniemail", "MIT")


def test_the_licence_is_beside_the_data() -> None:
    notice = files("newsletter.checks").joinpath("caniemail.LICENSE").read_text("utf-8")
    assert "HTeuMeuLeu" in notice
    assert "permission notice shall be included" in notice


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("y", Verdict("yes")),
        ("y #1", Verdict("yes", "First.")),
        ("a #2 #1", Verdict("partial", "Second. First.")),
        ("n #1", Verdict("no", "First.")),
        ("n #9", Verdict("no")),
        ("u", Verdict("unknown")),
    ],
)
def test_caniemails_notation_is_read(value: str, expected: Verdict) -> None:
    assert verdict(value, {"1": "First.", "2": "Second."}) == expected


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ({"2019-05": "n", "2024-01": "y"}, "y"),
        ({"2024-04": "y", "2024-01": "n"}, "y"),
        ({"9": "n", "12.10": "y", "12.9": "n"}, "y"),
        ({"18.3": "n", "2024-10": "y"}, "y"),
        ({}, "u"),
    ],
)
def test_only_the_newest_version_counts(versions: Mapping[str, str], expected: str) -> None:
    assert script("newest")({"gmail": {"ios": versions}}, "gmail.ios") == expected


def test_the_script_keeps_only_the_notes_that_apply() -> None:
    feature = {
        "slug": "css-x",
        "title": "x ",
        "category": "css",
        "last_test_date": "2026-01-01",
        "url": "https://caniemail.example/x",
        "stats": {"gmail": {"ios": {"1": "n #1", "2": "a #2"}}},
        "notes_by_num": {"1": "Old.", "2": "New."},
    }
    kept = script("kept")(feature)
    assert (kept["title"], kept["support"][1], kept["notes"]) == ("x", "a #2", {"2": "New."})


def test_the_script_names_the_apps_that_we_report() -> None:
    source = {"last_update_date": "2026-05-13 14:45:41 +0000", "data": []}
    written = json.loads(script("page")(source, "2.0.2"))
    assert set(written["apps"]) == {app for names in APPS.values() for app in names}
