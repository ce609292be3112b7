"""A schedule as data: when, to whom, what, and what is to happen when something is in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from newsletter.problems import NOWHERE, Place
from newsletter.schedules.recurrence import Recurrence

WhenEmpty = Literal["skip", "ask"]
ApprovalRule = Literal["required", "auto"]
DEFAULT_LATE = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which articles an edition of the schedule may hold.

    ``sources`` are names in newsletter.toml; empty means all of them. ``since`` is how old an
    article may be; None means everything since the last edition.
    """

    sources: tuple[str, ...] = ()
    since: timedelta | None = None
    at_least: int = 1
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is to be done each time.

    ``late`` is how long after its time an occurrence may still go out: zero means not at all,
    None however late. ``channels`` None means all that are configured. ``prepare`` is how long
    before its time the work begins, ``spread`` over how long the posts follow.
    """

    audience: str | None = None
    template: str | None = None
    articles: Choice = Choice()
    when_empty: WhenEmpty = "skip"
    approval: ApprovalRule = "required"
    late: timedelta | None = DEFAULT_LATE
    channels: tuple[str, ...] | None = None
    prepare: timedelta = timedelta()
    spread: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a file in schedules/ says.

    ``said`` is its rule in words; ``places`` says where in the file the value of a key stands, as
    ``articles.from.0``.
    """

    name: str
    said: str
    recurrence: Recurrence
    work: Work = Work()
    paused: bool = False
    file: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def place(self, key: str) -> Place:
        """Where ``key`` stands, or the nearest list or table around it; else the file itself."""
        while key and key not in self.places:
            key = key.rpartition(".")[0]
        return self.places.get(key, Place(self.file) if self.file else NOWHERE)
