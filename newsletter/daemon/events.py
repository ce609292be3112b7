"""What the daemon tells: plain data, for the screen, for scripts, for the log, for alerts."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.delivery.events import Event as Delivery
from newsletter.problems import Problem
from newsletter.store.occurrences import Occurred
from newsletter.usecases.sending import Sent
from newsletter.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Ready:
    """An occurrence is planned; ``row.state`` says whether it waits for people."""

    row: Occurred


@dataclass(frozen=True, slots=True)
class Missed:
    """An occurrence ended without a plan; ``row.reason`` says why.

    ``is_late``: its time was missed; else there was too little for it, or something was broken.
    """

    row: Occurred
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """An occurrence that was planned has come to its end."""

    row: Occurred


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is in the way of an occurrence; it is tried again.

    ``is_fault``: somebody has to mend something; else it is only not ready, or waits for people.
    """

    schedule: str
    nominal: str
    text: str
    is_fault: bool = False


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


@dataclass(frozen=True, slots=True)
class SettingsTrouble:
    """newsletter.toml cannot be used after an edit; the settings stay as they were."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SettingsTaken:
    """newsletter.toml was read, at the beginning and after an edit."""

    workspace: Workspace


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """A source cannot be read, or has moved; editions are made of what was read before."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """The store cannot be used now; it is tried again."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class StoreBack:
    """Looking what is due, which the store or something else was in the way of, works again."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """Something unforeseen ended the work on an occurrence; it is tried again.

    Without a schedule it ended a look at what is due.
    """

    schedule: str
    nominal: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Sending:
    """What a delivery tells; the last one of each is a `newsletter.usecases.sending.Sent`."""

    row: Occurred
    event: Delivery | Sent


@dataclass(frozen=True, slots=True)
class Told:
    """People were told something: ``to`` are addresses, or the host of a webhook."""

    subject: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotTold:
    """People could not be told something."""

    subject: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Idle:
    """It has looked, and all that is due is under way: ``under_way`` jobs.

    ``until`` is when something is due next, None if nothing is.
    """

    until: datetime | None
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Stopping:
    """It ends, when the jobs that are ``under_way`` have come to a good place to stop."""

    under_way: int


Event = (
    Ready
    | Missed
    | Closed
    | Trouble
    | FileTrouble
    | FileTaken
    | SettingsTrouble
    | SettingsTaken
    | SourceTrouble
    | StoreTrouble
    | StoreBack
    | Crashed
    | Sending
    | Told
    | NotTold
    | Idle
    | Stopping
)
