"""`newsletter init DIR`: a project to start from."""

from pathlib import Path
from shlex import join
from typing import Annotated

import typer

from newsletter.cli.screen import Screen


def init(
    screen: Screen,
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
) -> int:
    """Make a project to start from.

    Writes settings, sample articles, a template and a paused schedule into DIR, a folder that is
    new or empty.
    """
    from newsletter.usecases.starting import start_project

    created = [str(path) for path in start_project(folder)]
    articles = sum(f"{folder}/articles/" in path and "/images/" not in path for path in created)
    screen.say(f"Created {folder} with {articles} sample articles, a template and a schedule.")
    screen.say("Test mode is on: nothing can reach a real subscriber.")
    then = join(["newsletter", "-C", str(folder), "build"])
    return screen.finish({"created": created}, then=then)
