"""What became of an edition: counts for each channel, and every recipient by name."""

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.errors import NewsletterError
from newsletter.problems import Problem, did_you_mean
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel, channels_of
from newsletter.store.plans import Plan, plans_of
from newsletter.store.recent import recent_editions
from newsletter.store.status import ChannelCounts, Delivery, DeliveryState, counts, deliveries
from newsletter.usecases.channel_work import message_id_of

RECENT = 10
"""Editions that are shown when none is named."""

MANY = 1000

BEGUN = ("sending", "done", "cancelled")


@dataclass(frozen=True, slots=True)
class Standing:
    """One plan of an edition, with the counts of its channels."""

    plan: Plan
    channels: tuple[PlanChannel, ...]
    counts: tuple[ChannelCounts, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient, or one post, of a channel. ``message_id`` is None for a post."""

    plan: str
    channel: str
    message_id: str | None
    delivery: Delivery


def standings(store: Store, edition: str | None = None) -> tuple[Standing, ...]:
    """How an edition stands, or the recent ones: the plans that began, else the newest one.

    Raises:
        NewsletterError: edition-not-planned, or the store failed.
    """
    with store.reading() as transaction:
        known = recent_editions(transaction, MANY)
        if edition is not None and edition not in known:
            raise NewsletterError(_not_planned(edition, known))
        names = known[:RECENT] if edition is None else (edition,)
        shown = [plan for name in names for plan in _shown(plans_of(transaction, name))]
        return tuple(
            Standing(plan, channels_of(transaction, plan.id), counts(transaction, [plan.id]))
            for plan in shown
        )


def standing_of(store: Store, plan: Plan) -> Standing:
    """How one plan stands."""
    with store.reading() as transaction:
        return Standing(plan, channels_of(transaction, plan.id), counts(transaction, [plan.id]))


def recipient_rows(
    store: Store, found: tuple[Standing, ...], state: DeliveryState | None = None
) -> Iterator[Row]:
    """Everybody in the plans of ``found``, in order; only those in ``state`` if one is given."""
    with store.reading() as transaction:
        for standing in found:
            for channel in standing.channels:
                for one in deliveries(transaction, channel, state):
                    name = message_id_of(channel, one.seq)
                    yield Row(standing.plan.id, channel.channel, name, one)


def _shown(plans: tuple[Plan, ...]) -> tuple[Plan, ...]:
    return tuple(plan for plan in plans if plan.state in BEGUN) or plans[:1]


def _not_planned(edition: str, known: tuple[str, ...]) -> Problem:
    text = f"Nothing of an edition '{edition}' was planned or sent."
    hint = did_you_mean(edition, known) or f"Plan it: newsletter plan {edition}"
    return Problem("edition-not-planned", text, hint)
