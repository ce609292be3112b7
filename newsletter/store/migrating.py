"""Bringing the schema up to date: under a lock, and after a backup."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from newsletter.errors import NewsletterError
from newsletter.problems import Problem
from newsletter.store.connecting import WRITES
from newsletter.store.content_tables import article
from newsletter.store.daemon_tables import daemon
from newsletter.store.schedule_tables import occurrence

HEAD = "0005"
"""The newest revision in migrations/versions."""

_TABLES = (article, occurrence, daemon)
"""One of each file of tables, so that `metadata` knows all of them."""

metadata = _TABLES[0].metadata
"""All tables of ours: those of what was read are the last to join."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x6E65_7773
_VERSION = text("SELECT version_num FROM alembic_version")


def bring_up_to_date(engine: Engine, where: str, path: Path | None) -> None:
    """Migrate the schema to `HEAD`; at the usual start this is one small query.

    Raises:
        NewsletterError: store-newer, store-foreign.
    """
    # The lock also covers the very first connection, which switches the file to WAL.
    with _file_lock(path.with_name(f"{path.name}.lock")) if path else nullcontext():
        with engine.begin() as connection:
            revision = revision_of(connection)
        if revision != HEAD:
            _migrate(engine, where, path)


def revision_of(connection: Connection) -> str | None:
    """The revision that the tables are at; None where we have no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(_VERSION)
    return found


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate(engine: Engine, where: str, path: Path | None) -> None:
    from alembic import command

    with engine.connect() as plain, plain.execution_options(**{WRITES: True}) as connection:
        connection.begin()
        if not path:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ADVISORY_LOCK})
        revision = revision_of(connection)
        _refuse_what_is_not_ours(connection, revision, where)
        if path and revision:
            back_up(path, revision)
        if revision != HEAD:
            command.upgrade(_configuration(connection), "head")
        connection.commit()


def _configuration(connection: Connection):  # type: ignore[no-untyped-def]
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration


def _refuse_what_is_not_ours(connection: Connection, revision: str | None, where: str) -> None:
    if revision is None:
        if taken := sorted(set(metadata.tables) & set(inspect(connection).get_table_names())):
            raise NewsletterError(_foreign(where, taken[0]))
    elif revision not in _known_revisions():
        raise NewsletterError(_newer(where))


def _known_revisions() -> set[str]:
    return {file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def back_up(path: Path, revision: str) -> Path:
    """Copy the SQLite file as it was at ``revision`` to a file beside it, whole or not at all."""
    backup = path.with_name(f"{path.name}.{revision}.backup")
    unfinished = backup.with_name(f"{backup.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(backup)
    return backup


def _newer(where: str) -> Problem:
    text = f"The store {where} was written by a newer version of newsletter."
    return Problem("store-newer", text, "Update newsletter on this computer.")


def _foreign(where: str, table: str) -> Problem:
    text = f"The store {where} has a table '{table}' that is not ours."
    return Problem("store-foreign", text, "Name another file or database in url of [store].")
