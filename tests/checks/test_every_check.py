"""The checks as a whole: all of them are made, and one that cannot be made says why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsletter.checks.check import Check, Checked
from newsletter.checks.every import CHECKS, examine
from newsletter.problems import Problem, note, warning

Make = Callable[..., Any]
PAGE = Path(__file__).parents[2] / "docs/reference/checks.md"


def test_a_good_edition_passes_every_check(checkup: Make) -> None:
    found = {checked.code: checked for checked in examine(checkup())}
    assert {code: one.problems for code, one in found.items() if one.status != "ok"} == {}


@pytest.mark.parametrize(
    ("part", "codes"),
    [
        ("html", {check.code for check in CHECKS if "html" in check.needs}),
        ("text", {"text", "unsubscribe", "sender"}),
        ("message", {"headers"}),
    ],
)
def test_a_part_that_could_not_be_rendered_is_not_checked(
    part: str, codes: set[str], checkup: Make
) -> None:
    found = [one for one in examine(checkup(**{part: None})) if one.status == "not checked"]
    assert {one.code for one in found} == codes
    assert {one.why for one in found} == {"the mail could not be rendered"}


def test_an_empty_mail_is_survived(checkup: Make) -> None:
    empty = checkup("", text="", message=b"", edition={"articles": (), "subject": ""})
    assert "problem" in {checked.status for checked in examine(empty)}


@pytest.mark.parametrize(
    ("problems", "status"),
    [
        ([], "ok"),
        ([note("x", "y")], "ok"),
        ([note("x", "y"), warning("x", "y")], "problem"),
        ([Problem("x", "y")], "problem"),
    ],
)
def test_only_notes_leave_a_check_ok(problems: list[Problem], status: str, checkup: Make) -> None:
    check = Check("x", "x", lambda _: problems)
    assert check.on(checkup()) == Checked("x", "x", status, None, tuple(problems))  # type: ignore[arg-type]


def test_every_check_has_its_row_in_the_docs() -> None:
    page = PAGE.read_text("utf-8")
    others = ("build", "posts", "spam", "reachability")
    for code in (*(check.code for check in CHECKS), *others):
        assert f"| `{code}` |" in page


def test_no_check_has_the_code_of_another() -> None:
    codes = [check.code for check in CHECKS]
    assert len(codes) == len(set(codes))
