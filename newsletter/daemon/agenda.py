"""What is due of the schedules: found in their rules and in the store, never remembered.

Each nominal time ends as a row of the store. What was missed is written down with the reason why
it was not done, so that nothing is skipped in silence.
"""

from collections import deque
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import Occurred

MOST = 10_000
"""Missed occurrences of one schedule that get a row each; of more than that, the last ones."""

AT_ONCE = timedelta(seconds=5)
"""What fires by no more than this too late is on time: the work of a tick takes its time."""
TAKEN_OVER = "a later one took its place"


@dataclass(frozen=True, slots=True)
class Due:
    """What to do now: one occurrence at most, and those that were missed, with their reasons.

    ``looks_at`` is when the next one is to be looked at; None if nothing is to come.
    """

    now: Occurrence | None
    missed: tuple[Occurred, ...]
    looks_at: datetime | None


def due(
    schedule: Schedule,
    cursor: datetime,
    now: datetime,
    lead: timedelta,
    taken: Container[str] = (),
) -> Due:
    """What of ``schedule`` is due after ``cursor``, where work begins ``lead`` before its time.

    Those whose key is among ``taken`` are under way: they have their rows.
    Of several that may still be done the last one is: nobody wants two digests at once.
    """
    past: deque[Occurrence] = deque(maxlen=MOST)
    coming: list[Occurrence] = []
    for one in schedule.recurrence.after(cursor):
        if one.key in taken:
            continue
        if one.fires_at > now:
            coming.append(one)
            if one.fires_at != coming[0].fires_at:
                break
        else:
            past.append(one)
    good = [one for one in past if not late(schedule, one, now)]
    missed = [missed_row(schedule, one, _why(schedule, one, now)) for one in past]
    chosen = good[-1] if good else None
    if chosen:
        missed.pop()
    elif coming and coming[0].fires_at - lead <= now:
        # A gap of the clocks may bring several nominal times to one moment.
        together = [one for one in coming if one.fires_at == coming[0].fires_at]
        coming = coming[len(together) :]
        chosen = together[-1]
        missed += [missed_row(schedule, one, TAKEN_OVER) for one in together[:-1]]
    return Due(chosen, tuple(missed), coming[0].fires_at - lead if coming else None)


def _why(schedule: Schedule, one: Occurrence, now: datetime) -> str:
    """Why an occurrence is not done any more."""
    if not late(schedule, one, now):
        return TAKEN_OVER
    return f"missed: it would have been {spoken_span(now - one.fires_at)} late"


def late(schedule: Schedule, one: Occurrence, now: datetime) -> bool:
    """Is it too late for an occurrence, as its schedule says?"""
    most = schedule.work.late
    return most is not None and now - one.fires_at > max(most, AT_ONCE)


def missed_row(schedule: Schedule, one: Occurrence, reason: str) -> Occurred:
    """The row of an occurrence that is not done."""
    return Occurred(
        schedule=schedule.name,
        nominal=one.key,
        zone=one.timezone,
        fires_at=one.fires_at,
        state="skipped",
        reason=reason,
    )


def changed_rows(old: Schedule, cursor: datetime, now: datetime) -> Iterator[Occurred]:
    """What the old rule of a schedule would still have done by ``now``."""
    reason = "missed: the schedule was changed before it could be sent"
    for one in takewhile(lambda one: one.fires_at <= now, old.recurrence.after(cursor)):
        yield missed_row(old, one, reason)


def spoken_span(span: timedelta) -> str:
    """A stretch of time in its two largest units, as people say it."""
    seconds = max(0, int(span.total_seconds()))
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
