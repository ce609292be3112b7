"""A person's word on one plan. It is given on what was planned, not on what the files say now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsletter.editions.plan_identity import short
from newsletter.errors import UsageError
from newsletter.ports import Clock
from newsletter.problems import Problem, did_you_mean, warning
from newsletter.settings import Safety
from newsletter.store.approvals import Approval, approvals_of, approve
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel, channels_of
from newsletter.store.plans import Plan, find_plan, move_plan
from newsletter.usecases.plan_refused import PlanRefused
from newsletter.usecases.planning import check_fresh
from newsletter.usecases.workspace import Workspace

LONGEST = 200
"""Characters of a name or a note."""


@dataclass(frozen=True, slots=True)
class Approvable:
    """A plan that is fresh, with its channels: what somebody is asked to approve."""

    plan: Plan
    channels: tuple[PlanChannel, ...]


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval, how many different people have given theirs, and how many it takes."""

    plan: str
    name: str
    at: datetime
    given: int
    needed: int
    problems: tuple[Problem, ...] = ()

    @property
    def is_enough(self) -> bool:
        """True when the plan may be sent."""
        return self.given >= self.needed


def approvable(workspace: Workspace, store: Store, name: str) -> Approvable:
    """The plan of that id or unique prefix, if it can be approved now.

    Raises:
        PlanRefused: plan-stale, naming what changed; plan-ended.
        NewsletterError: plan-unknown, plan-ambiguous, or the store failed.
    """
    with store.reading() as transaction:
        plan = find_plan(transaction, name)
        channels = channels_of(transaction, plan.id)
    if plan.state in ("cancelled", "done"):
        raise PlanRefused(_ended(plan))
    # A plan that began to go out is beyond edits.
    stale = check_fresh(workspace, store, plan.id) if plan.state != "sending" else ()
    if stale:
        raise PlanRefused(*stale)
    return Approvable(plan, channels)


def approve_plan(
    found: Approvable, store: Store, safety: Safety, *, who: str, note: str | None, clock: Clock
) -> Approved:
    """Record that ``who`` approves a plan; with enough different people it may be sent.

    The same person's second approval changes nothing. Names compare without regard to case.

    Raises:
        UsageError: approver-name: the name or the note cannot be one.
        PlanRefused: approver-unknown: ``who`` is not among the approvers; plan-ended.
        NewsletterError: the store failed.
    """
    plan = found.plan.id
    name = _approver(_one_line(who, "name"), safety.approvers)
    new = Approval(plan, name, clock.now(), _one_line(note, "note") if note else None)
    with store.writing() as transaction:
        now = find_plan(transaction, plan)
        if now.state in ("cancelled", "done"):
            raise PlanRefused(_ended(now))
        before = _approval_of(name, approvals_of(transaction, plan))
        if before is None:
            approve(transaction, new)
        given = len(approvals_of(transaction, plan))
        if given >= safety.approvals:
            move_plan(transaction, plan, "approved")
    kept = before or new
    problems = _repeated(before, given, safety.approvals)
    return Approved(plan, kept.name, kept.at, given, safety.approvals, problems)


def _approval_of(name: str, approvals: Iterable[Approval]) -> Approval | None:
    same = (one for one in approvals if one.name.casefold() == name.casefold())
    return next(same, None)


def _approver(name: str, approvers: tuple[str, ...]) -> str:
    """The name as the settings write it."""
    if not approvers:
        return name
    listed = {approver.strip().casefold(): approver.strip() for approver in approvers}
    if name.casefold() in listed:
        return listed[name.casefold()]
    text = f"'{name}' is not among the approvers of this project."
    hint = did_you_mean(name, approvers) or f"[safety] names: {', '.join(approvers)}."
    raise PlanRefused(Problem("approver-unknown", text, hint))


def _one_line(text: str, what: str) -> str:
    clean = " ".join(text.split())
    if clean and clean.isprintable() and len(clean) <= LONGEST:
        return clean
    hint = f"Write 1 to {LONGEST} characters that can be printed."
    raise UsageError(Problem("approver-name", f"The {what} of an approval cannot be that.", hint))


def _repeated(before: Approval | None, given: int, needed: int) -> tuple[Problem, ...]:
    if before is None or given >= needed:
        return ()
    text = f"'{before.name}' has approved this plan already; that counts once."
    return (warning("approval-repeated", text, f"{needed - given} other people must approve it."),)


def _ended(plan: Plan) -> Problem:
    how = "was cancelled" if plan.state == "cancelled" else "has been sent"
    text = f"The plan {short(plan.id)} {how}."
    return Problem("plan-ended", text, f"Plan anew: newsletter plan {plan.edition} --again")
