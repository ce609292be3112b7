"""What is to come of the schedules, what has become of them, and what waits for whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Literal

from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.rules import FixedTimes
from newsletter.schedules.schedule import Schedule
from newsletter.settings import Safety
from newsletter.store.approvals import approvals_of
from newsletter.store.occurrences import OPEN, Occurred, occurrences_of
from newsletter.store.opening import Store
from newsletter.store.plans import Plan, find_plan, plans_of
from newsletter.store.recent import recent_editions

SlotState = Literal[
    "coming", "paused", "left-out", "waiting", "planned", "sent", "skipped", "failed"
]
LATELY = timedelta(days=14)
ROWS = 2000
NEXT = 2
OFTEN = 6
"""Times a day from which on a schedule is not shown time by time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One occurrence of a schedule, past or to come, and how it stands.

    ``planned`` has its plan and may go out; ``waiting`` waits for somebody's approval.
    """

    schedule: str
    nominal: str
    zone: str
    fires_at: datetime
    state: SlotState
    note: str = ""
    edition: str | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A plan that waits for people: ``given`` of ``needed`` approvals, until when, by whom.

    ``approvers`` is empty where anybody may; ``until`` is None where nothing presses.
    """

    plan: str
    edition: str
    schedule: str | None
    sends_at: datetime | None
    until: datetime | None
    given: tuple[str, ...]
    needed: int
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """What the store knows of occurrences, by schedule and nominal time, and of their plans."""

    rows: Mapping[tuple[str, str], Occurred]
    plans: Mapping[str, Plan]

    def of(self, name: str) -> Iterator[Occurred]:
        """The occurrences of a schedule."""
        return (row for row in self.rows.values() if row.schedule == name)


NOTHING = Records({}, {})


def records_of(store: Store) -> Records:
    """What the store knows of the newest occurrences."""
    with store.reading() as connection:
        rows = occurrences_of(connection, newest=ROWS)
        ids = {row.plan for row in rows if row.plan and row.state in OPEN}
        plans = {name: find_plan(connection, name) for name in ids}
    return Records({(row.schedule, row.nominal): row for row in rows}, plans)


def is_often(schedule: Schedule) -> bool:
    """Does it come so often that single times are not worth a line?"""
    rule = schedule.recurrence.rule
    return not isinstance(rule, FixedTimes) or len(rule.times) > OFTEN


def calendar(
    schedules: Iterable[Schedule], records: Records, begin: datetime, end: datetime
) -> tuple[Slot, ...]:
    """Everything from ``begin`` on, before ``end``, in the order of time; also what is left out.

    Schedules that come often are left to `newsletter schedule next`.
    """
    found = [
        slot
        for schedule in schedules
        if not is_often(schedule)
        for slot in _slots(schedule, records, begin, end)
    ]
    return tuple(sorted(found, key=lambda one: (one.fires_at, one.schedule)))


def next_slots(schedule: Schedule, records: Records, now: datetime) -> tuple[Slot, ...]:
    """The next occurrences of a schedule; none while it is paused."""
    coming = () if schedule.paused else islice(schedule.recurrence.after(now), NEXT)
    return tuple(_slot(schedule, one, records) for one in coming)


def last_slot(schedule: Schedule, records: Records) -> Slot | None:
    """The last occurrence that has come to its end."""
    ended = [row for row in records.of(schedule.name) if row.state not in OPEN]
    last = max(ended, key=lambda row: row.fires_at, default=None)
    return _ended(last) if last else None


def troubles(records: Records, now: datetime) -> tuple[Slot, ...]:
    """What failed or was skipped lately, the newest first."""
    rows = (row for row in records.rows.values() if row.state in ("failed", "skipped"))
    found = [row for row in rows if now - LATELY < row.fires_at]
    return tuple(map(_ended, sorted(found, key=lambda row: row.fires_at, reverse=True)))


def waiting_plans(
    store: Store, schedules: Sequence[Schedule], records: Records, safety: Safety, editions: int
) -> tuple[Waiting, ...]:
    """The plans that wait for people: of schedules first, then what was planned by hand."""
    late = {one.name: one.work.late for one in schedules}
    theirs = {row.plan: row for row in records.rows.values() if row.state in OPEN and row.plan}
    with store.reading() as connection:
        newest = [plans_of(connection, name)[:1] for name in recent_editions(connection, editions)]
        plans = {plan.id: plan for plan in records.plans.values()}
        plans |= {one.id: one for found in newest for one in found if one.sends_at is None}
        return tuple(
            _waiting(plan, theirs.get(plan.id), late, approvers, safety)
            for plan in sorted(plans.values(), key=_pressing)
            if plan.state == "planned"
            for approvers in [tuple(one.name for one in approvals_of(connection, plan.id))]
        )


def _waiting(
    plan: Plan,
    row: Occurred | None,
    late: Mapping[str, timedelta | None],
    given: tuple[str, ...],
    safety: Safety,
) -> Waiting:
    most = late.get(row.schedule) if row else None
    return Waiting(
        plan=plan.id,
        edition=plan.edition,
        schedule=row.schedule if row else None,
        sends_at=row.fires_at if row else plan.sends_at,
        until=row.fires_at + most if row and most is not None else None,
        given=given,
        needed=safety.approvals,
        approvers=safety.approvers,
    )


def _pressing(plan: Plan) -> tuple[bool, datetime]:
    return plan.sends_at is None, plan.sends_at or plan.created_at


def _slots(schedule: Schedule, records: Records, begin: datetime, end: datetime) -> Iterator[Slot]:
    recurrence = schedule.recurrence
    coming = recurrence.after(begin, inclusive=True)
    seen = set()
    for one in takewhile(lambda one: one.fires_at < end, coming):
        seen.add(one.key)
        yield _slot(schedule, one, records)
    for one in takewhile(lambda one: one.fires_at < end, recurrence.as_ruled.after(begin)):
        if one.key not in seen and recurrence.named(one.key) is None:
            seen.add(one.key)
            yield _left_out(schedule, one)
    for row in records.of(schedule.name):
        if row.nominal not in seen and begin <= row.fires_at < end and row.state not in OPEN:
            yield _ended(row)


def _left_out(schedule: Schedule, one: Occurrence) -> Slot:
    return Slot(
        schedule=schedule.name,
        nominal=one.key,
        zone=one.timezone,
        fires_at=one.fires_at,
        state="left-out",
    )


def _slot(schedule: Schedule, one: Occurrence, records: Records) -> Slot:
    row = records.rows.get((schedule.name, one.key))
    state: SlotState = "paused" if schedule.paused else "coming"
    note = one.note
    if row:
        state, note = _state(row, records), row.reason or one.note
    return Slot(
        schedule=schedule.name,
        nominal=one.key,
        zone=one.timezone,
        fires_at=one.fires_at,
        state=state,
        note=note,
        edition=row.edition if row else None,
        plan=row.plan if row else None,
    )


def _state(row: Occurred, records: Records) -> SlotState:
    plan = records.plans.get(row.plan or "")
    if row.state in OPEN:
        return "waiting" if plan and plan.state == "planned" else "planned"
    return row.state


def _ended(row: Occurred) -> Slot:
    return Slot(
        schedule=row.schedule,
        nominal=row.nominal,
        zone=row.zone,
        fires_at=row.fires_at,
        state=row.state,
        note=row.reason,
        edition=row.edition,
        plan=row.plan,
    )
