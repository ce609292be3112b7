"""`newsletter test-send EDITION`: see an edition in a mailbox before anybody else does."""

from typing import Annotated

import typer

from newsletter.cli.screen import Screen

PARTLY = 5
STATES = ("accepted", "rejected", "failed", "deferred", "unknown")


def send_test(
    screen: Screen,
    edition: Annotated[str, typer.Argument(metavar="EDITION", hidden=True)],
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="One of the test recipients.")
    ] = None,
) -> int:
    """Send a test mail of an edition.

    One mail with [TEST] in its subject, as a sample reader gets it, to an address that
    test_recipients in [safety] allows. Its links to unsubscribe act on nobody.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.building import BuildRequest
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.test_sending import send_test_mail

    workspace = open_project(screen.flags.project)
    secrets = secrets_of(workspace, screen.flags.secrets_dir)
    request = BuildRequest(edition=edition, project=screen.flags.project)
    sent = send_test_mail(request, to, secrets, SystemClock())
    state, answer = sent.outcome.state, sent.outcome.receipt or sent.outcome.text
    screen.say(f"Test mail to {sent.to} by {sent.channel}: {state}. {answer}".rstrip())
    counts = {one: int(one == state) for one in STATES}
    payload = {"event": "done", **counts, "suppressed": 0, "posts": 0, "to": sent.to}
    code = 0 if state == "accepted" else PARTLY
    return screen.finish({**payload, "receipt": sent.outcome.receipt}, sent.problems, code=code)
