"""Occurrences with what is planned for them, or became of them, for people and for scripts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from newsletter.editions.plan_identity import short
from newsletter.instants import as_utc

if TYPE_CHECKING:
    from newsletter.usecases.schedule_overview import Slot
_SAID = {
    "coming": "",
    "paused": "paused",
    "left-out": "left out",
    "waiting": "waits for approval",
    "planned": "approved",
    "sent": "sent",
    "skipped": "skipped",
    "failed": "failed",
}


def slot_json(one: "Slot") -> Mapping[str, Any]:
    """An occurrence as the contract has it, with its state, its edition and its plan."""
    return {
        "schedule": one.schedule,
        "nominal": one.nominal,
        "zone": one.zone,
        "fires_at": as_utc(one.fires_at),
        "note": one.note,
        "state": one.state,
        "edition": one.edition,
        "plan": one.plan,
    }


def local_time(one: "Slot") -> datetime:
    """When it fires, on the clocks of its schedule."""
    return one.fires_at.astimezone(ZoneInfo(one.zone))


def said(one: "Slot") -> str:
    """How it stands, in a few words."""
    plan = f"plan {short(one.plan)}" if one.plan and one.state in ("waiting", "planned") else ""
    return ": ".join(filter(None, (", ".join(filter(None, (_SAID[one.state], plan))), one.note)))


def clock_of(one: "Slot", zone: ZoneInfo) -> str:
    """The time of day, with its offset where the clocks of ``zone`` show another one."""
    from newsletter.schedules.spoken import clock_time, spoken_offset

    local = local_time(one)
    offset = local.utcoffset() or timedelta()
    is_ours = offset == one.fires_at.astimezone(zone).utcoffset()
    return clock_time(local) + ("" if is_ours else f" ({spoken_offset(offset)})")


def short_day(when: datetime) -> str:
    """``Thu 26 Nov``, in any locale."""
    from newsletter.schedules.spoken import spoken_day

    return spoken_day(when).rsplit(" ", 1)[0]
