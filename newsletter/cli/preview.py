"""`newsletter preview [EDITION]`: a page that shows what will go out, while it is written."""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from newsletter.preview.studio import Shown


def preview(
    screen: Screen,
    edition: Annotated[str | None, typer.Argument(metavar="EDITION", hidden=True)] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", help="The port; default 8400, or any.")
    ] = None,
    allow_approve: Annotated[
        bool, typer.Option("--allow-approve", help="Plans can be approved in the page.")
    ] = False,
) -> int:
    """Show the mail and the posts in a browser, while you write.

    The page follows every save. It is for this computer alone, and cannot send. Ends with Ctrl-C.
    """
    from newsletter.cli.approving_apart import ApprovingApart, user
    from newsletter.preview.serving import ended_by_signals
    from newsletter.preview.session import open_session

    root = _project(screen.flags.project)
    teller = _Teller(screen)
    with (
        open_session(
            root,
            edition=edition,
            port=port,
            heard=teller.heard,
            approve=ApprovingApart(root) if allow_approve else None,
            user=user(),
        ) as session,
        ended_by_signals(session.server),
    ):
        teller.serving(session.url)
        session.studio.refresh()
        session.server.run(sockets=[session.listener])
    screen.progress("Ended.")
    return screen.finish({"event": "ended"}) if screen.json else 0


def _project(folder: Path | None) -> Path:
    """The project at or above a folder; what is wrong in it is for the page to show."""
    from newsletter.errors import UnusableInput
    from newsletter.problems import Problem
    from newsletter.project.folder import SETTINGS_FILE, find_project

    found = find_project(folder or Path())
    if found is None:
        where = f"{folder} has no {SETTINGS_FILE}." if folder else f"No {SETTINGS_FILE} is here."
        hint = "Go into a project, name one with -C DIR, or make one: newsletter init DIR"
        raise UnusableInput(Problem("project-missing", where, hint))
    return found


class _Teller:
    """One line for each error, and one when they are gone."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def serving(self, url: str) -> None:
        """The address, before anything else, for people and for scripts that wait for it."""
        if self._screen.json:
            self._screen.emit({"event": "serving", "url": url})
        self._screen.say(url)
        self._screen.stdout.flush()
        self._screen.progress("For this computer alone; it cannot send. Ctrl-C ends it.")

    def heard(self, before: "Shown", now: "Shown") -> None:
        """A new state: what is new about it. That nobody listens any more is no reason to end."""
        with contextlib.suppress(OSError, ValueError):
            self._tell(before, now)

    def _tell(self, before: "Shown", now: "Shown") -> None:
        from newsletter.preview.studio import is_recovery

        known = {fault.problem for fault in before.faults}
        new = [fault.problem for fault in now.faults if fault.problem not in known]
        if self._screen.json:
            self._tell_scripts(now)
            return
        self._screen.problems(new)
        if is_recovery(before, now):
            print(f"{datetime.now():%H:%M:%S} good again", file=self._screen.stderr)  # noqa: DTZ005
        self._screen.stderr.flush()

    def _tell_scripts(self, now: "Shown") -> None:
        listed = [fault.problem.as_json() for fault in now.faults]
        self._screen.emit({"event": "built", "version": now.version, "problems": listed})
        self._screen.stdout.flush()
