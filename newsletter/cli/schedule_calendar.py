"""`newsletter schedule calendar`: the coming weeks of all schedules, day by day."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from shlex import join
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from newsletter.cli.screen import Screen, harmless
from newsletter.cli.slots import clock_of, local_time, said, short_day, slot_json
from newsletter.cli.tables import columns, draw

if TYPE_CHECKING:
    from newsletter.schedules.schedule import Schedule
    from newsletter.usecases.schedule_overview import Records, Slot
    from newsletter.usecases.workspace import Workspace

MOST_WEEKS = 53
_WEEK = timedelta(days=7)


def calendar(
    screen: Screen,
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", min=1, max=MOST_WEEKS, help="How many.")
    ] = 4,
) -> int:
    """Show the coming weeks of all schedules.

    Also what is left out, what was moved, and what is planned already, with its approval. Times
    are those of each schedule; another zone than that of the newsletter shows its offset.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.schedule_overview import calendar as slots_of
    from newsletter.usecases.schedule_overview import is_often
    from newsletter.usecases.schedules import find_schedules

    workspace = open_project(screen.flags.project)
    zone = ZoneInfo(workspace.settings.newsletter.timezone)
    found = find_schedules(workspace)
    mondays = _mondays(SystemClock().now().astimezone(zone), weeks)
    records = _records(workspace)
    slots = slots_of(found.schedules, records, mondays[0], mondays[-1])
    often = [one for one in found.schedules if is_often(one)]
    for monday in mondays[:-1]:
        _week(screen, monday, [one for one in slots if _is_in(one, monday)], zone)
    for line in _often(screen, often):
        screen.say(line)
    payload = {
        "occurrences": [slot_json(one) for one in slots],
        "often": [{"schedule": one.name, "rule": one.said} for one in often],
    }
    return screen.finish(payload, found.problems)


def _records(workspace: "Workspace") -> "Records":
    from newsletter.usecases.projects import store_of
    from newsletter.usecases.schedule_overview import NOTHING, records_of

    if not workspace.has_store:
        return NOTHING
    with store_of(workspace) as store:
        return records_of(store)


def _mondays(now: datetime, weeks: int) -> list[datetime]:
    """Midnight of today, and of the Mondays after it: where weeks begin and end."""
    today = datetime.combine(now.date(), time(), now.tzinfo)
    monday = today - timedelta(days=today.weekday())
    return [today, *(monday + (number + 1) * _WEEK for number in range(weeks))]


def _is_in(one: "Slot", begin: datetime) -> bool:
    end = begin + timedelta(days=7 - begin.weekday())
    return begin <= one.fires_at < end


def _week(screen: Screen, begin: datetime, slots: Sequence["Slot"], zone: ZoneInfo) -> None:
    monday = begin - timedelta(days=begin.weekday())
    screen.say(f"Week of {short_day(monday)} {monday.year}")
    if not slots:
        screen.say("  nothing")
        return
    table = columns()
    for place in range(3):
        table.add_column(no_wrap=place < 2, overflow="fold")
    table.add_column(overflow="fold")
    in_days = sorted(slots, key=lambda one: (local_time(one).date(), one.fires_at))
    for day, group in groupby(in_days, key=lambda one: local_time(one).date()):
        for number, one in enumerate(group):
            label = f"  {short_day(datetime.combine(day, time()))}" if number == 0 else ""
            table.add_row(label, clock_of(one, zone), harmless(one.schedule), harmless(said(one)))
    draw(screen, table)


def _often(screen: Screen, often: Sequence["Schedule"]) -> Iterator[str]:
    folder = ["-C", str(screen.flags.project)] if screen.flags.project else []
    for one in often:
        shown = join(["newsletter", *folder, "schedule", "next", one.name])
        paused = ", paused" if one.paused else ""
        yield f"Besides, {one.name}: {one.said}{paused}. See: {shown}"
