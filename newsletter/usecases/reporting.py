"""What became of an edition: who approved it, when it went out, who has it, and what followed."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsletter.store.approvals import Approval, approvals_of
from newsletter.store.occurrences import Occurred, occurrence_of_plan
from newsletter.store.opening import Store
from newsletter.store.plans import Plan
from newsletter.store.reports import Said, Span, left_since, span_of, words_of
from newsletter.store.status import ChannelCounts, Delivery, deliveries
from newsletter.usecases.statuses import Standing, standings

TROUBLES = ("rejected", "failed", "deferred", "unknown")
MOST_WORDS = 10_000
"""Different reasons that are kept apart; those beyond count as others."""
OTHERS = "other reasons"
_ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?")
UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why recipients of a channel are in a state. Their addresses are left out of ``text``."""

    channel: str
    state: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post, or an edition on a platform; ``receipt`` is its address there."""

    channel: str
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One plan of an edition that began, or the newest one.

    ``left`` counts the recipients who were suppressed since it began, by reason.
    """

    plan: Plan
    occurrence: Occurred | None
    approvals: tuple[Approval, ...]
    span: Span
    counts: tuple[ChannelCounts, ...]
    reasons: tuple[Reason, ...]
    posts: tuple[PostLine, ...]
    left: dict[str, int]

    @property
    def started(self) -> datetime | None:
        """When the first outcome came."""
        return self.span.started

    @property
    def unsubscribed(self) -> int:
        """How many left by a link of any edition since this one began."""
        return sum(n for reason, n in self.left.items() if reason.startswith(UNSUBSCRIBED))


def reports(store: Store, edition: str) -> tuple[Report, ...]:
    """What became of an edition, a report for each plan that began, else for the newest.

    Raises:
        NewsletterError: edition-not-planned, or the store failed.
    """
    return tuple(_report(store, one) for one in standings(store, edition))


def _report(store: Store, standing: Standing) -> Report:
    plan = standing.plan
    with store.reading() as connection:
        span = span_of(connection, plan.id)
        posts = tuple(
            PostLine(channel.channel, one)
            for channel in standing.channels
            if channel.kind != "email"
            for one in deliveries(connection, channel)
        )
        return Report(
            plan=plan,
            occurrence=occurrence_of_plan(connection, plan.id),
            approvals=approvals_of(connection, plan.id),
            span=span,
            counts=standing.counts,
            reasons=grouped(words_of(connection, plan.id, TROUBLES)),
            posts=posts,
            left=left_since(connection, plan.id, span.started) if span.started else {},
        )


def grouped(said: Iterable[Said]) -> tuple[Reason, ...]:
    """Reasons that differ in nothing but an address are one; the most frequent ones come first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in said:
        key = (one.channel, one.state, _ADDRESS.sub("<address>", one.text))
        is_kept = key in counts or len(counts) < MOST_WORDS
        counts[key if is_kept else (one.channel, one.state, OTHERS)] += one.count
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Reason(*key, count) for key, count in ordered)
