"""Opening the store: the file and its folder are made, the schema is brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine

from newsletter.store.connecting import WRITES, engine_for, parsed_url
from newsletter.store.faults import explained, explained_files


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. ``where`` is its address without a password; ``path`` its SQLite file."""

    engine: Engine
    where: str
    path: Path | None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: one consistent view on SQLite.

        Raises:
            NewsletterError: see `newsletter.store.faults`.
        """
        with explained(self.where), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write. All of it is kept, or, after an exception, nothing.

        Raises:
            NewsletterError: see `newsletter.store.faults`.
        """
        with explained(self.where), self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close the connections that nobody uses any more."""
        self.engine.dispose()


def open_store(url: str, folder: Path) -> Store:
    """Open the store at ``url``; a relative SQLite path is relative to ``folder``.

    Missing folders, the file and the tables are made; an older schema is migrated, an SQLite
    file with data after a backup. Several processes may do this at once.

    Raises:
        UsageError: store-url.
        NewsletterError: store-newer, store-foreign, and what `newsletter.store.faults` lists.
    """
    # Alembic and the dialects take a while to import, and most commands need no store.
    from newsletter.store.migrating import bring_up_to_date

    parsed = parsed_url(url, folder)
    store = Store(engine_for(parsed), _where(parsed), _path(parsed))
    try:
        with explained(store.where), explained_files(store.where):
            if store.path:
                store.path.parent.mkdir(parents=True, exist_ok=True)
            bring_up_to_date(store.engine, store.where, store.path)
    except BaseException:
        store.close()
        raise
    return store


def _path(url: URL) -> Path | None:
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def _where(url: URL) -> str:
    return f"'{_path(url) or url.render_as_string(hide_password=True)}'"
