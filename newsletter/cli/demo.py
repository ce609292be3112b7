"""`newsletter demo [DIR]`: see the whole path work, without an account or a network."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from newsletter.cli.screen import Screen, harmless
from newsletter.cli.tables import columns, draw
from newsletter.editions.plan_identity import short

if TYPE_CHECKING:
    from newsletter.usecases.events import Event, Examined

E = TypeVar("E", bound="Event")

PARTLY = 5
WIDTH = 80


def demo(
    screen: Screen,
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)] = Path("demo"),
) -> int:
    """See the whole path work, without an account.

    Makes a project with sample articles in DIR (default: demo), builds, checks, plans, approves
    and delivers its edition to the outbox, a folder of files. Nothing leaves this computer.
    """
    from newsletter.usecases.demonstrating import demonstrate
    from newsletter.usecases.events import Done, event_json

    events = []
    for event in demonstrate(folder):
        events.append(event)
        if screen.json and not isinstance(event, Done):
            screen.emit(event_json(event))
    return _end(screen, events)


def _end(screen: Screen, events: Sequence["Event"]) -> int:
    from newsletter.usecases.events import Built, Done, event_json

    done = _only(events, Done)
    if not screen.json:
        _table(screen, _rows(events))
    states = (done.rejected, done.failed, done.deferred, done.unknown)
    then = join(["open", f"{_only(events, Built).out}/email.html"])
    return screen.finish(
        event_json(done), done.problems, code=PARTLY if any(states) else None, then=then
    )


def _only(events: Sequence["Event"], kind: type[E]) -> E:
    return next(event for event in events if isinstance(event, kind))


Row = tuple[str, int, str, str]


def _rows(events: Sequence["Event"]) -> Iterator[Row]:
    """What was made: its name, how many, of which kind, and where it is."""
    from newsletter.senders.outbox import FOLDER
    from newsletter.usecases.events import Built, Created, Done, Examined, Planned

    built, checks = _only(events, Built), _only(events, Examined)
    plan, done = _only(events, Planned), _only(events, Done)
    created = sum(isinstance(event, Created) for event in events)
    if created:
        yield "project", created, "files", f"{done.out}/"
    yield "articles", built.articles, "", f"{done.out}/articles/"
    yield "email", 1, f"HTML, {-(-built.html_bytes // 1024)} KB", f"{built.out}/email.html"
    yield "checks", checks.ok, _said(checks), ""
    yield "posts", built.posts, "for ten networks", f"{built.out}/posts/"
    yield "plan", plan.recipients, "recipients", f"{short(plan.plan)}, approved"
    sent = f"{done.accepted - done.posts} emails, {done.posts} posts"
    yield "outbox", done.accepted, sent, f"{done.out}/{FOLDER}/"


def _said(checks: "Examined") -> str:
    parts = [f"{checks.problem} with problems"] if checks.problem else []
    parts += [f"{checks.not_checked} not made"] if checks.not_checked else []
    return ", ".join(["ok", *parts])


def _table(screen: Screen, rows: Iterable[Row]) -> None:
    table = columns()
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, count, kind, where in rows:
        table.add_row(name, str(count), kind, harmless(where))
    draw(screen, table)
