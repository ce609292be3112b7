"""What the daemon tells: plain data, for the screen, for scripts, for the log, for alerts."""

from dataclasses import dataclass

from newsletter.problems import Problem
from newsletter.store.occurrences import Occurred


@dataclass(frozen=True, slots=True)
class Ready:
    """An occurrence is planned; ``row.state`` says whether it waits for people."""

    row: Occurred


@dataclass(frozen=True, slots=True)
class Missed:
    """An occurrence ended without a plan; ``row.reason`` says why."""

    row: Occurred


@dataclass(frozen=True, slots=True)
class Closed:
    """An occurrence that was planned has come to its end."""

    row: Occurred


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is in the way of an occurrence; it is tried again."""

    schedule: str
    nominal: str
    text: str


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A schedule's file cannot be used; the schedule goes on as it was, if it was ever good."""

    name: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FileTaken:
    """A schedule's file was read, for the first time or after an edit."""

    name: str
    said: str
    paused: bool


Event = Ready | Missed | Closed | Trouble | FileTrouble | FileTaken
