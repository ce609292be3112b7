"""What a person sees while a plan is sent: a bar on a terminal, else a line for each tenth."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from newsletter.cli.screen import Screen
from newsletter.delivery.events import (
    Delivered,
    Event,
    Finished,
    Holding,
    InDoubt,
    Progress,
    Started,
    Stopped,
)
from newsletter.instants import as_utc

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

FEW = 20
"""Recipients below which progress is not worth a line."""

MANY = 10
"""Lines of one kind that are shown; the rest is counted, and `status` lists it."""


def event_json(event: Event) -> dict[str, Any]:
    """One event as one line of ``--json``."""
    fields = {name: getattr(event, name) for name in type(event).__slots__}
    fields.pop("credentials", None)
    if isinstance(event, Stopped):
        fields["problems"] = [problem.as_json() for problem in event.problems]
    if isinstance(event, Delivered) and event.retry_at:
        fields["retry_at"] = as_utc(event.retry_at)
    return {"event": _NAMES[type(event)], **fields}


_NAMES: dict[type[Event], str] = {
    Holding: "holding",
    Started: "started",
    InDoubt: "in-doubt",
    Delivered: "delivered",
    Progress: "progress",
    Stopped: "stopped",
    Finished: "finished",
}


@contextmanager
def sending_screen(screen: Screen, plan: str) -> Iterator["SendingScreen"]:
    """The screen for one send."""
    if screen.json or screen.flags.quiet or not screen.stderr.isatty():
        yield SendingScreen(screen, plan, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(file=screen.stderr, no_color=screen.flags.no_color, highlight=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console) as bars:
        yield SendingScreen(screen, plan, bars)


class SendingScreen:
    """Shows events as they come."""

    def __init__(self, screen: Screen, plan: str, bars: "Bars | None") -> None:
        self._screen = screen
        self._plan = plan
        self._bars = bars
        self._tasks: dict[str, Any] = {}
        self._tenths: dict[str, int] = {}
        self._told: dict[tuple[str, str], int] = {}

    def show(self, event: Event) -> None:
        """Show one event, or write it as JSON."""
        if self._screen.json:
            self._screen.emit(event_json(event))
            return
        match event:
            case Holding(seconds):
                self._say(
                    f"Holding {_minutes(seconds)} (Ctrl-C or `newsletter cancel {self._plan}` "
                    "stops it before the first message)"
                )
            case Started(channel, total, before):
                self._start(channel, total, before)
            case Progress(channel, done, total, _):
                self._progress(channel, done, total)
            case InDoubt(channel, to, _):
                self._some(channel, "in doubt", f"{to} may or may not have got it")
            case Delivered(channel, to, state, _, text) if state != "accepted":
                self._some(channel, state, f"{to} {state}: {text}")
            case _:
                pass

    def _start(self, channel: str, total: int, before: int) -> None:
        if before:
            self._say(f"{channel}: continuing, {before:,} of {total:,} are settled already")
        if self._bars:
            self._tasks[channel] = self._bars.add_task(channel, total=total, completed=before)

    def _progress(self, channel: str, done: int, total: int) -> None:
        if self._bars:
            self._bars.update(self._tasks[channel], completed=done)
            return
        tenth = 10 * done // max(1, total)
        if total >= FEW and tenth > self._tenths.get(channel, 0):
            self._tenths[channel] = tenth
            self._say(f"{channel}: {done:,} of {total:,}")

    def _some(self, channel: str, kind: str, text: str) -> None:
        told = self._told[channel, kind] = self._told.get((channel, kind), 0) + 1
        if told <= MANY:
            self._say(f"{channel}: {text}")
        elif told == MANY + 1:
            self._say(f"{channel}: more are {kind}; `newsletter status` lists them")

    def _say(self, text: str) -> None:
        if self._bars and not self._screen.flags.quiet:
            self._bars.console.print(text, markup=False)
        else:
            self._screen.progress(text)


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
