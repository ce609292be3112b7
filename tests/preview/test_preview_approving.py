"""A plan is approved in the page when that was allowed, by another process, and never sent."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli.approving_apart import ApprovingApart
from newsletter.cli.main import main
from newsletter.preview.session import open_session
from tests.preview.conftest import SETTINGS, Answer, Studio, Tab, serving, write_project

EMAIL = """\
[safety]
live = true

[channels.email]
sender = "outbox"
audience = "readers"
"""


def run(folder: Path, *words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(folder), "-q", "--yes", *words])
    assert ended.value.code in (0, None)


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    folder = write_project(tmp_path / "garden")
    (folder / "newsletter.toml").write_text(f"{SETTINGS}\n{EMAIL}", "utf-8")
    people = tmp_path / "people.csv"
    people.write_text("email\nann@garden.example\nbob@garden.example\n", "utf-8")
    run(folder, "audience", "import", str(people), "--audience", "readers")
    run(folder, "plan", "2026-11-12")
    return folder


@pytest.fixture
def approving(planned: Path) -> Iterator[Studio]:
    approve = ApprovingApart(planned)
    quiet = open_session(
        planned, port=0, heard=lambda _before, _now: None, approve=approve, user="ann"
    )
    with quiet as session, serving(session):
        yield Studio(session, planned)


def approve(studio: Studio, plan: str, count: str, name: str = "ann") -> Answer:
    data = {"plan": plan, "name": name, "note": "looked at it", "count": count}
    return studio.ask(f"/write/approve?token={studio.session.token}", "POST", data)


def only_plan(studio: Studio) -> Any:
    (plan,) = studio.ask("/plans").json["plans"]
    return plan


def test_the_plan_is_shown_with_its_people(approving: Studio) -> None:
    plan = only_plan(approving)
    assert (plan["state"], plan["recipients"], plan["is_open"]) == ("planned", 2, True)
    assert [one["channel"] for one in plan["channels"]] == ["fediverse", "email"]


def test_who_types_the_count_approves(approving: Studio) -> None:
    answer = approve(approving, only_plan(approving)["plan"], "2")
    assert (answer.status, answer.json["approved_by"]) == (200, "ann")
    plan = only_plan(approving)
    assert (plan["state"], plan["is_open"]) == ("approved", False)
    assert plan["approvals"][0]["note"] == "looked at it"


@pytest.mark.parametrize("count", ["1", "3", "", "two", "-2"])
def test_another_count_approves_nothing(approving: Studio, count: str) -> None:
    assert approve(approving, only_plan(approving)["plan"], count).status == 400
    assert only_plan(approving)["approvals"] == []


def test_a_plan_that_is_stale_is_refused_with_what_changed(approving: Studio) -> None:
    approving.edit("articles/peas.md", "Tuesday", "Monday")
    answer = approve(approving, only_plan(approving)["plan"], "2")
    assert answer.status == 400
    assert answer.json["problems"][0]["code"] == "plan-stale"
    assert only_plan(approving)["approvals"] == []


@pytest.mark.parametrize("plan", ["", "--help", "ffffffff", "%"])
def test_what_is_no_plan_of_the_edition_is_refused(approving: Studio, plan: str) -> None:
    answer = approve(approving, plan, "2")
    assert answer.json["problems"][0]["code"] == "approval-count"


def test_the_token_is_needed(approving: Studio) -> None:
    assert approving.ask("/write/approve", "POST", {}).status == 403


def test_a_preview_that_was_not_started_for_it_approves_nothing(studio: Studio) -> None:
    answer = approve(studio, "ffffffff", "2")
    assert (answer.status, answer.json["problems"][0]["code"]) == (400, "approval-not-here")


def test_another_process_that_says_nothing_is_no_approval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsletter.errors import NewsletterError

    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NewsletterError) as failed:
        ApprovingApart(tmp_path)("ffffffff", "ann", "")
    assert failed.value.problems[0].code == "approval-failed"


@pytest.mark.browser
def test_a_plan_is_approved_in_the_page(approving: Studio, open_tab: Any) -> None:
    tab: Tab = open_tab(approving, "panel=plan")
    form = tab.page.locator(".approval")
    form.get_by_label("How many people").fill("3")
    form.get_by_role("button", name="Approve").click()
    form.get_by_text("not the number of people").wait_for()
    form.get_by_label("How many people").fill("2")
    form.get_by_role("button", name="Approve").click()
    tab.page.get_by_text("Approved by ann").first.wait_for()
    assert json.dumps(only_plan(approving)["approvals"]).count("ann") == 1


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_a_plan_is_approved(
    approving: Studio, open_tab: Any, scheme: str
) -> None:
    from tests.preview.test_preview_axe import violations

    tab: Tab = open_tab(approving, "panel=plan&view=text", color_scheme=scheme)
    tab.page.locator(".approval").wait_for()
    tab.page.get_by_text("Sample data").click()
    assert violations(tab.page) == []
