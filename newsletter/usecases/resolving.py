"""Settle deliveries in doubt: they went out, or they are sent again."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Literal

from newsletter.delivery.journal import journal
from newsletter.delivery.policy import Policy
from newsletter.delivery.recovering import journal_path, recover
from newsletter.errors import NewsletterError
from newsletter.ports import Clock
from newsletter.problems import Problem, did_you_mean
from newsletter.store.doubts import assume_sent, resend, unknowns
from newsletter.store.ledger import Ledger, own
from newsletter.store.opening import Store
from newsletter.store.outcomes import Doubt
from newsletter.store.plan_channels import PlanChannel, channels_of
from newsletter.store.plans import Plan, find_plan, move_plan
from newsletter.usecases.sending import HANDS
from newsletter.usecases.workspace import Workspace

Way = Literal["assume-sent", "resend"]

DECIDED = "assumed sent, as `newsletter resolve` was told"


def resolve(
    workspace: Workspace,
    store: Store,
    name: str,
    way: Way,
    clock: Clock,
    recipient: str | None = None,
) -> tuple[Plan, int]:
    """Settle what is in doubt of a plan, all of it or one recipient; how many that were.

    ``resend`` only notes that they are to be sent again: the next `send` does it.

    Raises:
        NewsletterError: plan-unknown, plan-ambiguous; run-owned: it is being sent right now;
            nothing-in-doubt; or the store failed.
    """
    with store.reading() as transaction:
        plan = find_plan(transaction, name)
        channels = channels_of(transaction, plan.id)
    with ExitStack() as stack:
        for channel in channels:
            ledger = stack.enter_context(own(store, channel, clock.now()))
            _recover(ledger, workspace, clock)
        return plan, _settle(store, plan, channels, way, clock, recipient)


def _recover(ledger: Ledger, workspace: Workspace, clock: Clock) -> None:
    """A run that was killed has not said yet what is in doubt."""
    path = journal_path(ledger.store, ledger.channel, workspace.folder / HANDS)
    with journal(path, ledger.epoch) as opened:
        recover(ledger, opened.remains, Policy(), clock)


def _settle(
    store: Store,
    plan: Plan,
    channels: Sequence[PlanChannel],
    way: Way,
    clock: Clock,
    recipient: str | None,
) -> int:
    settled = 0
    near: list[str] = []
    with store.writing() as transaction:
        for channel in channels:
            doubts = unknowns(transaction, channel)
            chosen = _chosen(doubts, recipient)
            near.extend(one.address for one in doubts)
            settled += len(chosen)
            if way == "resend":
                resend(transaction, channel, chosen, clock.now())
            else:
                assume_sent(transaction, channel, chosen, DECIDED, clock.now())
        if way == "resend" and settled:
            move_plan(transaction, plan.id, "sending")
    if recipient is not None and not settled:
        raise NewsletterError(_nobody(recipient, near))
    return settled


def _chosen(doubts: tuple[Doubt, ...], recipient: str | None) -> list[Doubt]:
    wanted = recipient.lower() if recipient is not None else None
    return [one for one in doubts if wanted is None or one.address.lower() == wanted]


def _nobody(recipient: str, doubts: Sequence[str]) -> Problem:
    text = f"Nothing of '{recipient}' is in doubt."
    near = did_you_mean(recipient, doubts)
    hint = near or "`newsletter status EDITION --recipients --state unknown` lists who is."
    return Problem("nothing-in-doubt", text, hint)
