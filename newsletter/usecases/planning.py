"""Plan an edition: freeze what would go where, under a name that people approve.

The store then holds all that `send` needs. A channel of email has its recipients in a snapshot, and
three blobs: ``segments``, as `newsletter.email.stored_segments` writes them, ``text``, to compare
with, and ``page``, for the archive. A social channel has a snapshot with a row for
each post, whose address is the channel's name, and a blob ``posts``: the JSON list of the posts in
that order. A platform has one row, and a blob ``handover``: the edition as JSON.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from newsletter.editions.manifest import changes
from newsletter.editions.plan_identity import plan_id, recipients_digest, short
from newsletter.editions.terms import Terms, terms_from_json
from newsletter.errors import NewsletterError, UnusableInput
from newsletter.model import Edition
from newsletter.ports import Clock, Secrets
from newsletter.problems import Place, Problem
from newsletter.project.folder import SETTINGS_FILE
from newsletter.secrets.signing import ensure_signing_key
from newsletter.store.editions import record_edition
from newsletter.store.opening import Store
from newsletter.store.plan_channels import NewChannel, PlanChannel, add_channel, channels_of
from newsletter.store.plans import Plan, add_plan, find_plan, newest_twin
from newsletter.store.transaction import Transaction
from newsletter.usecases.building import BuildRequest
from newsletter.usecases.contents import Contents, contents_of
from newsletter.usecases.freezing import Frozen, freeze_channel
from newsletter.usecases.signing_mail import key_findings
from newsletter.usecases.workspace import Workspace
from newsletter.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What to plan. With ``again`` an equal plan is made anew, to go out once more.

    ``terms`` are those of the schedule that it is planned for; ``workspace`` is as in
    `newsletter.usecases.building.BuildRequest`.
    """

    edition: str
    project: Path | None = None
    again: bool = False
    allow_empty: bool = False
    terms: Terms | None = None
    workspace: Workspace | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan; ``is_new`` is False when an equal one was there already."""

    plan: Plan
    channels: tuple[PlanChannel, ...]
    contents: Contents
    frozen: tuple[Frozen, ...]
    problems: tuple[Problem, ...]
    is_new: bool


Within = Callable[[Transaction, Planned], None]
"""What is to happen in the transaction that stores a plan, or not at all: it may raise."""


def plan_edition(
    request: PlanRequest,
    store: Store,
    secrets: Secrets,
    clock: Clock,
    *,
    within: Within = lambda _transaction, _planned: None,
) -> Planned:
    """Plan an edition for every channel of its project. Nothing is sent.

    The same content for the same recipients is the same plan, unless that one was cancelled. A
    project that has no key yet to sign links with gets one.

    Raises:
        UnusableInput: an error in the edition, no channel, no audience, or too many recipients;
            then nothing is stored.
        AuthRefused: secret-unreadable.
        NewsletterError: audience-unknown, or the store failed.
    """
    contents = contents_of(
        BuildRequest(
            edition=request.edition,
            project=request.project,
            allow_empty=request.allow_empty,
            terms=request.terms,
            workspace=request.workspace,
        )
    )
    if any(channel.kind == "email" for channel in contents.channels):
        ensure_signing_key(secrets, contents.build.workspace.folder)
    with store.writing() as transaction:
        planned = _planned(transaction, request, contents, clock)
        within(transaction, planned)
    return replace(planned, problems=(*planned.problems, *_keys(contents, secrets)))


def check_fresh(workspace: Workspace, store: Store, plan_name: str) -> tuple[Problem, ...]:
    """Why the plan is stale: one problem for each thing that changed since; empty if it is not.

    What an edition holds is built anew and compared; its recipients stay frozen.

    Raises:
        NewsletterError: plan-unknown, plan-ambiguous, or the store failed.
    """
    with store.reading() as transaction:
        plan = find_plan(transaction, plan_name)
    terms = plan.summary.get("terms")
    again = BuildRequest(
        edition=plan.edition,
        workspace=workspace,
        allow_empty=bool(plan.summary.get("allow_empty")),
        terms=terms_from_json(terms) if terms else None,
    )
    try:
        now = contents_of(again)
    except NewsletterError as error:
        return (_stale(plan, "it can no longer be built"), *error.problems)
    if now.hash == plan.content_hash:
        return ()
    found = changes(plan.summary.get("manifest", {}), now.manifest)
    return tuple(_stale(plan, change) for change in found or (_unnamed(plan),))


def _keys(contents: Contents, secrets: Secrets) -> Iterator[Problem]:
    for channel in contents.channels:
        if channel.kind == "email":
            yield from key_findings(channel.name, channel.settings, secrets)


def _planned(
    transaction: Transaction, request: PlanRequest, contents: Contents, clock: Clock
) -> Planned:
    now = clock.now()
    safety = contents.build.workspace.settings.safety
    frozen = tuple(
        freeze_channel(transaction, channel, safety, now) for channel in contents.channels
    )
    _check_size(frozen, safety.max_recipients)
    digest = recipients_digest((one.draft.name, one.snapshot.digest) for one in frozen)
    twin = newest_twin(transaction, contents.build.edition.name, contents.hash, digest)
    is_new = twin is None or twin.state == "cancelled" or request.again
    if twin is None or is_new:
        plan = _new_plan(contents, request, digest, twin.run + 1 if twin else 1, now)
        _store(transaction, plan, contents, frozen)
    else:
        plan = twin
    problems = (*contents.problems, *(found for one in frozen for found in one.problems))
    channels = channels_of(transaction, plan.id)
    return Planned(plan, channels, contents, frozen, problems, is_new)


def _new_plan(
    contents: Contents, request: PlanRequest, digest: str, run: int, now: datetime
) -> Plan:
    edition = contents.build.edition
    summary = {
        "subject": edition.subject,
        "preheader": edition.preheader,
        "articles": [article.title for article in edition.articles],
        "template": contents.build.design.template,
        "allow_empty": request.allow_empty,
        "terms": _terms(request.terms, edition),
        "manifest": dict(contents.manifest),
        "version": __version__,
    }
    return Plan(
        id=plan_id(contents.hash, digest, run),
        edition=edition.name,
        content_hash=contents.hash,
        recipients_digest=digest,
        run=run,
        created_at=now,
        sends_at=request.terms.date if request.terms else None,
        summary=summary,
    )


def _terms(terms: Terms | None, edition: Edition) -> dict[str, Any] | None:
    """The terms for just the articles that the edition holds: what comes later changes nothing."""
    return terms.fixed([one.ref for one in edition.articles]).as_json() if terms else None


def _store(
    transaction: Transaction, plan: Plan, contents: Contents, frozen: Iterable[Frozen]
) -> None:
    refs = [article.ref for article in contents.build.edition.articles]
    record_edition(transaction, plan.edition, refs, plan.created_at)
    add_plan(transaction, plan)
    for one in frozen:
        draft = one.draft
        channel = NewChannel(
            channel=draft.name,
            kind=draft.kind,
            snapshot=one.snapshot,
            settings=draft.frozen(contents.build),
            recipients=one.recipients,
            bytes=draft.size,
            blobs=draft.blobs,
        )
        add_channel(transaction, plan.id, channel)


def _check_size(frozen: Iterable[Frozen], most: int) -> None:
    count = sum(one.recipients for one in frozen if one.draft.kind == "email")
    if count > most:
        text = f"The plan has {count:,} recipients, more than max_recipients allows: {most:,}."
        hint = "Look whether the audience is the right one, then raise max_recipients in [safety]."
        raise UnusableInput(Problem("plan-too-many", text, hint, Place(SETTINGS_FILE)))


def _stale(plan: Plan, change: str) -> Problem:
    name = short(plan.id)
    text = f"The plan {name} is stale: {change}."
    hint = f"See what is different, and plan again: newsletter plan {plan.edition} --diff {name}"
    return Problem("plan-stale", text, hint)


def _unnamed(plan: Plan) -> str:
    if plan.summary.get("version") != __version__:
        return "newsletter itself was updated and renders it in another way"
    return "it is rendered in another way"
