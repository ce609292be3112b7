"""`newsletter report EDITION`: what became of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from newsletter.cli.due_times import wrapped
from newsletter.cli.screen import Screen
from newsletter.cli.slots import short_day
from newsletter.cli.status import STATES
from newsletter.editions.plan_identity import short
from newsletter.instants import as_utc

if TYPE_CHECKING:
    from newsletter.usecases.reporting import PostLine, Report

MOST = 10
"""Reasons of one plan that are shown to people; `status --recipients` has everybody."""


def report(
    screen: Screen, edition: Annotated[str, typer.Argument(metavar="EDITION", hidden=True)]
) -> int:
    """Show what became of an edition.

    Who approved it and when it went out; how many have it, and why the others do not; where its
    posts are; and who has left since.
    """
    from newsletter.usecases.projects import open_project, store_of
    from newsletter.usecases.reporting import reports

    workspace = open_project(screen.flags.project)
    with store_of(workspace) as store:
        found = reports(store, edition)
    zone = ZoneInfo(workspace.settings.newsletter.timezone)
    for one in found:
        for line in _lines(one, zone):
            screen.say(line)
    doubtful = [one for one in found if _total(one, "unknown")]
    payload = {"edition": edition, "plans": [_json(one) for one in found]}
    return screen.finish(payload, then=_next(screen, doubtful))


def _next(screen: Screen, doubtful: list["Report"]) -> str | None:
    """What is left for a person to do."""
    if not doubtful:
        return None
    folder = ["-C", str(screen.flags.project)] if screen.flags.project else []
    plan = short(doubtful[0].plan.id)
    return f"{join(['newsletter', *folder, 'resolve', plan])} --assume-sent, or --resend"


def _lines(one: "Report", zone: ZoneInfo) -> Iterator[str]:
    plan = one.plan
    yield f"{plan.edition}  plan {short(plan.id)}  {plan.state}  {_ran(one, zone)}".rstrip()
    if plan.summary.get("subject"):
        yield from wrapped(f"subject: {plan.summary['subject']}", 2)
    if one.occurrence:
        yield from wrapped(f"schedule: {one.occurrence.schedule} {one.occurrence.nominal}", 2)
    for word in one.approvals:
        note = f": {word.note}" if word.note else ""
        yield from wrapped(f"approved by {word.name}, {_when(word.at, zone)}{note}", 2)
    for counts in one.counts:
        numbers = ((getattr(counts, state), state) for state in STATES)
        said = ", ".join(f"{number:,} {state}" for number, state in numbers if number)
        yield from wrapped(f"{counts.channel}: {said or 'nobody'}", 2)
    yield from _reasons(one)
    for post in one.posts:
        yield f"  {post.channel} {post.delivery.seq + 1}: {_post(post)}"
    yield from _since(one)


def _ran(one: "Report", zone: ZoneInfo) -> str:
    started, ended = one.span.started, one.span.ended
    if not (started and ended):
        return ""
    first, last = _when(started, zone), _when(ended, zone)
    return first if first == last else f"{first} to {last}"


def _reasons(one: "Report") -> Iterator[str]:
    for reason in one.reasons[:MOST]:
        said = f'"{reason.text}"' if reason.text else "without a word"
        yield from wrapped(f"{reason.channel}, {reason.state}: {reason.count:,} x {said}", 4)
    if len(one.reasons) > MOST:
        yield f"    and {len(one.reasons) - MOST} more reasons"


def _post(post: "PostLine") -> str:
    one = post.delivery
    return " ".join(filter(None, (one.state, one.receipt or one.text)))


def _since(one: "Report") -> Iterator[str]:
    others = sum(one.left.values()) - one.unsubscribed
    if one.unsubscribed:
        yield f"  unsubscribed since: {one.unsubscribed:,}"
    if others:
        yield f"  suppressed since for other reasons: {others:,}"


def _when(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{short_day(local)} {local:%H:%M}"


def _total(one: "Report", state: str) -> int:
    return sum(getattr(counts, state) for counts in one.counts)


def _json(one: "Report") -> Mapping[str, Any]:
    return {
        "plan": one.plan.id,
        "state": one.plan.state,
        "subject": one.plan.summary.get("subject"),
        "schedule": one.occurrence.schedule if one.occurrence else None,
        "nominal": one.occurrence.nominal if one.occurrence else None,
        "approvals": [
            {"by": word.name, "at": as_utc(word.at), "note": word.note} for word in one.approvals
        ],
        "started": as_utc(one.span.started) if one.span.started else None,
        "ended": as_utc(one.span.ended) if one.span.ended else None,
        "channels": [
            {"channel": counts.channel} | {state: getattr(counts, state) for state in STATES}
            for counts in one.counts
        ],
        "reasons": [
            {"channel": r.channel, "state": r.state, "text": r.text, "count": r.count}
            for r in one.reasons
        ],
        "posts": [
            {
                "channel": post.channel,
                "state": post.delivery.state,
                "receipt": post.delivery.receipt,
                "text": post.delivery.text,
            }
            for post in one.posts
        ],
        "unsubscribed_since": one.unsubscribed,
        "suppressed_since": one.left,
    }
