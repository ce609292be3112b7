"""`newsletter live on|off`: out of test mode, and back."""

from typing import Annotated, Literal

import typer

from newsletter.cli.screen import Screen


def live(
    screen: Screen,
    state: Annotated[Literal["on", "off"], typer.Argument(metavar="on|off", hidden=True)],
) -> int:
    """Leave test mode, or go back to it.

    Writes live in [safety] of newsletter.toml. On only when the doctor finds no error; every send
    still needs a plan, an approval and the number of recipients.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.doctor.examination import examine
    from newsletter.usecases.going_live import refusal, set_live
    from newsletter.usecases.projects import open_project

    flags = screen.flags
    workspace = open_project(flags.project)
    wanted = state == "on"
    if wanted and not workspace.settings.safety.live:
        checks = tuple(examine(flags.project, flags.secrets_dir, SystemClock()))
        if refused := refusal(checks):
            errors = [found for one in checks if one.status == "error" for found in one.problems]
            return screen.finish({"live": False}, [*errors, refused])
    changed = set_live(workspace, live=wanted)
    screen.say(_sentence(live=wanted, changed=changed))
    return screen.finish({"live": wanted})


def _sentence(*, live: bool, changed: bool) -> str:
    now = "" if changed else " already"
    if live:
        return f"Live{now}: an approved plan reaches real people."
    return f"Test mode{now}: nothing leaves this computer."
