"""`newsletter status [EDITION]`: what went out, and who did not get it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from newsletter.cli.screen import Screen
from newsletter.cli.status_overview import overview_of, say_overview
from newsletter.editions.plan_identity import short
from newsletter.errors import UsageError
from newsletter.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from newsletter.store.status import ChannelCounts, DeliveryState
    from newsletter.usecases.statuses import Row, Standing

STATES = ("accepted", "rejected", "failed", "deferred", "unknown", "suppressed", "pending")


def status(
    screen: Screen,
    edition: Annotated[str | None, typer.Argument(metavar="EDITION", hidden=True)] = None,
    recipients: Annotated[
        bool, typer.Option("--recipients", help="One row for each recipient.")
    ] = False,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help="Only recipients in this state."),
    ] = None,
) -> int:
    """Show what went out.

    Counts for each channel of EDITION, or of the recent ones; without EDITION also what is to come
    of the schedules, what waits for approval, and what was not sent lately. With --recipients, or
    --state, who is in which state: accepted, rejected, failed, deferred, unknown, suppressed or
    pending.
    """
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.statuses import recipient_rows, standings

    wanted = _state(state)
    workspace = open_project(screen.flags.project)
    with store_of(workspace) as store:
        found = standings(store, edition)
        rows = recipient_rows(store, found, wanted) if recipients or wanted else iter(())
        payload = payload_of(found)
        if recipients or wanted:
            payload["recipients"] = list(_shown(screen, found, rows))
        else:
            say_standings(screen, found)
        coming = overview_of(workspace, store) if edition is None else None
    if coming is None:
        return screen.finish(payload)
    if not (recipients or wanted):
        say_overview(screen, coming)
    return screen.finish({**payload, **coming.as_json()}, map(_as_warning, coming.problems))


def _as_warning(problem: Problem) -> Problem:
    """A broken schedule is told, and is no failure to show the rest."""
    return replace(problem, severity="warning")


def payload_of(found: Iterable["Standing"]) -> dict[str, Any]:
    """The counts as the contract has them."""
    return {"channels": [_counts(one) for standing in found for one in standing.counts]}


def say_standings(screen: Screen, found: Iterable["Standing"]) -> None:
    """The counts for people, an edition's plan at a time."""
    for standing in found:
        plan = standing.plan
        screen.say(f"{plan.edition}  plan {short(plan.id)}  {plan.state}")
        for one in standing.counts:
            numbers = ((getattr(one, state), state) for state in STATES)
            words = ", ".join(f"{number:,} {state}" for number, state in numbers if number)
            screen.say(f"  {one.channel}: {words or 'nobody'}")


def _counts(one: "ChannelCounts") -> Mapping[str, Any]:
    named = {"edition": one.edition, "channel": one.channel, "plan": one.plan}
    return named | {state: getattr(one, state) for state in STATES}


def _shown(
    screen: Screen, found: Iterable["Standing"], rows: Iterator["Row"]
) -> Iterator[Mapping[str, Any]]:
    """The rows of the JSON result; for people they are printed as they come, and none is kept."""
    say_standings(screen, found)
    for row in rows:
        one = row.delivery
        if screen.json:
            yield {
                "address": one.address,
                "channel": row.channel,
                "state": one.state,
                "message_id": row.message_id,
                "receipt": one.receipt,
                "text": one.text,
            }
        else:
            said = f"  {one.text or one.receipt}" if one.text or one.receipt else ""
            screen.say(f"  {one.address}  {row.channel}  {one.state}{said}")


def _state(word: str | None) -> "DeliveryState | None":
    from newsletter.store.status import DeliveryState

    known: tuple[DeliveryState, ...] = get_args(DeliveryState)
    for state in known:
        if state == word:
            return state
    if word is None:
        return None
    hint = did_you_mean(word, known) or f"The states are: {', '.join(known)}."
    raise UsageError(Problem("state-unknown", f"'{word}' is no state of a delivery.", hint))
