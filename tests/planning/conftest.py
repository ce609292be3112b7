"""A small project with people on its list, and its store."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.secrets.places import SecretFolder
from newsletter.secrets.stored import PROJECT_FOLDER
from newsletter.store.opening import Store, open_store
from newsletter.usecases.audience import import_audience
from newsletter.usecases.planning import Planned, PlanRequest, plan_edition

TOML = """\
[newsletter]
name = "The Pier"
from = "The Pier <post@pier.example>"
timezone = "Europe/Lisbon"
language = "en"
url = "https://news.pier.example"
address = "1 Pier Road, Seatown"

[brand]
accent = "#0b6e4f"

[safety]
live = true

[channels.outbox]
sender = "outbox"
audience = "readers"

[channels.wall]
sender = "outbox"
network = "mastodon"
"""
ARTICLE = """\
---
title: {title}
date: {day}
url: https://pier.example/{title}
summary: "{title} came in today."
---
{title} came in, and nobody was there to see it.
"""
PEOPLE = b"email,first_name\nada@pier.example,Ada\nBo@Quay.example,Bo\n"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Ticking:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self._now = NOW

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@dataclass(frozen=True)
class Desk:
    """A project on disk with its open store."""

    root: Path
    store: Store
    clock: Ticking

    def plan(self, *, again: bool = False, edition: str = "2026-11-24") -> Planned:
        request = PlanRequest(edition=edition, project=self.root, again=again)
        return plan_edition(request, self.store, self.secrets, self.clock)

    @property
    def secrets(self) -> SecretFolder:
        return SecretFolder(self.root / PROJECT_FOLDER)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def add_people(self, rows: bytes, audience: str = "readers") -> None:
        data = io.BytesIO(rows)
        import_audience(self.store, data, audience=audience, file="p.csv", skip_bad=False, now=NOW)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store("sqlite:///.newsletter/state.db", tmp_path)
    desk = Desk(tmp_path, store, Ticking())
    desk.write("newsletter.toml", TOML)
    desk.write("articles/a.md", ARTICLE.format(title="Boat", day="2026-11-20"))
    desk.write("articles/b.md", ARTICLE.format(title="Gull", day="2026-11-22"))
    desk.add_people(PEOPLE)
    yield desk
    store.close()


@pytest.fixture(scope="session")
def run_cli() -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: its exit code, and both streams."""
    from contextlib import redirect_stderr, redirect_stdout

    from newsletter.cli.main import main

    def run(*arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(arguments)
        code = ended.value.code
        assert isinstance(code, int)
        return code, out.getvalue(), err.getvalue()

    return run
