"""Opening a store: it is made, brought up to date, or refused with what to do."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from newsletter.errors import NewsletterError, Unreachable, UsageError
from newsletter.store.migrating import HEAD, back_up
from newsletter.store.opening import Store, open_store
from newsletter.store.tables import metadata

SQLITE = "sqlite:///.newsletter/state.db"
OPENS = """
import sys
from pathlib import Path
from newsletter.store.opening import open_store
store = open_store(sys.argv[1], Path(sys.argv[2]))
with store.reading() as connection:
    print(connection.dialect.name)
store.close()
"""


def codes(error: pytest.ExceptionInfo[NewsletterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def scalar(store: Store, query: str) -> object:
    with store.reading() as connection:
        found: object = connection.scalar(text(query))
    return found


def run_statement(store: Store, statement: str) -> None:
    with store.writing() as connection:
        connection.execute(text(statement))


def test_the_migrations_make_exactly_the_tables_that_the_code_speaks_of(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_store_is_made_with_its_folder(tmp_path: Path) -> None:
    open_store("sqlite:///a/b/state.db", tmp_path).close()
    assert (tmp_path / "a" / "b" / "state.db").exists()


def test_an_absolute_path_is_taken_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.db"
    open_store(f"sqlite:///{target}", tmp_path / "project").close()
    assert target.exists()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)],
)
def test_sqlite_is_set_up_to_survive_a_power_cut(
    sqlite_store: Store, pragma: str, value: object
) -> None:
    assert scalar(sqlite_store, f"PRAGMA {pragma}") == value


def test_opening_again_changes_nothing(store_url: str, tmp_path: Path) -> None:
    open_store(store_url, tmp_path).close()
    again = open_store(store_url, tmp_path)
    assert scalar(again, "SELECT count(*) FROM alembic_version") == 1
    again.close()


def test_processes_that_start_at_once_do_not_disturb_each_other(
    empty_url: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-W", "error", "-c", OPENS, empty_url, str(tmp_path)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 4, said


def test_a_schema_of_the_future_is_refused(store_url: str, tmp_path: Path) -> None:
    opened = open_store(store_url, tmp_path)
    run_statement(opened, "UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    with pytest.raises(NewsletterError) as error:
        open_store(store_url, tmp_path)
    assert codes(error) == ["store-newer"]


def test_another_programs_tables_are_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE plan (theirs)")
    with pytest.raises(NewsletterError) as error:
        open_store("sqlite:///other.db", tmp_path)
    assert codes(error) == ["store-foreign"]


def test_a_backup_holds_what_the_file_held(sqlite_store: Store) -> None:
    run_statement(sqlite_store, "INSERT INTO suppression VALUES ('a@example.com', 'asked', 1)")
    assert sqlite_store.path
    backup = back_up(sqlite_store.path, HEAD)
    with closing(sqlite3.connect(backup)) as copied:
        assert copied.execute("SELECT key FROM suppression").fetchall() == [("a@example.com",)]


def test_an_old_store_is_backed_up_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(SQLITE, tmp_path).close()
    monkeypatch.setattr("newsletter.store.migrating.HEAD", "the next one")
    open_store(SQLITE, tmp_path).close()
    assert (tmp_path / ".newsletter" / f"state.db.{HEAD}.backup").exists()


def test_a_new_store_needs_no_backup(sqlite_store: Store) -> None:
    assert sqlite_store.path
    assert list(sqlite_store.path.parent.glob("*.backup")) == []


@pytest.mark.parametrize(
    "url",
    ["", "state.db", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql://x/y", "\x00"],
)
def test_an_address_that_is_no_store_says_how_to_write_one(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        open_store(url, tmp_path)
    assert codes(error) == ["store-url"]


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"not a database at all " * 1000)
    with pytest.raises(NewsletterError) as error:
        open_store("sqlite:///state.db", tmp_path)
    assert codes(error) == ["store-damaged"]


def test_a_folder_in_the_files_place_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "state.db").mkdir()
    with pytest.raises(NewsletterError) as error:
        open_store("sqlite:///state.db", tmp_path)
    assert codes(error) == ["store-unusable"]


def test_a_file_in_the_folders_place_is_unusable(tmp_path: Path) -> None:
    (tmp_path / ".newsletter").write_text("x")
    with pytest.raises(NewsletterError) as error:
        open_store(SQLITE, tmp_path)
    assert codes(error) == ["store-unusable"]


def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as error:
        open_store(f"postgresql+psycopg://user:hidden@/x?host={tmp_path}", tmp_path)
    assert codes(error) == ["store-unreachable"]


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as error:
        open_store(f"postgresql+psycopg://user:hidden@/x?host={tmp_path}", tmp_path)
    assert "hidden" not in str(error.value)


def test_a_database_that_is_not_there_is_told(postgres_socket: str, tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as error:
        open_store(f"postgresql+psycopg://newsletter@/nowhere?host={postgres_socket}", tmp_path)
    assert "nowhere" in str(error.value)
