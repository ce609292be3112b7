"""The work of an occurrence: pull, choose, build, check, plan; then send, or wait for people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event as Flag

from newsletter.config.durations import duration
from newsletter.daemon.desk import Ended, GoesOn, NotReady, Prepared, Standing, Taken
from newsletter.daemon.source_news import SourceNews
from newsletter.delivery.events import Event as Delivery
from newsletter.editions.plan_identity import short
from newsletter.errors import NewsletterError
from newsletter.plurals import counted
from newsletter.ports import Clock, Secrets
from newsletter.problems import Problem
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.store.approvals import approvals_of
from newsletter.store.occurrences import Occurred, edition_is_taken, record
from newsletter.store.opening import Store
from newsletter.store.outcomes import next_due_of
from newsletter.store.plan_channels import channels_of
from newsletter.store.plans import Plan, find_plan
from newsletter.store.transaction import Transaction
from newsletter.usecases.building import BuildRequest
from newsletter.usecases.cancelling import cancel_plan
from newsletter.usecases.checking import check_edition
from newsletter.usecases.plan_refused import PlanRefused
from newsletter.usecases.planning import Planned, PlanRequest, plan_edition
from newsletter.usecases.pulling import pull_sources
from newsletter.usecases.schedule_terms import edition_name, terms_of
from newsletter.usecases.scheduled_plans import (
    PlanOvertaken,
    approve_for,
    in_place_of,
    under_terms,
)
from newsletter.usecases.sending import PlanCancelled, Sending, Sent, send_plan, sendable
from newsletter.usecases.workspace import Workspace

TRY_AGAIN = timedelta(minutes=15)
"""How long a plan is left alone when a channel stopped in the middle of it."""

BY_HAND = "by hand"
"""In the place of a schedule's name, for what a person sent."""


class _Taken(Exception):
    """Another daemon was first: nothing of this transaction is kept."""


