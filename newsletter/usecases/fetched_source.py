"""Fetching what a source has on the web: only what is newer, and from where it has moved to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsletter.articles.decoding import MAX_BYTES
from newsletter.store.sources import SourceState
from newsletter.usecases.source_reading import Task
from newsletter.web.addresses import is_same_server
from newsletter.web.fetching import NOT_MODIFIED, Fetched, FetchLimits, fetch

LIMITS = FetchLimits(max_bytes=MAX_BYTES, seconds=30)
_LONGEST_VALIDATOR = 500


@dataclass(frozen=True, slots=True)
class Version:
    """What the server has now; ``fetched`` is None when that is what was read last time."""

    state: SourceState
    fetched: Fetched | None


def newest_version(task: Task, accept: Sequence[str]) -> Version:
    """Ask for what is newer than the last time; the state is that after a success.

    Raises:
        FetchFailed: it could not be had.
    """
    state = task.state
    fetched = fetch_from(task, state.moved_to or state.address, accept, state)
    moved_to = fetched.moved_to or state.moved_to
    known = replace(
        state,
        moved_to=None if moved_to == state.address else moved_to,
        failures=0,
        failure=None,
        read_at=task.now,
        retry_at=None,
        not_before=None,
    )
    if fetched.status == NOT_MODIFIED:
        return Version(known, None)
    etag, modified = (_validator(fetched, name) for name in ("etag", "last-modified"))
    return Version(replace(known, etag=etag, last_modified=modified), fetched)


def fetch_from(
    task: Task, address: str, accept: Sequence[str], newer_than: SourceState | None = None
) -> Fetched:
    """Fetch an address that the source leads to.

    Raises:
        FetchFailed: it could not be had.
    """
    return fetch(
        address,
        limits=LIMITS,
        accept=accept,
        trusted=is_same_server(task.state.address, address),
        headers=_conditions(newer_than) if newer_than else {},
    )


def _conditions(state: SourceState) -> dict[str, str]:
    conditions = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _validator(fetched: Fetched, name: str) -> str | None:
    """A header that can be sent back as it came."""
    value = fetched.headers.get(name, "")
    return value if value.isprintable() and 0 < len(value) <= _LONGEST_VALIDATOR else None
