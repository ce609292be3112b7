"""`newsletter audience`: lists of people, taken in, given out, suppressed, erased."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from io import StringIO
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.confirming import confirmed
from newsletter.cli.screen import Screen
from newsletter.errors import UsageError
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.store.opening import Store

TEXT = "Lists of people: import, export, suppress, erase."
NOT_CONFIRMED = 3
_SEE = "See: newsletter audience suppress --help"


def import_(
    screen: Screen,
    file: Annotated[str, typer.Argument(metavar="FILE", hidden=True)],
    audience: Annotated[str, typer.Option("--audience", metavar="NAME", help="The list.")],
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Take the good rows even if others are bad.")
    ] = False,
) -> int:
    """Put the people of a CSV file on a list.

    The columns may be in any order, divided by commas, semicolons or tabs; one holds addresses,
    the others become attributes. A bad row keeps everybody out.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.project.seekable import seekable
    from newsletter.usecases.audience import import_audience

    now = SystemClock().now()
    with _store(screen) as store, seekable(file) as stream:
        done = import_audience(
            store, stream, audience=audience, file=file, skip_bad=skip_bad, now=now
        )
    counts = asdict(done)
    counts.pop("problems")
    for line in _imported(counts, audience):
        screen.say(line)
    return screen.finish(
        {"audience": audience, **counts}, done.problems, code=int(not done.imported)
    )


def list_(screen: Screen) -> int:
    """Show the lists and their sizes."""
    from newsletter.usecases.audience import list_audiences

    with _store(screen) as store:
        found = list_audiences(store)
    for one in found:
        screen.say(f"{one.size:>9,}  {one.name}")
    if not found:
        screen.say("There is no list yet.")
    listed = [{"name": one.name, "subscribers": one.size} for one in found]
    return screen.finish({"audiences": listed})


def export(
    screen: Screen,
    name: Annotated[str, typer.Argument(metavar="NAME", hidden=True)],
) -> int:
    """Write a list as CSV to standard output."""
    from newsletter.usecases.audience import export_audience

    out = StringIO() if screen.json else screen.stdout
    with _store(screen) as store:
        people = export_audience(store, name, out)
    if isinstance(out, StringIO) and screen.json:
        return screen.finish({"audience": name, "subscribers": people, "csv": out.getvalue()})
    screen.progress(f"{people:,} subscribers of {name}.")
    return 0


def suppress(
    screen: Screen,
    address: Annotated[str | None, typer.Argument(metavar="[ADDRESS]", hidden=True)] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "by hand",
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="A file with many addresses.")
    ] = None,
) -> int:
    """Never write to an address again.

    A suppression wins over every list and every plan, also while it is being sent.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.project.seekable import seekable
    from newsletter.usecases.audience import suppress_address, suppress_file

    now = SystemClock().now()
    with _store(screen) as store:
        if address is not None and file is None:
            new = suppress_address(store, address, reason=reason, now=now)
            screen.say("Suppressed." if new else "It was suppressed before.")
            return screen.finish({"rows": 1, "new": int(new), "known": int(not new), "bad": 0})
        if address is not None or file is None:
            raise UsageError(Problem("usage", "Name either an ADDRESS or a --file.", _SEE))
        with seekable(file) as stream:
            done = suppress_file(store, stream, file=file, reason=reason, now=now)
    counts = {"rows": done.rows, "new": done.new, "known": done.known, "bad": done.bad}
    screen.say(f"{done.rows:,} rows: {done.new:,} new, {done.known:,} known, {done.bad:,} bad.")
    return screen.finish(counts, done.problems, code=int(done.bad > 0))


def erase(
    screen: Screen,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", hidden=True)],
) -> int:
    """Forget a person everywhere.

    Takes the address off every list and out of every plan. A digest of it stays, so that no
    import brings the person back. This cannot be undone, so it asks first.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.audience import erase_address

    with _store(screen) as store:
        if not confirmed(screen, f"Forget {address} for good?"):
            hint = "Answer y, or add --yes where nobody can answer."
            found = Problem("not-confirmed", "Nobody was erased.", hint)
            return screen.finish({}, [found], code=NOT_CONFIRMED)
        done = erase_address(store, address, now=SystemClock().now())
    screen.say(f"Erased from {done.audiences} lists and {done.recipients} frozen recipients.")
    return screen.finish({"audiences": done.audiences, "recipients": done.recipients})


COMMANDS: Mapping[str, Callable[..., int]] = {
    "import": import_,
    "list": list_,
    "export": export,
    "suppress": suppress,
    "erase": erase,
}


@contextmanager
def _store(screen: Screen) -> Iterator["Store"]:
    from newsletter.usecases.projects import open_project, store_of

    with store_of(open_project(screen.flags.project)) as store:
        yield store


def _imported(counts: Mapping[str, int], audience: str) -> Iterator[str]:
    parts = ", ".join(f"{counts[word]:,} {word}" for word in ("new", "known", "suppressed", "bad"))
    yield f"{counts['rows']:,} rows: {parts}."
    yield f"Imported into {audience}." if counts["imported"] else "Nothing was imported."
