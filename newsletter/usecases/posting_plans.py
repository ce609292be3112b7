"""The social part of an edition: the posts of its newest approved plan, on all channels or one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.editions.plan_identity import short
from newsletter.errors import NewsletterError, UsageError
from newsletter.printable import printable
from newsletter.problems import Problem, did_you_mean, warning
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel
from newsletter.store.plans import Plan, plans_of
from newsletter.store.status import deliveries
from newsletter.usecases.plan_refused import PlanRefused
from newsletter.usecases.sending import Sendable, sendable
from newsletter.usecases.statuses import standings
from newsletter.usecases.workspace import Workspace

APPROVED = ("approved", "sending", "done")


@dataclass(frozen=True, slots=True)
class Postable:
    """What may go out, narrowed to posts. ``to_do`` counts those that are not out yet."""

    found: Sendable
    to_do: int
    problems: tuple[Problem, ...] = ()

    @property
    def channels(self) -> str:
        """The channels, for people."""
        return ", ".join(one.channel for one in self.found.channels)


def postable(workspace: Workspace, store: Store, edition: str, channel: str | None) -> Postable:
    """The posts of the newest approved plan of an edition, for one channel or for all.

    Raises:
        PlanRefused: plan-not-approved; plan-stale.
        UsageError: channel-not-social: there is no social channel of that name in the plan.
        NewsletterError: edition-not-planned, channel-empty, or the store failed.
    """
    found = sendable(workspace, store, _newest_approved(store, edition).id)
    social = tuple(one for one in found.channels if one.kind == "social")
    if not social:
        raise NewsletterError(_no_posts(found.plan))
    if channel is not None:
        named = tuple(one for one in social if one.channel == channel)
        if not named:
            raise UsageError(_not_social(channel, social))
        social = named
    to_do, receipts = _standing(store, social)
    problems = () if to_do else (_posted(found.plan, receipts),)
    return Postable(replace(found, channels=social), to_do, problems)


def _newest_approved(store: Store, edition: str) -> Plan:
    standings(store, edition)  # says so if the edition is not known
    with store.reading() as transaction:
        plans = plans_of(transaction, edition)
    for plan in plans:
        if plan.state in APPROVED:
            return plan
    raise PlanRefused(_none_approved(edition, plans))


def _standing(store: Store, channels: Sequence[PlanChannel]) -> tuple[int, list[str]]:
    """How many posts are not out, and where the others are."""
    with store.reading() as transaction:
        found = [one for channel in channels for one in deliveries(transaction, channel)]
    out = [one for one in found if one.state == "accepted"]
    return len(found) - len(out), [one.receipt for one in out if one.receipt]


def _none_approved(edition: str, plans: Sequence[Plan]) -> Problem:
    text = f"No plan of edition {edition} is approved, so nothing of it is posted."
    waiting = next((plan for plan in plans if plan.state == "planned"), None)
    hint = f"Plan it: newsletter plan {edition} --again"
    if waiting:
        hint = f"Approve it: newsletter approve {short(waiting.id)}"
    return Problem("plan-not-approved", text, hint)


def _no_posts(plan: Plan) -> Problem:
    text = f"The plan {short(plan.id)} of edition {plan.edition} has no social channel."
    hint = "Add one to newsletter.toml, like [channels.mastodon], and plan again."
    return Problem("channel-empty", text, hint)


def _not_social(channel: str, social: Sequence[PlanChannel]) -> Problem:
    names = [one.channel for one in social]
    text = f"The plan has no social channel '{printable(channel)}'."
    hint = did_you_mean(channel, names) or f"It has: {', '.join(names)}."
    return Problem("channel-not-social", text, hint)


def _posted(plan: Plan, receipts: Sequence[str]) -> Problem:
    where = f" ({', '.join(receipts[:3])})" if receipts else ""
    text = f"The approved plan has posted all of this already{printable(where)}."
    return warning("posted-already", text, f"To post again: newsletter plan {plan.edition} --again")
