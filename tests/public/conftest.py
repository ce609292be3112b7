"""A newsletter whose public pages are served on this computer, over real HTTP."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from newsletter.editions.tokens import Subject, sign
from newsletter.public.app import public_app
from newsletter.secrets.places import Environment
from newsletter.settings import Brand, Identity, Settings
from newsletter.store.opening import Store, open_store
from newsletter.store.suppressions import all_suppressions
from newsletter.usecases.leaving import Door

OLD_KEY, NEW_KEY = "old-key-old-key-old-key", "new-key-new-key-new-key"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SETTINGS = Settings(
    newsletter=Identity(
        name="The <Pier>",
        from_="The Pier <post@pier.example>",
        url="https://pier.example/news",
        language="de",
    ),
    brand=Brand(accent="#0b6e4f"),
)
ADA = Subject("ada@pier.example", "readers", "2026-11-24")


class Noon:
    def now(self) -> datetime:
        return NOW


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Pages:
    """The served pages, and the store behind them."""

    port: int
    store: Store
    keys: dict[str, str]

    def link(self, subject: Subject = ADA, key: str = NEW_KEY) -> str:
        return f"/unsubscribe/{sign(subject, key.encode())}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            found = connection.getresponse()
            named = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, named, found.read().decode())
        finally:
            connection.close()

    def suppressed(self) -> dict[str, str]:
        with self.store.reading() as transaction:
            return {one.key: one.reason for one in all_suppressions(transaction)}


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with served(tmp_path, open_metrics=False) as found:
        yield found


@pytest.fixture
def open_pages(tmp_path: Path) -> Iterator[Pages]:
    with served(tmp_path, open_metrics=True) as found:
        yield found


@contextmanager
def served(folder: Path, *, open_metrics: bool) -> Iterator[Pages]:
    store = open_store("sqlite:///.newsletter/state.db", folder)
    keys = {"NEWSLETTER_SECRET_UNSUBSCRIBE_KEY": f"{NEW_KEY}\n{OLD_KEY}"}
    door = Door(store, Environment(keys), Noon())
    app = public_app(SETTINGS, door, open_metrics=open_metrics)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", port=0, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Pages(port, store, keys)
    server.should_exit = True
    thread.join()
    store.close()
