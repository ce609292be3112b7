"""`newsletter approve PLAN`: a person's word that a plan may go out."""

import getpass
from collections.abc import Iterator
from datetime import datetime
from shlex import join
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.confirming import confirmed
from newsletter.cli.moments import spoken_moment
from newsletter.cli.nouns import NOUNS
from newsletter.cli.screen import Screen
from newsletter.editions.plan_identity import short
from newsletter.errors import UsageError
from newsletter.instants import as_utc
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.usecases.approving import Approvable, Approved

NOT_CONFIRMED = 3


def approve(
    screen: Screen,
    plan: Annotated[str, typer.Argument(metavar="PLAN", hidden=True)],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Kept with the approval.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help="Who approves; default the user here."),
    ] = None,
) -> int:
    """Give your word on a plan.

    PLAN is its name, or the first six or more characters of it. A plan that is stale cannot be
    approved. Sends nothing.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.approving import approvable, approve_plan
    from newsletter.usecases.projects import open_project, store_of

    workspace = open_project(screen.flags.project)
    who = name if name is not None else _user()
    with store_of(workspace) as store:
        found = approvable(workspace, store, plan)
        for line in _summary(found):
            screen.say(line)
        if not confirmed(screen, f"Approve it as {who}?"):
            return screen.finish({}, [_not_confirmed()], code=NOT_CONFIRMED)
        safety = workspace.settings.safety
        done = approve_plan(found, store, safety, who=who, note=note, clock=SystemClock())
    return _finish(screen, done, found.plan.sends_at, workspace.settings.newsletter.timezone)


def _finish(screen: Screen, done: "Approved", sends_at: datetime | None, zone: str) -> int:
    """What was done, and what comes now: a plan that has its time goes out by itself."""
    screen.say(f"Approved by {done.name}: {done.given} of {done.needed}.")
    goes_out = sends_at is not None and done.is_enough
    if sends_at and goes_out:
        when = spoken_moment(sends_at, zone) if sends_at > done.at else "now"
        screen.say(f"It goes out {when}, if newsletter run is running.")
    payload = {
        "plan": done.plan,
        "approved_by": done.name,
        "approved_at": as_utc(done.at),
        "approvals": done.given,
        "needed": done.needed,
    }
    then = ["send" if done.is_enough else "approve", short(done.plan)]
    if goes_out:
        then = ["status"]
    return screen.finish(payload, done.problems, then=join(["newsletter", *then]))


def _summary(found: "Approvable") -> Iterator[str]:
    plan = found.plan
    yield f"Plan {short(plan.id)} of edition {plan.edition}"
    yield f"  subject   {plan.summary['subject']}"
    for channel in found.channels:
        size = channel.snapshot.size
        word = NOUNS[channel.kind]
        yield f"  {channel.channel}: {size:,} {word}{'' if size == 1 else 's'}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        text = "This computer does not say who you are."
        raise UsageError(Problem("approver-name", text, "Say it: --as NAME")) from None


def _not_confirmed() -> Problem:
    hint = "Answer y, or add --yes where nobody can answer."
    return Problem("not-confirmed", "The plan was not approved.", hint)
