"""Approval: a person's word on a plan that is still what it was."""

import pytest

from newsletter.errors import UsageError
from newsletter.store.plans import find_plan, move_plan
from newsletter.usecases.approving import Approved, approvable, approve_plan
from newsletter.usecases.plan_refused import PlanRefused
from newsletter.usecases.projects import open_project
from tests.planning.conftest import Desk


def approve(desk: Desk, plan: str, who: str = "Ana", note: str | None = None) -> Approved:
    workspace = open_project(desk.root)
    found = approvable(workspace, desk.store, plan)
    safety = workspace.settings.safety
    return approve_plan(found, desk.store, safety, who=who, note=note, clock=desk.clock)


def state(desk: Desk, plan: str) -> str:
    with desk.store.reading() as transaction:
        return find_plan(transaction, plan).state


def safety(desk: Desk, line: str) -> None:
    desk.edit("newsletter.toml", "live = true", f"live = true\n{line}")


def test_one_approval_is_enough_by_default(desk: Desk) -> None:
    plan = desk.plan().plan.id
    assert approve(desk, plan[:6]).is_enough
    assert state(desk, plan) == "approved"


def test_with_two_approvals_one_is_not_enough(desk: Desk) -> None:
    safety(desk, "approvals = 2")
    plan = desk.plan().plan.id
    assert not approve(desk, plan).is_enough
    assert state(desk, plan) == "planned"
    assert approve(desk, plan, "Ben").is_enough
    assert state(desk, plan) == "approved"


def test_the_same_person_counts_once_however_the_name_is_written(desk: Desk) -> None:
    safety(desk, "approvals = 2")
    plan = desk.plan().plan.id
    approve(desk, plan, "Ana")
    second = approve(desk, plan, " ANA ")
    assert (second.given, [found.code for found in second.problems]) == (1, ["approval-repeated"])
    assert state(desk, plan) == "planned"


def test_a_stale_plan_cannot_be_approved(desk: Desk) -> None:
    plan = desk.plan().plan.id
    desk.edit("articles/a.md", "nobody", "somebody")
    with pytest.raises(PlanRefused, match=r"articles/a\.md changed"):
        approve(desk, plan)


def test_who_is_not_an_approver_is_refused(desk: Desk) -> None:
    safety(desk, 'approvers = ["Ana", "Ben"]')
    plan = desk.plan().plan.id
    with pytest.raises(PlanRefused, match="approver-unknown"):
        approve(desk, plan, "Cleo")
    assert approve(desk, plan, "ben").name == "Ben"


@pytest.mark.parametrize("name", ["", " ", "a\x1b[31m", "x" * 201])
def test_a_name_must_be_one_that_can_be_read(desk: Desk, name: str) -> None:
    plan = desk.plan().plan.id
    with pytest.raises(UsageError, match="approver-name"):
        approve(desk, plan, name)


def test_a_cancelled_plan_cannot_be_approved(desk: Desk) -> None:
    plan = desk.plan().plan.id
    with desk.store.writing() as transaction:
        move_plan(transaction, plan, "cancelled")
    with pytest.raises(PlanRefused, match="plan-ended"):
        approve(desk, plan)
