"""What `newsletter status` shows besides counts: what comes, what waits, what went wrong lately."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from shlex import join
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from newsletter.cli.due_times import wrapped
from newsletter.cli.screen import Screen, harmless
from newsletter.cli.slots import clock_of, local_time, said, short_day, slot_json
from newsletter.cli.tables import columns, draw
from newsletter.editions.plan_identity import short
from newsletter.instants import as_utc

if TYPE_CHECKING:
    from newsletter.problems import Problem
    from newsletter.store.opening import Store
    from newsletter.usecases.schedule_overview import Slot, Waiting
    from newsletter.usecases.workspace import Workspace

LATELY = 5
"""Troubles that are shown to people."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Each schedule's last occurrence and the next ones; plans that wait; what went wrong."""

    schedules: Mapping[str, tuple["Slot", ...]]
    paused: frozenset[str]
    waiting: tuple["Waiting", ...]
    troubles: tuple["Slot", ...]
    zone: ZoneInfo
    problems: tuple["Problem", ...]

    def as_json(self) -> dict[str, Any]:
        """The keys `occurrences`, in the order of time, and `waiting`."""
        slots = {(one.schedule, one.nominal): one for one in self.troubles}
        slots |= {
            (one.schedule, one.nominal): one for few in self.schedules.values() for one in few
        }
        inorder = sorted(slots.values(), key=lambda one: (one.fires_at, one.schedule))
        return {
            "occurrences": [slot_json(one) for one in inorder],
            "waiting": [_waiting_json(one) for one in self.waiting],
        }


def overview_of(workspace: "Workspace", store: "Store") -> Overview:
    """Look at the schedules of a project and at its store."""
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.schedule_overview import (
        last_slot,
        next_slots,
        records_of,
        troubles,
        waiting_plans,
    )
    from newsletter.usecases.schedules import find_schedules
    from newsletter.usecases.statuses import RECENT

    settings, now = workspace.settings, SystemClock().now()
    found, records = find_schedules(workspace), records_of(store)
    slots = {}
    for one in found.schedules:
        last = last_slot(one, records)
        slots[one.name] = (*((last,) if last else ()), *next_slots(one, records, now))
    return Overview(
        schedules=slots,
        paused=frozenset(one.name for one in found.schedules if one.paused),
        waiting=waiting_plans(store, found.schedules, records, settings.safety, RECENT),
        troubles=troubles(records, now),
        zone=ZoneInfo(settings.newsletter.timezone),
        problems=found.problems,
    )


def say_overview(screen: Screen, found: Overview) -> None:
    """The overview for people; a part that has nothing to say is not there."""
    _say_schedules(screen, found)
    if found.waiting:
        screen.say("Waits for approval")
        for waiting in found.waiting:
            for line in _waiting_lines(screen, waiting, found.zone):
                screen.say(line)
    if found.troubles:
        screen.say("Not sent lately")
        _table(screen, ((one, one.schedule) for one in found.troubles[:LATELY]), found.zone)
    if len(found.troubles) > LATELY:
        screen.say(f"  and {len(found.troubles) - LATELY} more")


def _say_schedules(screen: Screen, found: Overview) -> None:
    if not found.schedules:
        return
    screen.say("Schedules")
    for name, slots in found.schedules.items():
        if name in found.paused:
            screen.say(f"  {name}, paused")
        elif not slots:
            screen.say(f"  {name}: nothing is to come")
        else:
            screen.say(f"  {name}")
        _table(screen, ((one, "last" if _is_over(one) else "next") for one in slots), found.zone)


def _is_over(one: "Slot") -> bool:
    return one.state in ("sent", "skipped", "failed")


def _table(screen: Screen, rows: Iterable[tuple["Slot", str]], zone: ZoneInfo) -> None:
    table = columns()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one, label in rows:
        day = f"{short_day(local_time(one))} {clock_of(one, zone)}"
        table.add_row(f"    {harmless(label)}", day, harmless(said(one)))
    draw(screen, table)


def _waiting_lines(screen: Screen, one: "Waiting", zone: ZoneInfo) -> Iterator[str]:
    by = f", {one.schedule}" if one.schedule else ""
    sends = f", goes out {_when(one.sends_at, zone)}" if one.sends_at else ""
    until = f", can be approved until {_when(one.until, zone)}" if one.until else ""
    yield from wrapped(f"{one.edition}{by}{sends}{until}", 2)
    has = f" (has: {', '.join(one.given)})" if one.given else ""
    who = " or ".join(name for name in one.approvers if name not in one.given) or "anybody"
    yield from wrapped(f"{len(one.given)} of {one.needed} approvals{has}; by {who}:", 4)
    folder = ["-C", str(screen.flags.project)] if screen.flags.project else []
    yield f"    {join(['newsletter', *folder, 'approve', short(one.plan)])}"


def _when(instant: datetime, zone: ZoneInfo) -> str:
    from newsletter.schedules.spoken import clock_time

    local = instant.astimezone(zone)
    return f"{short_day(local)} {clock_time(local.replace(second=0))}"


def _waiting_json(one: "Waiting") -> Mapping[str, Any]:
    return {
        "plan": one.plan,
        "edition": one.edition,
        "schedule": one.schedule,
        "sends_at": as_utc(one.sends_at) if one.sends_at else None,
        "until": as_utc(one.until) if one.until else None,
        "approvals": list(one.given),
        "needed": one.needed,
        "approvers": list(one.approvers),
    }
