"""The plans of the shown edition, and a person's word on one of them.

To approve a plan takes what looks whether it is fresh, and that knows the senders. So it is done by
another process, which whoever starts the studio brings along; the studio reads the store alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from newsletter.errors import NewsletterError
from newsletter.preview.studio import Studio
from newsletter.problems import Problem
from newsletter.store.approvals import approvals_of
from newsletter.store.plan_channels import PlanChannel, channels_of
from newsletter.store.plans import Plan, plans_of
from newsletter.store.transaction import Transaction
from newsletter.usecases.building import Build
from newsletter.usecases.projects import store_of

MOST = 5
"""Plans that are shown, the newest first."""
OPEN = ("planned", "approved")
SHORT = 8

Approve = Callable[[str, str, str], Mapping[str, Any]]
"""From a plan's id, a name and a note to the object that `newsletter approve --json` prints."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """``approve`` is None where the page may not; ``user`` is who is asked first."""

    studio: Studio
    approve: Approve | None = None
    user: str = ""

    def as_json(self) -> dict[str, Any]:
        """What the page shows of the plans.

        Raises:
            NewsletterError: the store failed.
        """
        build = self.studio.shown.build
        return {
            "allowed": self.approve is not None,
            "user": self.user,
            "edition": build.edition.name if build else None,
            "plans": self._plans(build) if build and build.workspace.has_store else [],
        }

    def _plans(self, build: Build) -> list[dict[str, Any]]:
        needed = build.workspace.settings.safety.approvals
        with store_of(build.workspace) as store, store.reading() as transaction:
            found = plans_of(transaction, build.edition.name)[:MOST]
            return [_plan_json(transaction, plan, needed) for plan in found]

    def give(self, plan: str, name: str, note: str, count: int) -> Mapping[str, Any]:
        """Approve ``plan`` as ``name``, who typed ``count`` recipients.

        Raises:
            NewsletterError: approval-not-here, approval-count; or the store failed.
        """
        if self.approve is None:
            text = "This preview was not started to approve plans."
            hint = "Start it so: newsletter preview --allow-approve"
            raise NewsletterError(Problem("approval-not-here", text, hint))
        known = {one["plan"]: one["recipients"] for one in self.as_json()["plans"]}
        if known.get(plan) != count:
            text = "That is not the number of people that the plan goes to."
            hint = "Type the number of recipients that stands there. It shows that you looked."
            raise NewsletterError(Problem("approval-count", text, hint))
        return self.approve(plan, name, note)


def _plan_json(transaction: Transaction, plan: Plan, needed: int) -> dict[str, Any]:
    channels = channels_of(transaction, plan.id)
    given = approvals_of(transaction, plan.id)
    return {
        "plan": plan.id,
        "short": plan.id[:SHORT],
        "state": plan.state,
        "is_open": plan.state in OPEN and len(given) < needed,
        "subject": plan.summary.get("subject", ""),
        "made": plan.created_at.isoformat(timespec="minutes"),
        "recipients": sum(one.recipients for one in channels if one.kind == "email"),
        "channels": [_channel_json(one) for one in channels],
        "approvals": [
            {"name": one.name, "note": one.note or "", "at": one.at.isoformat(timespec="minutes")}
            for one in given
        ],
        "needed": needed,
    }


def _channel_json(channel: PlanChannel) -> dict[str, Any]:
    return {"channel": channel.channel, "kind": channel.kind, "size": channel.snapshot.size}
