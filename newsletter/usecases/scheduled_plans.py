"""Planning an edition anew that a schedule is to send: under its terms, in its plan's place."""

from dataclasses import dataclass, replace
from datetime import datetime

from newsletter.errors import NewsletterError, UsageError
from newsletter.ports import Clock, Secrets
from newsletter.problems import Problem
from newsletter.schedules.schedule import Schedule
from newsletter.store.approvals import Approval, approve
from newsletter.store.occurrences import Occurred, open_occurrences, replan
from newsletter.store.opening import Store
from newsletter.store.plans import Plan, find_plan, move_plan
from newsletter.store.transaction import Transaction
from newsletter.usecases.planning import Planned, PlanRequest, Within, plan_edition
from newsletter.usecases.schedule_terms import terms_of
from newsletter.usecases.schedules import schedule_named, schedule_names
from newsletter.usecases.workspace import Workspace


class PlanOvertaken(NewsletterError):
    """Another plan was made of the edition meanwhile, or its occurrence came to its end."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An edition that waits for its time: its occurrence, and what is planned for it by now."""

    row: Occurred
    plan: Plan


def scheduled(workspace: Workspace, store: Store, edition: str) -> Scheduled | None:
    """The occurrence that is to send an edition; None if none is, or if it has begun to."""
    with store.reading() as transaction:
        rows = open_occurrences(transaction)
        row = next((one for one in rows if one.edition == edition), None)
        plan = find_plan(transaction, row.plan) if row and row.plan else None
    if row is None or plan is None or plan.state not in ("planned", "approved"):
        return None
    return Scheduled(row, plan) if row.schedule in schedule_names(workspace) else None


def plan_named(
    request: PlanRequest, workspace: Workspace, store: Store, secrets: Secrets, clock: Clock
) -> Planned:
    """Plan an edition as a person asks for it.

    The plan of one that a schedule is to send takes the place of the plan that it had.

    Raises:
        UsageError: schedule-nominal: the schedule's file has no such time any more.
        PlanOvertaken: plan-overtaken.
        NewsletterError: as `newsletter.usecases.planning.plan_edition`.
    """
    found = scheduled(workspace, store, request.edition)
    if found is None:
        return plan_edition(request, store, secrets, clock)
    schedule = schedule_named(workspace, found.row.schedule)
    theirs = under_terms(request, workspace, found.row, schedule)
    if theirs is None:
        raise UsageError(_no_such_time(found.row))
    within = in_place_of(found.plan, found.row, clock.now())
    return plan_edition(theirs, store, secrets, clock, within=within)


def under_terms(
    request: PlanRequest, workspace: Workspace, row: Occurred, schedule: Schedule
) -> PlanRequest | None:
    """The request with what the schedule asks of an occurrence; None if it has that one no more."""
    occurrence = schedule.recurrence.named(row.nominal)
    if occurrence is None:
        return None
    return replace(request, terms=terms_of(schedule, occurrence, workspace.settings))


def in_place_of(old: Plan, row: Occurred, now: datetime) -> Within:
    """Let a new plan take the place of ``old``, in the transaction that stores it.

    What goes out without being asked for is approved at once, as the one before was. The new
    plan is not stored if that raises PlanOvertaken.
    """

    def within(transaction: Transaction, planned: Planned) -> None:
        new = planned.plan
        if not replan(transaction, row, new.id, now):
            raise PlanOvertaken(_overtaken(row))
        if new.id == old.id:
            return
        move_plan(transaction, old.id, "cancelled")
        if row.state == "planned":
            approve_for(transaction, new, row.schedule, now)

    return within


def approve_for(transaction: Transaction, plan: Plan, schedule: str, now: datetime) -> None:
    """The approval of a schedule that does not ask anybody."""
    approve(transaction, Approval(plan.id, f"schedule {schedule}", now))
    move_plan(transaction, plan.id, "approved")


def _no_such_time(row: Occurred) -> Problem:
    text = f"'{row.schedule}' has nothing at {row.nominal} any more."
    hint = "Its file was edited: see newsletter schedule next."
    return Problem("schedule-nominal", text, hint)


def _overtaken(row: Occurred) -> Problem:
    text = f"Meanwhile another plan was made of the edition {row.edition}, or it was closed."
    return Problem("plan-overtaken", text, "Look: newsletter status")
