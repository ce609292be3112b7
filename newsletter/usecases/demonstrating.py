"""The whole path on sample articles: a project, a build, a plan, an approval, and the outbox."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from newsletter.delivery import events as delivery
from newsletter.errors import UnusableInput
from newsletter.problems import Problem
from newsletter.project.clock import SystemClock
from newsletter.project.folder import SETTINGS_FILE
from newsletter.store.opening import Store
from newsletter.store.plans import Plan
from newsletter.usecases.approving import approvable, approve_plan
from newsletter.usecases.audience import import_audience, list_audiences
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.channel_senders import secrets_of
from newsletter.usecases.checking import CheckResult, check_build
from newsletter.usecases.events import Built, Created, Delivered, Done, Event, Examined, Planned
from newsletter.usecases.output import default_out, write_build
from newsletter.usecases.planning import PlanRequest, plan_edition
from newsletter.usecases.projects import open_project, store_of
from newsletter.usecases.sending import Sending, Sent, send_plan, sendable
from newsletter.usecases.starting import start_project
from newsletter.usecases.workspace import Workspace

EDITION = "2026-11-19"
APPROVER = "demo"
AUDIENCE = "readers"
READERS = (
    "email,first_name,last_name\n"
    "ada.byrne@footbridge.example,Ada,Byrne\n"
    "kofi.mensah@footbridge.example,Kofi,Mensah\n"
    "lena.voss@footbridge.example,Lena,Voß\n"
)
"""They are test recipients of the sample project, and nobody owns their addresses."""


def demonstrate(folder: Path) -> Iterator[Event]:
    """Make a project in ``folder`` or go on with the one that is there, and deliver its edition.

    The last event is a `Done`.

    Raises:
        UnusableInput: the folder holds something else, or newsletter.toml has errors.
        NewsletterError: the store or the outbox cannot be written to.
    """
    if not (folder / SETTINGS_FILE).exists():
        for path in start_project(folder):
            yield Created(str(path))
    build = build_edition(BuildRequest(edition=EDITION, project=folder))
    if build.message is None:
        raise UnusableInput(*build.problems)
    out = default_out(build)
    write_build(build, out)
    yield _built(build, out)
    checked = check_build(build)
    yield _examined(checked)
    workspace = open_project(folder)
    with store_of(workspace) as store:
        _import_readers(store)
        yield from _deliver(workspace, store, build.edition.name, folder, checked)


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


def _import_readers(store: Store) -> None:
    """Make the sample audience, unless the project has one of that name."""
    if any(one.name == AUDIENCE for one in list_audiences(store)):
        return
    stream, now = BytesIO(READERS.encode()), SystemClock().now()
    import_audience(store, stream, audience=AUDIENCE, file=AUDIENCE, skip_bad=False, now=now)


def _deliver(
    workspace: Workspace, store: Store, edition: str, folder: Path, checked: CheckResult
) -> Iterator[Event]:
    """Plan, approve and send, as `plan`, `approve` and `send` do; a repeat sends nothing twice."""
    clock, secrets = SystemClock(), secrets_of(workspace, None)
    planned = plan_edition(PlanRequest(edition=edition, project=folder), store, secrets, clock)
    yield Planned(planned.plan.id, sum(one.recipients for one in planned.channels))
    _approve(workspace, store, planned.plan)
    needs = Sending(workspace=workspace, store=store, secrets=secrets, clock=clock)
    for event in send_plan(sendable(workspace, store, planned.plan.id), needs):
        if isinstance(event, delivery.Delivered):
            yield Delivered(event.channel, event.to, event.state, event.receipt, event.text)
        elif isinstance(event, Sent):
            yield _done(event, folder, checked)


def _approve(workspace: Workspace, store: Store, plan: Plan) -> None:
    if plan.state == "planned":
        found = approvable(workspace, store, plan.id)
        safety, clock = workspace.settings.safety, SystemClock()
        approve_plan(found, store, safety, who=APPROVER, note=None, clock=clock)


def _done(sent: Sent, folder: Path, checked: CheckResult) -> Done:
    # A demo leaves out what checks only note.
    found: Iterator[Problem] = (one for one in checked.problems if one.severity != "note")
    return Done(
        out=str(folder),
        accepted=sent.count("accepted"),
        rejected=sent.count("rejected"),
        failed=sent.count("failed"),
        deferred=sent.count("deferred"),
        unknown=sent.count("unknown"),
        suppressed=sent.count("suppressed"),
        posts=sent.posts,
        problems=(*sent.problems, *found),
    )
