"""`newsletter post EDITION`: the posts of the newest approved plan, without its email."""

from shlex import join
from typing import Annotated

import typer

from newsletter.cli.confirming import confirmed
from newsletter.cli.screen import Screen
from newsletter.cli.send import NOT_CONFIRMED, concluded, delivered
from newsletter.cli.stopping import stop_on_signals
from newsletter.problems import Problem


def post(
    screen: Screen,
    edition: Annotated[str, typer.Argument(metavar="EDITION", hidden=True)],
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="C", help="One channel; default all.")
    ] = None,
) -> int:
    """Post the social part of the newest approved plan.

    Asks before it posts; --yes answers it. What is posted already is not posted again.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.posting_plans import postable
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.sending import Sending, sent_so_far

    workspace = open_project(screen.flags.project)
    secrets = secrets_of(workspace, screen.flags.secrets_dir)
    with store_of(workspace) as store:
        posts = postable(workspace, store, edition, channel)
        question = f"This makes {posts.to_do:,} posts on {posts.channels}. Post now?"
        if posts.to_do and not confirmed(screen, question):
            return screen.finish({}, [_not_confirmed()], code=NOT_CONFIRMED)
        with stop_on_signals() as stop:
            needs = Sending(
                workspace=workspace, store=store, secrets=secrets, clock=SystemClock(), stop=stop
            )
            found = posts.found
            sent = delivered(screen, found, needs) if posts.to_do else sent_so_far(found, needs)
    again = join(["newsletter", "post", edition, *(["--channel", channel] if channel else [])])
    return concluded(screen, sent, posts.problems, again)


def _not_confirmed() -> Problem:
    hint = "Answer y, or add --yes where nobody can answer."
    return Problem("not-confirmed", "Nothing was posted.", hint)
