"""`newsletter resolve PLAN`: settle deliveries in doubt."""

from typing import Annotated

import typer

from newsletter.cli.screen import Screen
from newsletter.cli.status import payload_of, say_standings
from newsletter.editions.plan_identity import short
from newsletter.errors import UsageError
from newsletter.problems import Problem


def resolve(
    screen: Screen,
    plan: Annotated[str, typer.Argument(metavar="PLAN", hidden=True)],
    assume: Annotated[bool, typer.Option("--assume-sent", help="They went out.")] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="Send them again; some may get it twice.")
    ] = False,
    recipient: Annotated[
        str | None, typer.Option("--recipient", metavar="ADDRESS", help="Only this one.")
    ] = None,
) -> int:
    """Settle deliveries in doubt.

    After a crash or a broken connection nobody knows whether a message went out. Say what to do
    with those: --assume-sent or --resend.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases import resolving
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.statuses import standing_of

    if assume == resend:
        hint = "Add --assume-sent if they went out, or --resend if they did not."
        raise UsageError(Problem("resolve-how", "Say what became of those in doubt.", hint))
    way: resolving.Way = "resend" if resend else "assume-sent"
    workspace = open_project(screen.flags.project)
    with store_of(workspace) as store:
        found, settled = resolving.resolve(workspace, store, plan, way, SystemClock(), recipient)
        standing = standing_of(store, found)
    screen.say(f"{settled:,} settled: {'to be sent again' if resend else 'taken as sent'}.")
    say_standings(screen, [standing])
    then = f"newsletter send {short(found.id)}" if resend and settled else None
    return screen.finish(payload_of([standing]) | {"resolved": settled}, then=then)
