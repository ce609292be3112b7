"""A store on each database, as the tests of the store have it, and the command line."""

from tests.planning.conftest import run_cli
from tests.store.conftest import (
    postgres_socket,
    postgres_template,
    postgres_url,
    sqlite_store,
    store_url,
)

__all__ = [
    "postgres_socket",
    "postgres_template",
    "postgres_url",
    "run_cli",
    "sqlite_store",
    "store_url",
]
