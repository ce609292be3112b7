"""`newsletter cancel PLAN`: stop a plan for good."""

from typing import Annotated

import typer

from newsletter.cli.screen import Screen
from newsletter.editions.plan_identity import short


def cancel(
    screen: Screen,
    plan: Annotated[str, typer.Argument(metavar="PLAN", hidden=True)],
) -> int:
    """Cancel a plan, for good.

    Before a send or while it runs: that send stops at once, and who was not written to is not
    written to any more.
    """
    from newsletter.usecases.cancelling import cancel_plan
    from newsletter.usecases.projects import open_project, store_of

    with store_of(open_project(screen.flags.project)) as store:
        done = cancel_plan(store, plan)
    sent = f"{done.already_sent:,} had been sent before"
    if done.cancelled:
        screen.say(f"Plan {short(done.plan.id)} is cancelled; {sent}.")
    else:
        screen.say(f"Plan {short(done.plan.id)} is done, so there is nothing to cancel; {sent}.")
    payload = {"cancelled": done.cancelled, "already_sent": done.already_sent}
    return screen.finish(payload, code=0 if done.cancelled else 1)
