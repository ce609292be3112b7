"""`newsletter send PLAN`: deliver what was approved, or go on where a run stopped."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.screen import Screen
from newsletter.cli.stopping import stop_on_signals
from newsletter.editions.plan_identity import short
from newsletter.plurals import counted
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.usecases.sending import Sendable, Sending, Sent

FAILED, NOT_CONFIRMED, NO_CREDENTIALS, PARTLY, INTERRUPTED = 1, 3, 4, 5, 130
STATES = ("accepted", "rejected", "failed", "deferred", "unknown", "suppressed")


def send(
    screen: Screen,
    plan: Annotated[str, typer.Argument(metavar="PLAN", hidden=True)],
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", metavar="N", help="The number of recipients, as confirmation."),
    ] = None,
) -> int:
    """Send an approved plan, or go on where a run stopped.

    Asks for the number of recipients, 0 for posts alone; --confirm N answers it. Whoever got the
    plan already does not get it again. Ctrl-C finishes what is under way.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.sending import PlanCancelled, Sending, sendable

    workspace = open_project(screen.flags.project)
    secrets = secrets_of(workspace, screen.flags.secrets_dir)
    with store_of(workspace) as store:
        try:
            found = sendable(workspace, store, plan)
        except PlanCancelled as error:
            return screen.finish({}, error.problems, code=NOT_CONFIRMED)
        if refusal := _unconfirmed(screen, found, confirm):
            return screen.finish({}, [refusal], code=NOT_CONFIRMED)
        with stop_on_signals() as stop:
            needs = Sending(
                workspace=workspace, store=store, secrets=secrets, clock=SystemClock(), stop=stop
            )
            sent = delivered(screen, found, needs)
    return concluded(screen, sent)


def delivered(screen: Screen, found: "Sendable", needs: "Sending") -> "Sent":
    """Deliver a plan, or a part of it, and show what happens; how it ended."""
    from newsletter.cli.sending_screen import sending_screen
    from newsletter.usecases.sending import Sent, send_plan

    with sending_screen(screen, short(found.plan.id)) as shown:
        for event in send_plan(found, needs):
            if isinstance(event, Sent):
                return event
            shown.show(event)
    raise AssertionError("a send ends with what was sent")


def _unconfirmed(screen: Screen, found: "Sendable", confirm: int | None) -> Problem | None:
    """Why this must not go on; None when the right number was given."""
    number = counted(found.recipients, "recipient")
    if confirm is None:
        if screen.flags.no_input or screen.json or not sys.stdin.isatty():
            text = f"Nothing was sent, since nobody confirmed that it goes to {number}."
            hint = f"Where nobody can type it, add --confirm {found.recipients}"
            return Problem("not-confirmed", text, hint)
        confirm = _asked(screen, found)
    if confirm == found.recipients:
        return None
    text = f"Nothing was sent: the plan has {number}, and another number was confirmed."
    return Problem("not-confirmed", text, "Look at the plan again: newsletter status --recipients")


def _asked(screen: Screen, found: "Sendable") -> int:
    posts = f" and makes {counted(found.posts, 'post')}" if found.posts else ""
    people = counted(found.recipients, "person", "people")
    question = f"This emails {people}{posts}. Type the number of people to go on: "
    print(question, end="", file=screen.stderr, flush=True)
    typed = sys.stdin.readline().strip().replace(",", "")
    return int(typed) if typed.isascii() and typed.isdigit() else -1


def concluded(
    screen: Screen, sent: "Sent", problems: Iterable[Problem] = (), again: str | None = None
) -> int:
    """End the command with what became of everybody; ``again`` is what goes on with the rest."""
    again = again or f"newsletter send {short(sent.plan.id)}"
    payload = {
        "event": "done",
        "plan": sent.plan.id,
        "edition": sent.plan.edition,
        **{state: sent.count(state) for state in STATES},
        "pending": sent.count("pending"),
        "posts": sent.posts,
    }
    screen.say(_summary(sent))
    code = _code(sent)
    if code == PARTLY:
        for line in _next(sent, again):
            screen.progress(line)
    if code == INTERRUPTED:
        screen.progress(f"Interrupted. Go on: {again}")
    then = f"newsletter status {sent.plan.edition}"
    return screen.finish(payload, (*sent.problems, *problems), code=code, then=then)


def _code(sent: "Sent") -> int:
    """The exit code of the contract."""
    if sent.cancelled:
        return NOT_CONFIRMED
    if sent.interrupted:
        return INTERRUPTED
    if sent.nothing_tried:
        return NO_CREDENTIALS if any(one.credentials for one in sent.stopped) else FAILED
    return 0 if sent.complete else PARTLY


def _summary(sent: "Sent") -> str:
    counted = [(sent.count(state), state) for state in (*STATES, "pending")]
    words = ", ".join(f"{number:,} {state}" for number, state in counted if number)
    lead = "Cancelled." if sent.cancelled else "Stopped." if sent.interrupted else "Done."
    return f"{lead} {words or 'Nobody to write to'}."


def _next(sent: "Sent", again: str) -> Iterator[str]:
    """What to do about those who did not simply get it."""
    name = short(sent.plan.id)
    if sent.count("deferred") or sent.count("pending"):
        yield f"Next: {again} (it goes on with those who wait)"
    if sent.count("unknown"):
        yield f"Next: newsletter resolve {name} --assume-sent (or --resend, which may double)"
    yield f"Next: newsletter status {sent.plan.edition} --recipients"
