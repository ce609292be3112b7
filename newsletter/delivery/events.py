"""What the engine tells while it delivers. Plain data, made in one thread and read in another."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.outcome import OutcomeState
from newsletter.problems import Problem


@dataclass(frozen=True, slots=True)
class Holding:
    """Nothing goes out before ``seconds`` have passed; until then it can be cancelled."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Started:
    """A channel begins, or goes on: ``total`` recipients or posts, ``before`` of them settled."""

    channel: str
    total: int
    before: int


@dataclass(frozen=True, slots=True)
class InDoubt:
    """An earlier run ended before it heard what became of this one."""

    channel: str
    to: str
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one post, or of one recipient who did not simply get the message."""

    channel: str
    to: str
    state: OutcomeState
    receipt: str | None
    text: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a channel is: ``done`` of ``total`` were tried, ``accepted`` of them in this run."""

    channel: str
    done: int
    total: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A channel ended before its work was done. ``tried``: something was handed over before."""

    channel: str
    problems: tuple[Problem, ...]
    credentials: bool = False
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Finished:
    """A channel has nothing more to do now."""

    channel: str


Event = Holding | Started | InDoubt | Delivered | Progress | Stopped | Finished
