"""A project among real servers on this computer, and its daemon as a process of its own."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import Any

from benchmarks.sink import sink
from newsletter.store.opening import open_store
from newsletter.usecases.audience import import_audience
from tests.fakes.mastodon import TOKEN
from tests.fakes.server import Asked, Fake, Route, Says

STORE = "sqlite:///.newsletter/state.db"
PATIENCE = 90.0
"""Seconds that a slow computer may take for one step."""

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Lisbon"
language = "en"
url = "https://news.pier.example"
address = "1 Pier Road, Seatown"

[safety]
live = true
hold = "0s"

[sources.blog]
kind = "feed"
url = "{feed}/feed"

[channels.email]
sender = "smtp"
audience = "readers"
host = "127.0.0.1"
port = {port}
security = "none"
connections = 2
rate = "1000 per second"

[channels.mastodon]
sender = "mastodon"
server = "{mastodon}"
token = {{ secret = "mastodon-token" }}
"""
ITEM = """\
<item><guid>{title}</guid><title>{title}</title><link>https://pier.example/{title}</link>
<pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate>
<description>{title} came in today, and nobody was there to see it.</description></item>
"""


class Feed(Fake):
    """A feed whose items are ``titles``."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [("GET", "/feed", self.feed)]

    def feed(self, _: Asked) -> Says:
        items = "".join(ITEM.format(title=title) for title in self.titles)
        text = f"<rss version='2.0'><channel><title>Pier</title>{items}</channel></rss>"
        return Says(200, text, {"Content-Type": "application/rss+xml"})


@contextmanager
def mail_server(folder: Path) -> Iterator[tuple[int, Path]]:
    """The C sink, which takes everything, with its log: port and file."""
    log = folder / "taken.log"
    log.touch()
    with sink("-l", str(log)) as running:
        yield running.port, log


def make_project(root: Path, toml: str, people: int) -> None:
    """A project with that many readers, and without a schedule."""
    (root / "newsletter.toml").write_text(toml, "utf-8")
    for folder in ("schedules", ".newsletter/secrets"):
        (root / folder).mkdir(parents=True)
    (root / ".newsletter/secrets/mastodon-token").write_text(TOKEN)
    rows = "".join(f"p{number}@pier.example\n" for number in range(people))
    store = open_store(STORE, root)
    data, now = io.BytesIO(f"email\n{rows}".encode()), datetime.now(UTC)
    import_audience(store, data, audience="readers", file="people.csv", skip_bad=False, now=now)
    store.close()


@dataclass
class Running:
    """A daemon that runs, and what it has told so far."""

    process: "subprocess.Popen[str]"
    events: list[dict[str, Any]] = field(default_factory=list)
    _news: Condition = field(default_factory=Condition)

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._news:
                self.events.append(json.loads(line))
                self._news.notify_all()

    def wait_for(self, count: int = 1, after: int = 0, **fields: Any) -> dict[str, Any]:
        """The event number ``count`` with these fields, of those that come ``after`` so many."""

        def found() -> list[dict[str, Any]]:
            news = self.events[after:]
            return [one for one in news if fields.items() <= one.items()]

        with self._news:
            self._news.wait_for(lambda: len(found()) >= count, PATIENCE)
            assert len(found()) >= count, f"no {fields} among {self.events[after:]}"
            return found()[count - 1]

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def daemon(root: Path, *words: str) -> Iterator[Running]:
    """`newsletter run --json` in ``root``."""
    line = [sys.executable, "-m", "newsletter", "-C", str(root), "--json", "run", *words]
    env = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=env)
    running = Running(process)
    reader = Thread(target=running.read)
    reader.start()
    try:
        yield running
    finally:
        process.kill()
        process.wait()
        reader.join()
        if process.stdout:
            process.stdout.close()


def until(true: Callable[[], bool]) -> None:
    """Wait for something outside the daemon."""
    give_up, pause = monotonic() + PATIENCE, Condition()
    while not true():
        assert monotonic() < give_up, "it did not come"
        with pause:
            pause.wait(0.02)
