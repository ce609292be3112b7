"""A project of two articles, its studio on a thread, and pages of it in a real browser."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from newsletter.preview.session import Session, open_session
from newsletter.preview.studio import Shown

SETTINGS = """\
[newsletter]
name = "The Garden"
from = "The Garden <post@garden.example>"
url = "https://garden.example"
address = "1 Bean Lane"

[channels.fediverse]
sender = "outbox"
network = "mastodon"
"""
PEAS = """\
---
title: The peas are up
url: https://garden.example/peas
date: 2026-11-12
post:
  x: Peas! https://garden.example/peas
---

The peas came up on Tuesday. They were sown in March. Nobody had hoped for so many.

## What comes next

We will eat them in June. The rest is seed.
"""
BEANS = """\
---
title: The beans are late
url: https://garden.example/beans
date: 2026-11-10
summary: The beans wait for warmer nights.
---

The beans are late this year. It was too cold in May.
"""

PATIENCE = 15
"""Seconds."""


@dataclass(frozen=True)
class Answer:
    """What the studio answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Studio:
    """A running studio, to ask without a browser."""

    session: Session
    folder: Path

    @property
    def url(self) -> str:
        return self.session.url

    @property
    def port(self) -> int:
        return int(self.session.listener.getsockname()[1])

    def ask(self, path: str, method: str = "GET", data: Any = None, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = None if data is None else json.dumps(data)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, given)
        response: HTTPResponse = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        text = response.read().decode("utf-8", "replace")
        connection.close()
        return Answer(response.status, found, text)

    def mail(self, **look: str) -> str:
        return self.ask(f"/mail?{urlencode(look)}").text

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        self.write(name, (self.folder / name).read_text("utf-8").replace(old, new))

    def build(self) -> Shown:
        return self.session.studio.refresh()


@contextmanager
def running(folder: Path) -> Iterator[Studio]:
    quiet = open_session(folder, port=0, heard=lambda _before, _now: None)
    with quiet as session, serving(session):
        yield Studio(session, folder)


@contextmanager
def serving(session: Session) -> Iterator[None]:
    """A session that answers, from its first state on."""
    session.studio.refresh()
    thread = threading.Thread(target=session.server.run, args=([session.listener],))
    thread.start()
    try:
        yield
    finally:
        session.server.end()
        thread.join(timeout=10)


def write_project(folder: Path) -> Path:
    (folder / "articles").mkdir(parents=True)
    (folder / "newsletter.toml").write_text(SETTINGS, "utf-8")
    (folder / "articles" / "peas.md").write_text(PEAS, "utf-8")
    (folder / "articles" / "beans.md").write_text(BEANS, "utf-8")
    return folder


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio of its own, for tests that change files."""
    with running(write_project(tmp_path / "garden")) as found:
        yield found


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One studio for all tests of a module, whose files nobody changes."""
    with running(write_project(tmp_path_factory.mktemp("still") / "garden")) as found:
        yield found


@dataclass(frozen=True)
class Tab:
    """The page in a browser."""

    page: Any

    def frame(self, number: int = 0) -> Any:
        """The document of a sheet, as a locator for what is in it."""
        return self.page.frame_locator("iframe").nth(number)

    def wait(self, expression: str) -> None:
        """Until it is true. The page's policy keeps Playwright's own way, eval, out."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"never true: {expression}"
            self.page.wait_for_timeout(20)

    def shows(self, words: str, number: int = 0) -> None:
        """Wait until the mail says so."""
        self.wait(
            f"document.querySelectorAll('iframe')[{number}]?.contentDocument?.body?.innerText"
            f".includes({json.dumps(words)})"
        )

    def wish(self, name: str, value: str) -> None:
        """Choose in the toolbar."""
        self.page.locator(f"input[name={name}][value='{value}']").check(force=True)


@pytest.fixture
def open_tab(browser: Any) -> Iterator[Any]:
    """Open the page of a studio, with wishes behind #; a fault of its scripts fails the test."""
    pages, faults = [], []

    def opened(studio: Studio, wishes: str = "", **options: Any) -> Tab:
        size = {"width": 1600, "height": 900}
        page = browser.new_page(viewport=size, **options)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(f"{studio.url}#{wishes}")
        page.wait_for_selector(".rail h2")
        pages.append(page)
        return Tab(page)

    yield opened
    for page in pages:
        page.close()
    assert faults == []
