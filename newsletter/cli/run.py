"""`newsletter run`: the daemon in the foreground."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.screen import Screen
from newsletter.cli.stopping import stop_on_signals

if TYPE_CHECKING:
    from newsletter.daemon.daemon import Daemon
    from newsletter.daemon.events import Event
    from newsletter.daemon.pulse import Pulse
    from newsletter.daemon.status_page import StatusPage
    from newsletter.usecases.workspace import Workspace

Tell = Callable[["Event"], None]


def run(
    screen: Screen,
    single: Annotated[
        bool, typer.Option("--single", help="Refuse to start beside another run.")
    ] = False,
    status_port: Annotated[
        int | None,
        typer.Option(
            "--status-port",
            metavar="N",
            help="Answer /health, /ready and /metrics on this port of 127.0.0.1.",
        ),
    ] = None,
) -> int:
    """Do what the schedules say, until it is stopped.

    One line an event; .newsletter/logs/run.log has them too. Several on one store are safe.
    Ctrl-C and SIGTERM finish what is under way.
    """
    from newsletter.usecases.projects import open_project

    workspace = open_project(screen.flags.project)
    with ExitStack() as stack:
        daemon, pulse, page = _assembled(screen, workspace, stack, single=single)
        if status_port is not None:
            stack.enter_context(_status(screen, page, status_port))
        daemon.run()
    return screen.finish({"event": "ended"}, pulse.problems)


def _assembled(
    screen: Screen, workspace: "Workspace", stack: ExitStack, *, single: bool
) -> "tuple[Daemon, Pulse, StatusPage]":
    """The daemon, and all who listen to it."""
    from newsletter.cli.run_log import RunLog
    from newsletter.cli.run_screen import RunScreen
    from newsletter.daemon.daemon import Daemon
    from newsletter.daemon.herald import Herald
    from newsletter.daemon.pulse import Pulse
    from newsletter.daemon.status_page import StatusPage
    from newsletter.daemon.systemd import systemd
    from newsletter.project.clock import SystemClock
    from newsletter.store.presence import present
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.monitoring import Monitor
    from newsletter.usecases.projects import store_of

    clock, secrets = SystemClock(), secrets_of(workspace, screen.flags.secrets_dir)
    store = stack.enter_context(store_of(workspace))
    presence = stack.enter_context(present(store, clock.now(), single=single))
    log = stack.enter_context(closing(RunLog(workspace.folder, screen.flags, clock.now)))
    shown = RunScreen(screen, workspace.settings.newsletter.timezone, clock.now)
    both = _to_all([shown.tell, log.tell])
    herald = Herald(workspace, store, secrets, clock, both)
    stack.enter_context(herald.at_work())
    stop = stack.enter_context(stop_on_signals())
    pulse = Pulse(presence, clock, stop.set)
    tell = _to_all([both, pulse.tell, systemd(os.environ).tell, herald.tell])
    if log.problems and not screen.json:
        screen.problems(log.problems)
    daemon = Daemon(workspace, store, secrets, clock, tell, herald.ask, stop)
    return daemon, pulse, StatusPage(Monitor(store, clock), lambda: pulse.is_alive)


def _to_all(consumers: Sequence[Tell]) -> Tell:
    """Let several hear of each event. What one of them cannot bear is no matter of the others."""

    def tell(event: "Event") -> None:
        for consumer in consumers:
            with suppress(OSError, ValueError):  # a closed terminal, a full disk
                consumer(event)

    return tell


@contextmanager
def _status(screen: Screen, page: "StatusPage", port: int) -> Iterator[None]:
    from newsletter.daemon.status_page import serving_status

    with serving_status(page, port) as url:
        if screen.json:
            screen.emit({"event": "serving", "url": url})
        else:
            screen.progress(f"Status on {url}")
        yield
