"""The whole path on sample articles: a project, a build, and everything in the outbox."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from newsletter.editions.context import Recipient
from newsletter.editions.render import message, render
from newsletter.errors import UnusableInput
from newsletter.model import Item, Message
from newsletter.ports import ChannelContext, Sender
from newsletter.problems import Problem
from newsletter.project.clock import SystemClock
from newsletter.project.folder import SETTINGS_FILE
from newsletter.senders.registry import create
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.checking import CheckResult, check_build
from newsletter.usecases.events import Built, Created, Delivered, Done, Event, Examined
from newsletter.usecases.output import default_out, write_build
from newsletter.usecases.starting import start_project

OUTBOX = "outbox"
READERS = (
    Recipient("ada.byrne@readers.example", "Ada", "Byrne", "demo-1"),
    Recipient("kofi.mensah@readers.example", "Kofi", "Mensah", "demo-2"),
    Recipient("lena.voss@readers.example", "Lena", "Voß", "demo-3"),
)


def demonstrate(folder: Path) -> Iterator[Event]:
    """Make a project in ``folder`` or go on with the one that is there, and deliver its edition.

    The last event is a `Done`.

    Raises:
        UnusableInput: the folder holds something else, or newsletter.toml has errors.
        Unreachable: the outbox cannot be written to.
    """
    if not (folder / SETTINGS_FILE).exists():
        for path in start_project(folder):
            yield Created(str(path))
    build = build_edition(BuildRequest(project=folder))
    if build.message is None:
        raise UnusableInput(*build.problems)
    out = default_out(build)
    write_build(build, out)
    yield _built(build, out)
    checked = check_build(build)
    yield _examined(checked)
    counted: Counter[str] = Counter()
    for delivered in _deliver(build, folder):
        counted[delivered.state] += 1
        yield delivered
    yield Done(str(folder), **counted, posts=len(build.posts), problems=_worth_telling(checked))


def _built(build: Build, out: Path) -> Built:
    html, text = build.rendered.html or "", build.rendered.text or ""
    return Built(
        edition=build.edition.name,
        subject=build.edition.subject,
        articles=len(build.edition.articles),
        posts=len(build.posts),
        html_bytes=len(html.encode()),
        text_bytes=len(text.encode()),
        out=str(out),
    )


def _examined(result: CheckResult) -> Examined:
    counts = Counter(checked.status for checked in result.checks)
    return Examined(counts["ok"], counts["problem"], counts["not checked"])


def _worth_telling(result: CheckResult) -> tuple[Problem, ...]:
    """A demo leaves out what checks only note."""
    return tuple(problem for problem in result.problems if problem.severity != "note")


def _outbox(folder: Path) -> Sender:
    return create(OUTBOX, ChannelContext(OUTBOX, {}, folder, SystemClock()))


def _items(build: Build) -> Iterator[Item]:
    for number, reader in enumerate(READERS):
        rendered = render(build.edition, build.design, reader)
        seed = f"{build.hash}.{number}"
        yield message(build.edition, build.design, rendered, reader, seed=seed)
    yield from build.posts


def _deliver(build: Build, folder: Path) -> Iterator[Delivered]:
    with _outbox(folder).session() as session:
        for item in _items(build):
            outcome = session.send(item)
            to = item.recipient if isinstance(item, Message) else item.network
            yield Delivered(OUTBOX, to, outcome.state, outcome.receipt, outcome.text)
