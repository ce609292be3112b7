"""What the dispatcher needs to have done for it: preparing an occurrence, and delivering it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import Occurred


@dataclass(frozen=True, slots=True)
class Prepared:
    """Its row is in the store, with its plan."""

    row: Occurred


@dataclass(frozen=True, slots=True)
class Taken:
    """Another daemon has written its row first."""


@dataclass(frozen=True, slots=True)
class NotReady:
    """It could not be prepared: too few articles (``skipped``), or something is broken.

    This counts at its time; before, it is tried again.
    """

    state: Literal["skipped", "failed"]
    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """It has come to its end."""

    state: Literal["sent", "skipped", "failed"]
    reason: str


@dataclass(frozen=True, slots=True)
class GoesOn:
    """It is not at its end: somebody has to approve it, or the rest is due at ``again_at``."""

    again_at: datetime | None
    reason: str = ""


Standing = Literal["waits", "ready", "begun"]


class Desk(Protocol):
    """Does the work. No method raises for one occurrence's trouble."""

    def lead(self, schedule: Schedule) -> timedelta:
        """How long before its time the work on an occurrence begins."""
        ...

    def prepare(
        self, schedule: Schedule, occurrence: Occurrence, now: datetime
    ) -> Prepared | Taken | NotReady:
        """Build and plan its edition, and write its row in the transaction that stores the plan."""
        ...

    def deliver(self, row: Occurred, schedule: Schedule | None, now: datetime) -> Ended | GoesOn:
        """Send what was planned if it may be sent, or go on with it.

        The schedule is None if its file went away after the sending had begun.
        """
        ...

    def standing(self, row: Occurred) -> Standing:
        """Does it still wait for people, is it ready, or has anything of it gone out?"""
        ...

    def drop(self, row: Occurred, reason: str) -> None:
        """See to it that nothing more of its plan is sent; its row is closed already."""
        ...
