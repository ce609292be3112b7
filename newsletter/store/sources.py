"""What is remembered of a source between two readings of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from newsletter.store.content_tables import source, source_file
from newsletter.store.times import maybe_instant, maybe_micros

_TIMES = ("read_at", "retry_at", "not_before")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source stood when it was read last. ``address`` is its url or path in the file.

    ``moved_to`` is where its server says that it is now; ``items`` how many it had; ``failure`` why
    it could not be read, ``failures`` how many times in a row. ``retry_at`` is our own patience
    after that, ``not_before`` what its server asked for. ``etag`` and ``last_modified`` are the
    server's words for the version that was read.
    """

    address: str
    moved_to: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    items: int = 0
    failures: int = 0
    failure: str | None = None
    read_at: datetime | None = None
    retry_at: datetime | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileState:
    """A file of a folder as it was read: the digest of its bytes, how many articles it held."""

    digest: str
    items: int


def state_of(connection: Connection, name: str, address: str) -> SourceState:
    """What is known of the source; a new one's state when it was never read at ``address``."""
    row = connection.execute(select(source).where(source.c.name == name)).mappings().first()
    if row is None or row["address"] != address:
        return SourceState(address=address)
    known = {str(key): value for key, value in row.items() if key != "name"}
    return SourceState(**known | {key: maybe_instant(known[key]) for key in _TIMES})


def remember_source(connection: Connection, name: str, state: SourceState) -> None:
    """Keep ``state`` for the next time."""
    values = asdict(state) | {key: maybe_micros(getattr(state, key)) for key in _TIMES}
    changed = connection.execute(update(source).where(source.c.name == name).values(**values))
    if not changed.rowcount:
        connection.execute(insert(source).values(name=name, **values))


def files_of(connection: Connection, name: str) -> Mapping[str, FileState]:
    """The files of a folder as they were when they were read last, by path."""
    query = select(source_file).where(source_file.c.source == name)
    return {row.path: FileState(row.digest, row.items) for row in connection.execute(query)}


def remember_files(connection: Connection, name: str, files: Mapping[str, FileState]) -> None:
    """Keep the files of a folder, and no others; the source itself must be remembered first."""
    connection.execute(delete(source_file).where(source_file.c.source == name))
    if rows := [{"source": name, "path": path, **asdict(file)} for path, file in files.items()]:
        connection.execute(insert(source_file), rows)
