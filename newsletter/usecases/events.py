"""What a long command tells while it works. The terminal and `--json` are two faces of this."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from newsletter.outcome import OutcomeState
from newsletter.problems import Problem


@dataclass(frozen=True, slots=True)
class Created:
    """A file of a new project was written."""

    path: str


@dataclass(frozen=True, slots=True)
class Built:
    """An edition was rendered: how many articles, and what is where."""

    edition: str
    subject: str
    articles: int
    posts: int
    html_bytes: int
    text_bytes: int
    out: str


@dataclass(frozen=True, slots=True)
class Examined:
    """An edition was checked: how many checks are ok, found something, or could not be made."""

    ok: int
    problem: int
    not_checked: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan was made or was there; the posts of a channel count as one recipient."""

    plan: str
    recipients: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A sender gave its word on one item. ``to`` is an address, or the network of a post."""

    channel: str
    to: str
    state: OutcomeState
    receipt: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The end: how many items ended in which state, and everything that was found."""

    out: str
    accepted: int = 0
    rejected: int = 0
    failed: int = 0
    deferred: int = 0
    unknown: int = 0
    suppressed: int = 0
    posts: int = 0
    problems: tuple[Problem, ...] = field(default=(), compare=False)


Event = Created | Built | Examined | Planned | Delivered | Done


def event_json(event: Event) -> Mapping[str, Any]:
    """One event as one line of ``--json``, without its problems."""
    flat = asdict(event)
    flat.pop("problems", None)
    return {"event": type(event).__name__.lower(), **flat}
