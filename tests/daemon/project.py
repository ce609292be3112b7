"""A small project with a weekly schedule, and its daemon's desk over a clock that tests move."""

import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event as Flag

from newsletter.daemon.catalog import Catalog
from newsletter.daemon.dispatcher import Dispatcher
from newsletter.daemon.editions import EditionDesk
from newsletter.daemon.events import Event
from newsletter.daemon.source_news import SourceNews
from newsletter.secrets.places import SecretFolder
from newsletter.secrets.stored import PROJECT_FOLDER
from newsletter.store.occurrences import Occurred, occurrences_of
from newsletter.store.opening import Store, open_store
from newsletter.store.plans import Plan
from newsletter.usecases.audience import import_audience
from newsletter.usecases.schedules import FOLDER
from newsletter.usecases.workspace import open_workspace
from tests.daemon.simulation import MovedClock

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
PEOPLE = b"email,first_name\nada@pier.example,Ada\nbo@quay.example,Bo\n"


@dataclass
class Pier:
    """The project in ``root``. A new one over the same folder is a daemon that was restarted."""

    root: Path
    clock: MovedClock
    told: list[Event] = field(default_factory=list)
    asked: list[tuple[Occurred, Plan]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workspace = open_workspace(self.root)
        self.store: Store = open_store("sqlite:///.newsletter/state.db", self.root)
        self.secrets = SecretFolder(self.root / PROJECT_FOLDER)
        self.desk = EditionDesk(
            self.workspace,
            self.store,
            self.secrets,
            self.clock,
            Flag(),
            lambda row, plan: self.asked.append((row, plan)),
            lambda row, event: None,
            SourceNews(self.told.append),
        )
        tell = self.told.append
        self.dispatcher = Dispatcher(self.store, self.desk, self.clock.now, tell)
        self.catalog = Catalog(self.root / FOLDER, "UTC", self.store, self.clock.now, tell)

    def work(self) -> None:
        """Do all that is due now."""
        if (found := self.catalog.refresh()) is not None:
            self.dispatcher.adopt(found)
        while jobs := self.dispatcher.look():
            for job in jobs:
                job.run()

    def work_at(self, now: datetime) -> None:
        """Do all that is due at ``now``."""
        self.clock.time = now
        self.work()

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Nominal time, state and reason of every occurrence, in the order of time."""
        with self.store.reading() as connection:
            found = reversed(occurrences_of(connection))
        return [(row.nominal, row.state, row.reason) for row in found]

    @property
    def sent(self) -> list[str]:
        """What is in the outbox: the beginnings of the files' names."""
        folder = self.root / ".newsletter" / "outbox"
        names = [path.name for path in folder.glob("*")] if folder.is_dir() else []
        return sorted(name[: name.rindex("-")] for name in names if not name.endswith(".json"))


def pier(root: Path, now: datetime, schedule: str) -> Pier:
    """Make the project, with a list of two people and one schedule, ``weekly``."""
    (root / "newsletter.toml").write_text(TOML, "utf-8")
    (root / FOLDER).mkdir()
    (root / FOLDER / "weekly.toml").write_text(schedule, "utf-8")
    (root / "articles").mkdir()
    made = Pier(root, MovedClock(now))
    people = io.BytesIO(PEOPLE)
    import_audience(
        made.store, people, audience="readers", file="people.csv", skip_bad=False, now=now
    )
    return made


def add_article(root: Path, title: str, day: str) -> None:
    """A new article of the project."""
    text = ARTICLE.format(title=title, day=day)
    (root / "articles" / f"{day}-{title.lower()}.md").write_text(text, "utf-8")
