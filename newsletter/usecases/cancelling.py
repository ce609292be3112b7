"""Cancel a plan, for good: before it is sent, while it is held, or while it is being sent."""

from dataclasses import dataclass

from newsletter.store.opening import Store
from newsletter.store.plans import Plan, find_plan, move_plan
from newsletter.store.status import counts


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Whether the plan is cancelled now, and how many deliveries have or may have gone out."""

    plan: Plan
    cancelled: bool
    already_sent: int


def cancel_plan(store: Store, name: str) -> Cancelled:
    """Cancel a plan. A run looks at this in each of its transactions, and stops.

    A plan that is done cannot be cancelled; one that was cancelled before stays so.

    Raises:
        NewsletterError: plan-unknown, plan-ambiguous, or the store failed.
    """
    with store.writing() as transaction:
        plan = find_plan(transaction, name)
        moved = move_plan(transaction, plan.id, "cancelled")
        found = counts(transaction, [plan.id])
    sent = sum(one.accepted + one.unknown for one in found)
    return Cancelled(plan, moved or plan.state == "cancelled", sent)
