"""Send an approved plan, or go on where a run stopped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Event as Flag

from newsletter.delivery.deliver import Engine
from newsletter.delivery.events import Delivered, Event, Finished, Progress, Stopped
from newsletter.delivery.policy import Policy
from newsletter.editions.plan_identity import short
from newsletter.errors import NewsletterError
from newsletter.ports import Clock, Secrets
from newsletter.problems import Problem
from newsletter.store.doubts import in_doubt
from newsletter.store.editions import mark_sent
from newsletter.store.opening import Store
from newsletter.store.outcomes import next_due_of
from newsletter.store.plan_channels import PlanChannel, channels_of
from newsletter.store.plans import Plan, find_plan, move_plan
from newsletter.store.status import ChannelCounts, counts
from newsletter.usecases.channel_work import channel_works, hold_of
from newsletter.usecases.plan_refused import PlanRefused
from newsletter.usecases.planning import check_fresh
from newsletter.usecases.workspace import Workspace

HANDS = ".newsletter/hands"
"""Where a run notes what it has in hand when the store is no file."""


class PlanCancelled(NewsletterError):
    """The plan was cancelled, for good: exit 3."""


@dataclass(frozen=True, slots=True)
class Sendable:
    """A plan that may go out now, on some of its channels or all of them.

    ``begun``: some of it has been granted before.
    """

    plan: Plan
    channels: tuple[PlanChannel, ...]
    begun: bool

    @property
    def recipients(self) -> int:
        """What people confirm: the recipients of all email channels."""
        return sum(one.recipients for one in self.channels if one.kind == "email")

    @property
    def posts(self) -> int:
        """How many posts it makes."""
        return sum(one.snapshot.size for one in self.channels if one.kind != "email")


@dataclass(frozen=True, slots=True)
class Sent:
    """The end of a run: where its channels stand. The last event of `send_plan`.

    ``stopped`` are the channels that ended before their work was done, ``finished`` the others.
    """

    plan: Plan
    channels: tuple[ChannelCounts, ...]
    posts: int
    cancelled: bool
    interrupted: bool
    stopped: tuple[Stopped, ...]
    finished: int

    def count(self, state: str) -> int:
        """How many deliveries of the plan are in ``state``."""
        return sum(getattr(one, state) for one in self.channels)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that stopped a channel."""
        return tuple(found for one in self.stopped for found in one.problems)

    @property
    def nothing_tried(self) -> bool:
        """No channel could even begin."""
        return bool(self.stopped) and not self.finished and not any(o.tried for o in self.stopped)

    @property
    def complete(self) -> bool:
        """Everybody got it, or must not get it."""
        states = ("rejected", "failed", "deferred", "unknown", "pending")
        return not self.stopped and not any(self.count(state) for state in states)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What sending a plan needs. ``stop`` ends it after what is under way.

    ``held_since`` is when the plan could first be cancelled; None means not before now.
    """

    workspace: Workspace
    store: Store
    secrets: Secrets
    clock: Clock
    stop: Flag = field(default_factory=Flag)
    policy: Policy = field(default_factory=Policy)
    held_since: datetime | None = None


def sendable(workspace: Workspace, store: Store, name: str) -> Sendable:
    """The plan of that id or unique prefix, if it may go out now.

    Raises:
        PlanRefused: plan-not-approved; plan-stale, naming what changed.
        PlanCancelled: plan-cancelled.
        NewsletterError: plan-unknown, plan-ambiguous, or the store failed.
    """
    with store.reading() as transaction:
        plan = find_plan(transaction, name)
        channels = channels_of(transaction, plan.id)
        begun = _has_begun(counts(transaction, [plan.id])) or any(
            in_doubt(transaction, channel) for channel in channels
        )
    if plan.state == "cancelled":
        raise PlanCancelled(_cancelled(plan))
    if plan.state == "planned":
        raise PlanRefused(_not_approved(plan))
    if not begun and (stale := check_fresh(workspace, store, plan.id)):
        raise PlanRefused(*stale)
    return Sendable(plan, channels, begun)


def send_plan(found: Sendable, sending: Sending) -> Iterator[Event | Sent]:
    """Deliver a plan on all its channels. The last event is a `Sent`.

    Raises:
        NewsletterError: run-owned: another process is sending it; or the store failed.
    """
    safety = sending.workspace.settings.safety
    engine = Engine(
        store=sending.store,
        clock=sending.clock,
        folder=sending.workspace.folder / Path(HANDS),
        policy=replace(sending.policy, doubt=safety.doubt),
        stop=sending.stop,
    )
    works = channel_works(
        found.plan, found.channels, sending.workspace, sending.store, sending.secrets, sending.clock
    )
    hold = 0.0 if found.begun else _hold(found, sending)
    ends: list[Stopped | Finished] = []
    marked = False
    for event in engine.deliver(works, hold=hold):
        if not marked and isinstance(event, Delivered | Progress):
            marked = _mark_sending(sending, found.plan)
        if isinstance(event, Stopped | Finished):
            ends.append(event)
        yield event
    yield sent_so_far(found, sending, ends)


def _hold(found: Sendable, sending: Sending) -> float:
    """Seconds to wait: the time in which it can be cancelled, less what of it has passed."""
    hold = hold_of(sending.workspace, found.channels)
    since = sending.held_since
    passed = (sending.clock.now() - since).total_seconds() if since else 0.0
    return max(0.0, min(hold, hold - passed))


def _mark_sending(sending: Sending, plan: Plan) -> bool:
    with sending.store.writing() as transaction:
        move_plan(transaction, plan.id, "sending")
        mark_sent(transaction, plan.edition, sending.clock.now())
    return True


def sent_so_far(found: Sendable, sending: Sending, ends: Sequence[Stopped | Finished] = ()) -> Sent:
    """Where the channels stand, when each of them has come to one of ``ends``."""
    with sending.store.writing() as transaction:
        now = counts(transaction, [found.plan.id])
        all_of_it = [one.id for one in channels_of(transaction, found.plan.id)]
        waiting = next_due_of(transaction, all_of_it) is not None
        if not waiting and not any(one.pending or one.deferred for one in now):
            move_plan(transaction, found.plan.id, "done")
        plan = find_plan(transaction, found.plan.id)
    kinds = {one.channel: one.kind for one in found.channels}
    mine = tuple(one for one in now if one.channel in kinds)
    return Sent(
        plan=plan,
        channels=mine,
        posts=sum(one.accepted for one in mine if kinds[one.channel] != "email"),
        cancelled=plan.state == "cancelled",
        interrupted=sending.stop.is_set(),
        stopped=tuple(one for one in ends if isinstance(one, Stopped)),
        finished=sum(isinstance(one, Finished) for one in ends),
    )


def _has_begun(found: Iterable[ChannelCounts]) -> bool:
    states = ("accepted", "rejected", "failed", "deferred", "unknown", "suppressed")
    return any(getattr(one, state) for one in found for state in states)


def _not_approved(plan: Plan) -> Problem:
    text = f"The plan {short(plan.id)} is not approved, so nothing of it is sent."
    return Problem("plan-not-approved", text, f"Approve it: newsletter approve {short(plan.id)}")


def _cancelled(plan: Plan) -> Problem:
    text = f"The plan {short(plan.id)} was cancelled, so nothing of it is sent."
    hint = f"Plan it anew: newsletter plan {plan.edition} --again"
    return Problem("plan-cancelled", text, hint)
