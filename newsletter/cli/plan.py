"""`newsletter plan EDITION`: what would go where, frozen under a name that people approve."""

from collections.abc import Iterator
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.moments import spoken_moment
from newsletter.cli.nouns import NOUNS
from newsletter.cli.screen import Screen
from newsletter.editions.plan_identity import short
from newsletter.instants import as_utc

if TYPE_CHECKING:
    from newsletter.usecases.planning import Planned


def plan(
    screen: Screen,
    edition: Annotated[str, typer.Argument(metavar="EDITION", hidden=True)],
    diff: Annotated[
        str | None, typer.Option("--diff", metavar="PLAN", help="What differs from that plan.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="A new plan even if an equal one exists.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="An edition without articles is fine.")
    ] = False,
) -> int:
    """Freeze what would go where.

    Builds EDITION for every channel and freezes the recipients of each. Sends nothing. What is
    changed afterwards makes the plan stale, and a stale plan is never sent.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.comparing import compare_plans
    from newsletter.usecases.planning import PlanRequest
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.scheduled_plans import plan_named

    workspace = open_project(screen.flags.project)
    request = PlanRequest(
        edition=edition, project=screen.flags.project, again=again, allow_empty=allow_empty
    )
    with store_of(workspace) as store:
        secrets = secrets_of(workspace, screen.flags.secrets_dir)
        planned = plan_named(request, workspace, store, secrets, SystemClock())
        changed = compare_plans(store, diff, planned) if diff else ()
    payload = _payload(planned) | ({"diff": list(changed)} if diff else {})
    zone = workspace.settings.newsletter.timezone
    for line in (*changed, *_summary(planned, zone)):
        screen.say(line)
    return screen.finish(payload, planned.problems, then=join(["newsletter", *_next(planned)]))


def _next(planned: "Planned") -> list[str]:
    """What comes after a plan in its state. One that has its time goes out by itself."""
    plan = planned.plan
    if plan.state == "done":
        return ["plan", plan.edition, "--again"]
    if plan.state == "planned":
        return ["approve", short(plan.id)]
    return ["status"] if plan.sends_at else ["send", short(plan.id)]


def _payload(planned: "Planned") -> dict[str, Any]:
    """What `newsletter plan --json` prints, besides ok and problems."""
    sends_at = planned.plan.sends_at
    left_out = {one.draft.name: one for one in planned.frozen}
    return {
        "plan": planned.plan.id,
        "edition": planned.plan.edition,
        "state": planned.plan.state,
        "subject": planned.plan.summary["subject"],
        "sends_at": as_utc(sends_at) if sends_at else None,
        "channels": [
            {
                "channel": one.channel,
                "kind": one.kind,
                "recipients": one.recipients,
                "bytes": one.bytes,
                "suppressed": left_out[one.channel].suppressed,
                "not_in_test": left_out[one.channel].untested,
            }
            for one in planned.channels
        ],
    }


def _summary(planned: "Planned", zone: str) -> Iterator[str]:
    """The plan on a few lines."""
    plan = planned.plan
    known = "" if planned.is_new else ", as it was planned before"
    yield f"Plan {short(plan.id)} of edition {plan.edition}{known}"
    yield f"  subject   {plan.summary['subject']}"
    width = max(len(one.draft.name) for one in planned.frozen)
    for one in planned.frozen:
        draft = one.draft
        many = one.recipients if draft.kind != "social" else len(draft.posts)
        word = NOUNS[draft.kind]
        size = f"{-(-draft.size // 1024)} KB each" if draft.size else ""
        line = f"  {draft.name:<{width}}  {many:>7,} {word + 's' * (many != 1):<10}  {size}"
        yield line.rstrip()
        if one.suppressed or one.untested:
            yield f"  {'':<{width}}  left out: {_left_out(one.suppressed, one.untested)}"
    if plan.sends_at:
        yield f"  goes out  {spoken_moment(plan.sends_at, zone)}, by newsletter run"
    yield f"State: {plan.state}. Planning sends nothing."


def _left_out(suppressed: int, untested: int) -> str:
    parts = (
        f"{suppressed:,} suppressed" * bool(suppressed),
        f"{untested:,} not among the test recipients" * bool(untested),
    )
    return ", ".join(filter(None, parts))
