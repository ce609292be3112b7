"""`newsletter serve`: the pages that readers reach from their mail."""

from typing import Annotated

import typer

from newsletter.cli.screen import Screen


def serve(
    screen: Screen,
    port: Annotated[int, typer.Option("--port", metavar="N", help="The port.")] = 8025,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Which way in is open.")
    ] = "127.0.0.1",
    open_metrics: Annotated[
        bool, typer.Option("--open-metrics", help="Show /metrics to everybody.")
    ] = False,
) -> int:
    """Serve the public pages.

    Readers leave the newsletter here, also while a send runs. Listens on this computer alone
    unless --host says otherwise; a web server with TLS belongs in front. Ends with Ctrl-C.
    Machines ask /health, /ready and, on this computer, /metrics.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.public.app import public_app
    from newsletter.public.serving import serve_app
    from newsletter.secrets.signing import signing_keys
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.leaving import Door
    from newsletter.usecases.projects import open_project, store_of

    workspace = open_project(screen.flags.project)
    secrets = secrets_of(workspace, screen.flags.secrets_dir)
    signing_keys(secrets)
    with store_of(workspace) as store:
        door = Door(store, secrets, SystemClock())
        app = public_app(workspace.settings, door, open_metrics=open_metrics)
        serve_app(app, host, port, lambda url: _tell(screen, url))
    screen.progress("Ended.")
    return screen.finish({"event": "ended"}) if screen.json else 0


def _tell(screen: Screen, url: str) -> None:
    """The address, before anything else, for people and for scripts that wait for it."""
    if screen.json:
        screen.emit({"event": "serving", "url": url})
    screen.say(f"Serving on {url}")
    screen.stdout.flush()
