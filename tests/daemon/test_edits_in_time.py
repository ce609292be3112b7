"""Edits between planning and approving: the edition is planned again by hand, and goes out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.store.occurrences import open_occurrences
from newsletter.store.plans import find_plan
from newsletter.usecases.approving import approvable, approve_plan
from newsletter.usecases.plan_refused import PlanRefused
from newsletter.usecases.planning import Planned, PlanRequest
from newsletter.usecases.scheduled_plans import plan_named
from tests.daemon.project import Pier, add_article, pier
from tests.daemon.simulation import utc

ASKED = 'every = "Thursday"\nat = "09:00"\ntimezone = "UTC"\nprepare = "2h"\n'
AUTO = ASKED + 'approval = "auto"\n'
EARLY, TIME = utc(2026, 11, 26, 7), utc(2026, 11, 26, 9)
EDITION = "2026-11-26"
BOTH = ["ada-pier-example", "bo-quay-example"]


def planned_pier(root: Path, schedule: str) -> Pier:
    """It is seven, and the edition of nine o'clock is planned."""
    made = pier(root, utc(2026, 11, 23), schedule)
    add_article(root, "Herring", "2026-11-24")
    made.work()
    made.work_at(EARLY)
    return made


def decide(made: Pier, subject: str) -> None:
    folder = made.root / "editions"
    folder.mkdir(exist_ok=True)
    (folder / f"{EDITION}.toml").write_text(f'subject = "{subject}"\n', "utf-8")


def plan_by_hand(made: Pier, *, again: bool = False) -> Planned:
    request = PlanRequest(edition=EDITION, project=made.root, again=again)
    return plan_named(request, made.workspace, made.store, made.secrets, made.clock)


def approve(made: Pier, plan: str) -> None:
    found = approvable(made.workspace, made.store, plan)
    safety = made.workspace.settings.safety
    approve_plan(found, made.store, safety, who="Mia", note=None, clock=made.clock)


def plan_of(made: Pier) -> str | None:
    with made.store.reading() as connection:
        (row,) = open_occurrences(connection)
    return row.plan


def test_what_was_edited_cannot_be_approved_as_it_was(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, ASKED)
    decide(made, "Silver in the net")
    with pytest.raises(PlanRefused) as refused:
        approve(made, made.asked[0][1].id)
    assert refused.value.problems[0].code == "plan-stale"


def test_what_is_planned_again_and_approved_goes_out_at_its_time(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, ASKED)
    decide(made, "Silver in the net")
    approve(made, plan_by_hand(made).plan.id)
    made.work()
    assert made.sent == []
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]
    mail = next((tmp_path / ".newsletter" / "outbox").glob("ada-*.eml")).read_text()
    assert "Silver in the net" in mail


def test_the_new_plan_has_the_time_of_the_old_one_which_is_cancelled(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, ASKED)
    decide(made, "Silver in the net")
    new = plan_by_hand(made).plan
    with made.store.reading() as connection:
        old = find_plan(connection, made.asked[0][1].id)
    assert (new.sends_at, old.state) == (TIME, "cancelled")


def test_the_new_plan_keeps_the_terms_of_the_schedule(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, ASKED + 'channels = ["outbox"]\narticles = { at_most = 1 }\n')
    add_article(made.root, "Mackerel", "2026-11-25")
    planned = plan_by_hand(made)
    assert [one.channel for one in planned.channels] == ["outbox"]
    assert len(planned.contents.build.edition.articles) == 1


def test_what_was_not_edited_keeps_its_plan_and_its_approval(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, ASKED)
    plan = made.asked[0][1].id
    approve(made, plan)
    assert plan_by_hand(made).plan.id == plan == plan_of(made)
    made.work_at(TIME)
    assert made.sent == [*BOTH, "mastodon-2026-11-24-herring"]


def test_a_new_plan_of_what_goes_out_unasked_needs_nobody_either(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, AUTO)
    decide(made, "Silver in the net")
    assert plan_by_hand(made).plan.id == plan_of(made)
    made.work_at(TIME)
    assert made.rows == [("2026-11-26T09:00", "sent", "3 accepted")]


def test_what_has_gone_out_is_planned_by_hand_like_any_other(tmp_path: Path) -> None:
    made = planned_pier(tmp_path, AUTO)
    made.work_at(TIME)
    assert plan_by_hand(made, again=True).plan.sends_at is None


def test_nobody_is_told_to_send_by_hand_what_goes_out_by_itself(
    tmp_path: Path, run_cli: Callable[..., tuple[int, str, str]]
) -> None:
    made = planned_pier(tmp_path, ASKED)
    plan = plan_of(made) or ""
    _, planned, _ = run_cli("-C", str(tmp_path), "plan", EDITION)
    assert "goes out  Thu 26 Nov 2026 09:00 Europe/Lisbon" in planned
    code, said, hints = run_cli("-C", str(tmp_path), "approve", plan, "--yes")
    assert code == 0
    assert "It goes out" in said
    assert hints.rstrip().endswith("newsletter status")
