"""A store on each database. PostgreSQL is a private one that ends with the tests."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from newsletter.store.editions import record_edition
from newsletter.store.opening import Store, open_store
from newsletter.store.plan_channels import Blob, NewChannel, PlanChannel, add_channel, channels_of
from newsletter.store.plans import Plan, add_plan
from newsletter.store.snapshots import freeze_audience
from newsletter.store.subscribers import add_subscribers, audience_id

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres"
NOT_INSTALLED = 69
TEMPLATE = "migrated"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_numbers = count()


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The folder with the socket of a running PostgreSQL."""
    process = subprocess.Popen(
        [SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    try:
        folder = process.stdout.readline().strip()
        if not folder:
            missing = process.wait() == NOT_INSTALLED
            if not missing or os.environ.get("CI") == "true":
                pytest.fail(f"PostgreSQL does not start: {process.stderr.read()}")
            pytest.skip("not run: PostgreSQL is not installed (make test installs it as root)")
        yield folder
    finally:
        process.communicate()


def _url(socket: str, database: str) -> str:
    return f"postgresql+psycopg://newsletter@/{database}?host={socket}"


def _create_database(socket: str, statement: str) -> None:
    engine = create_engine(_url(socket, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_socket: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with our tables, to be copied."""
    _create_database(postgres_socket, f"CREATE DATABASE {TEMPLATE}")
    open_store(_url(postgres_socket, TEMPLATE), tmp_path_factory.mktemp("template")).close()
    return TEMPLATE


@pytest.fixture
def empty_postgres(postgres_socket: str) -> str:
    """The URL of a database without tables."""
    name = f"empty_{next(_numbers)}"
    _create_database(postgres_socket, f"CREATE DATABASE {name}")
    return _url(postgres_socket, name)


@pytest.fixture
def postgres_url(postgres_socket: str, postgres_template: str) -> str:
    """The URL of a database with our tables, and nothing in them."""
    name = f"test_{next(_numbers)}"
    _create_database(postgres_socket, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    return _url(postgres_socket, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///.newsletter/state.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///.newsletter/state.db"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    opened = open_store(store_url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite."""
    opened = open_store("sqlite:///.newsletter/state.db", tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def planned(store: Store) -> PlanChannel:
    """The email channel of a plan for six people: p0@example.com to p5@example.com."""
    return plan_for(store, 6)


def plan_for(store: Store, size: int) -> PlanChannel:
    people = [(f"p{n}@example.com", f"P{n}@example.com", "{}") for n in range(size)]
    plan = Plan(
        id="abcdef123456",
        edition="2026-11-24",
        content_hash="content",
        recipients_digest="people",
        run=1,
        created_at=NOW,
        state="approved",
        summary={"subject": "Hello"},
    )
    with store.writing() as connection:
        add_subscribers(connection, "customers", [people], NOW)
        frozen = freeze_audience(connection, audience_id(connection, "customers"), NOW)
        record_edition(connection, plan.edition, ["articles/a.md"], NOW)
        add_plan(connection, plan)
        email = NewChannel(
            channel="email",
            kind="email",
            snapshot=frozen,
            settings={"rate": "5 per second"},
            recipients=size,
            bytes=1234,
            blobs=[Blob("segments", "application/octet-stream", b"\x00\xff")],
        )
        add_channel(connection, plan.id, email)
        return channels_of(connection, plan.id)[0]


@pytest.fixture(scope="session")
def make_plan() -> Callable[[Store, int], PlanChannel]:
    """Make a plan for that many people."""
    return plan_for
