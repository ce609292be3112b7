"""`newsletter build [EDITION] [FILE...]`: the email and the posts, as files to look at."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.edition_request import (
    AllowEmpty,
    Arguments,
    Schedule,
    Template,
    edition_request,
)
from newsletter.cli.screen import Screen
from newsletter.plurals import counted

if TYPE_CHECKING:
    from newsletter.usecases.building import Build

CLIP = 102_400
"""Bytes of HTML after which Gmail cuts a mail (github.com/hteumeuleu/email-bugs, issue 41)."""


def build(
    screen: Screen,
    arguments: Arguments = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to; default out/EDITION.")
    ] = None,
    template: Template = None,
    schedule: Schedule = None,
    share: Annotated[
        Path | None,
        typer.Option("--share", metavar="ZIP", help="Also as pages for colleagues, in one file."),
    ] = None,
    allow_empty: AllowEmpty = False,
) -> int:
    """Render an edition as files to look at.

    Makes email.html, email.txt and email.eml, and a post about each article for each network.
    EDITION is a name, normally a date. FILE is an article, a folder of articles, a feed, or - for
    standard input; without any the edition holds the articles of the project.
    """
    from newsletter.usecases.building import build_edition
    from newsletter.usecases.output import build_json, default_out, write_build

    request = edition_request(screen, arguments, template, schedule, allow_empty=allow_empty)
    built = build_edition(request)
    folder = out or default_out(built)
    payload = build_json(built, folder, write_build(built, folder))
    for line in _summary(built, payload):
        screen.say(line)
    if share is not None:
        _share(built, share)
        payload["share"] = str(share)
        screen.say(f"  share     {share}")
    shown = payload["files"]["html"]
    return screen.finish(payload, built.problems, then=shown and join(["open", shown]))


def _share(built: "Build", path: Path) -> None:
    from newsletter.preview.sharing.review import review
    from newsletter.project.atomic import write_atomically

    write_atomically(path, review(built))


def _summary(built: "Build", payload: Mapping[str, Any]) -> Iterator[str]:
    """What was made, on a few lines."""
    yield f"Edition {built.edition.name}: {counted(len(built.edition.articles), 'article')}"
    yield f"  subject   {built.edition.subject}"
    size = payload["bytes"]["html"]
    for kind in ("html", "text", "eml", "posts"):
        path = payload["files"][kind]
        of_clip = f"   {-(-size // 1024)} KB of {CLIP // 1024}" if kind == "html" and size else ""
        yield f"  {kind:<8}  {path or 'not made, see below'}{of_clip}"