@dataclass(slots=True)
class EditionDesk:
    """The `newsletter.daemon.desk.Desk` of a project. ``workspace`` is replaced after an edit.

    ``ask`` is called for each plan that waits for people, ``told`` for what a delivery tells;
    ``sources`` hears of each pull.
    """

    workspace: Workspace
    store: Store
    secrets: Secrets
    clock: Clock
    stop: Flag
    ask: Callable[[Occurred, Plan], None]
    told: Callable[[Occurred, Delivery | Sent], None]
    sources: SourceNews

    def lead(self, schedule: Schedule) -> timedelta:
        """At least the time in which it can be cancelled, so that it goes out at its time."""
        safety = self.workspace.settings.safety
        hold = duration(safety.hold) if safety.live else timedelta()
        return max(schedule.work.prepare, hold)

    def prepare(
        self, schedule: Schedule, occurrence: Occurrence, now: datetime
    ) -> Prepared | Taken | NotReady:
        """Build and plan the edition of an occurrence; see `Desk.prepare`."""
        try:
            names = schedule.work.articles.sources or tuple(self.workspace.settings.sources)
            if names:
                self.sources.take(pull_sources(self.workspace, self.store, self.clock, names))
            return self._planned(schedule, occurrence, now)
        except _Taken:
            return Taken()
        except NewsletterError as error:
            return _not_ready(error)

    def _planned(
        self, schedule: Schedule, occurrence: Occurrence, now: datetime
    ) -> Prepared | NotReady:
        terms = terms_of(schedule, occurrence, self.workspace.settings)
        name = self._name(schedule, occurrence)
        asked = BuildRequest(edition=name, terms=terms, workspace=self.workspace)
        found = check_edition(asked)
        count, least = len(found.build.edition.articles), schedule.work.articles.at_least
        is_short = count < least
        if is_short and schedule.work.when_empty == "skip":
            return NotReady("skipped", _too_few(count, least))
        if errors := [one for one in found.of_edition if one.severity == "error"]:
            return NotReady("failed", _first_of(errors))
        request = PlanRequest(edition=name, terms=terms, workspace=self.workspace)
        is_auto = not is_short and self._is_auto(schedule)
        row = Occurred(
            schedule=schedule.name,
            nominal=occurrence.key,
            zone=occurrence.timezone,
            fires_at=occurrence.fires_at,
            state="planned" if is_auto else "waiting",
            reason=_too_few(count, least) if is_short else "",
            edition=name,
        )
        return Prepared(self._claimed(row, request, now))

    def _claimed(self, row: Occurred, request: PlanRequest, now: datetime) -> Occurred:
        """Store the plan together with the row, or neither."""

        def within(transaction: Transaction, planned: Planned) -> None:
            claimed = replace(row, plan=planned.plan.id)
            if not record(transaction, [claimed], now):
                raise _Taken
            if row.state == "planned":
                approve_for(transaction, planned.plan, row.schedule, now)

        planned = plan_edition(request, self.store, self.secrets, self.clock, within=within)
        claimed = replace(row, plan=planned.plan.id)
        if row.state == "waiting":
            self.ask(claimed, planned.plan)
        return claimed

    def deliver(self, row: Occurred, schedule: Schedule | None, now: datetime) -> Ended | GoesOn:
        """Send the plan of an occurrence, or go on with it; see `Desk.deliver`."""
        try:
            plan = self._plan_of(row)
            if plan is None:
                return Ended("failed", "its plan is gone")
            if plan.state == "done":
                return Ended("sent", "")
            if plan.state == "planned":
                return GoesOn(None, f"it waits for approval: newsletter approve {short(plan.id)}")
            return self._sent(row, plan)
        except PlanCancelled:
            return Ended("skipped", "the plan was cancelled")
        except PlanRefused as error:
            if schedule is None:
                return Ended("failed", _first_of(error.problems))
            return self._replanned(row, schedule, now)
        except NewsletterError as error:
            quiet = error.problems[0].code == "run-owned"
            return GoesOn(None, "" if quiet else _first_of(error.problems))

    def go_on(self, plan: str) -> None:
        """Go on with a plan that a person began to send.

        Raises:
            NewsletterError: run-owned: somebody is sending it; or the store failed.
        """
        found = sendable(self.workspace, self.store, plan)
        row = Occurred(
            schedule=BY_HAND,
            nominal="",
            zone="",
            fires_at=found.plan.created_at,
            state="planned",
            edition=found.plan.edition,
            plan=plan,
        )
        for event in send_plan(found, self._sending(found.plan)):
            self.told(row, event)

    def standing(self, row: Occurred) -> Standing:
        """See `Desk.standing`."""
        plan = self._plan_of(row)
        if plan is None or plan.state == "planned":
            return "waits"
        return "ready" if plan.state == "approved" else "begun"

    def drop(self, row: Occurred, reason: str) -> None:  # noqa: ARG002 - the row says why
        """See `Desk.drop`."""
        if row.plan:
            cancel_plan(self.store, row.plan)

    def _sent(self, row: Occurred, plan: Plan) -> Ended | GoesOn:
        found = sendable(self.workspace, self.store, plan.id)
        last: Sent | None = None
        for event in send_plan(found, self._sending(plan)):
            self.told(row, event)
            last = event if isinstance(event, Sent) else last
        if last is None:
            return GoesOn(None)
        return self._standing_after(last)

    def _sending(self, plan: Plan) -> Sending:
        return Sending(
            workspace=self.workspace,
            store=self.store,
            secrets=self.secrets,
            clock=self.clock,
            stop=self.stop,
            held_since=self._held_since(plan),
        )

    def _standing_after(self, sent: Sent) -> Ended | GoesOn:
        if sent.cancelled:
            return Ended("skipped", "the plan was cancelled")
        summary = _summary(sent)
        refused = [one.code for one in sent.problems]
        if refused and set(refused) <= _FOR_GOOD and not sent.finished:
            return Ended("failed", _first_of(sent.problems))
        if not (sent.count("pending") or sent.count("deferred")):
            return Ended("sent", summary)
        with self.store.reading() as transaction:
            channels = [one.id for one in channels_of(transaction, sent.plan.id)]
            due = next_due_of(transaction, channels)
        if sent.stopped:
            return GoesOn(self.clock.now() + TRY_AGAIN, _first_of(sent.problems))
        return GoesOn(due, "")

    def _replanned(self, row: Occurred, schedule: Schedule, now: datetime) -> Ended | GoesOn:
        """Something was edited since: the edition is planned anew, for the same occurrence."""
        old = self._plan_of(row)
        plain = PlanRequest(edition=row.edition or "", workspace=self.workspace)
        request = under_terms(plain, self.workspace, row, schedule)
        if request is None or old is None:
            return Ended("failed", "it was edited, and cannot be planned anew")
        within = in_place_of(old, row, now)
        try:
            planned = plan_edition(request, self.store, self.secrets, self.clock, within=within)
        except PlanOvertaken:
            return GoesOn(None)
        if row.state == "waiting":
            self.ask(replace(row, plan=planned.plan.id), planned.plan)
            return GoesOn(None, "it was edited after it was approved, so it waits again")
        return GoesOn(now)

    def _held_since(self, plan: Plan) -> datetime:
        with self.store.reading() as transaction:
            given = [one.at for one in approvals_of(transaction, plan.id)]
        return max(given, default=plan.created_at)

    def _plan_of(self, row: Occurred) -> Plan | None:
        if row.plan is None:
            return None
        with self.store.reading() as transaction:
            return find_plan(transaction, row.plan)

    def _name(self, schedule: Schedule, occurrence: Occurrence) -> str:
        name = edition_name(schedule, occurrence)
        with self.store.reading() as transaction:
            taken = edition_is_taken(transaction, name, schedule.name)
        return f"{name}-{schedule.name}" if taken else name

    def _is_auto(self, schedule: Schedule) -> bool:
        """Where it takes certain people, or several, no schedule can stand in for them."""
        safety = self.workspace.settings.safety
        return schedule.work.approval == "auto" and safety.approvals <= 1 and not safety.approvers


_FOR_GOOD = frozenset({"test-mode"})
"""Codes of problems that waiting does not mend."""


def _not_ready(error: NewsletterError) -> NotReady:
    codes = {one.code for one in error.problems if one.severity == "error"}
    if codes == {"edition-empty"}:
        return NotReady("skipped", "there is no new article")
    return NotReady("failed", _first_of(error.problems))


def _first_of(problems: Sequence[Problem]) -> str:
    errors = [one for one in problems if one.severity == "error"] or list(problems)
    if not errors:
        return "it failed"
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0]}{more}"


def _too_few(count: int, least: int) -> str:
    return f"{counted(count, 'new article')} of {least} needed"


def _summary(sent: Sent) -> str:
    """What became of everybody, in a few words."""
    states = ("accepted", "rejected", "failed", "unknown", "suppressed")
    counted = [(sent.count(state), state) for state in states]
    return ", ".join(f"{count:,} {state}" for count, state in counted if count)
