"""What people are told: a plan waits for them, something is wrong, an edition went out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from newsletter.editions.plan_identity import short
from newsletter.instants import as_utc
from newsletter.plurals import counted
from newsletter.schedules.spoken import clock_time, spoken_day
from newsletter.settings import Settings
from newsletter.store.opening import Store
from newsletter.store.plan_channels import Blob, PlanChannel, blobs_of, channels_of
from newsletter.store.plans import Plan
from newsletter.store.status import ChannelCounts, counts
from newsletter.usecases.archive import PAGE
from newsletter.usecases.blob_names import TEXT

NoticeKind = Literal["approval", "alert", "report"]
MOST_LINES = 50
"""Of one mail about several alerts."""

_STATES = ("accepted", "rejected", "failed", "deferred", "unknown", "suppressed", "pending")
_FILES = {PAGE: "preview.html", TEXT: "preview.txt"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a notice."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. ``key`` names it for good; ``data`` is what a webhook gets."""

    key: str
    kind: NoticeKind
    subject: str
    text: str
    data: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people should know. Without ``key`` it may be told again."""

    text: str
    hint: str = ""
    key: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def approval_notice(plan: Plan, store: Store, settings: Settings, reason: str) -> Notice:
    """The request to approve a plan, with the mail as it was planned.

    Raises:
        NewsletterError: the store failed.
    """
    with store.reading() as transaction:
        channels = channels_of(transaction, plan.id)
        mail = next((one for one in channels if one.kind == "email"), None)
        blobs = blobs_of(transaction, mail.id) if mail else ()
    subject = plan.summary.get("subject") or plan.edition
    data = {
        "plan": plan.id,
        "edition": plan.edition,
        "subject": subject,
        "sends_at": as_utc(plan.sends_at) if plan.sends_at else None,
        "approvals": settings.safety.approvals,
        "channels": [_channel(one) for one in channels],
    }
    return Notice(
        key=f"approval:{plan.id}",
        kind="approval",
        subject=f"Please approve: {subject}",
        text="\n".join(_asked(plan, channels, settings, reason)),
        data=data,
        attachments=tuple(_attached(blobs)),
    )


def report_notice(plan: Plan, store: Store, settings: Settings) -> Notice:
    """What became of an edition that was sent.

    Raises:
        NewsletterError: the store failed.
    """
    with store.reading() as transaction:
        found = counts(transaction, [plan.id])
    subject = plan.summary.get("subject") or plan.edition
    lines = [
        f"The edition {plan.edition} of {settings.newsletter.name} went out: {subject}",
        "",
        *(f"  {one.channel}: {_counted(one)}" for one in found),
        "",
        f"Everything about it: newsletter status {plan.edition} --recipients",
    ]
    if any(one.channel for one in found if one.accepted):
        lines.append(f"As people see it: {settings.newsletter.url}/archive/{plan.edition}")
    data = {
        "plan": plan.id,
        "edition": plan.edition,
        "subject": subject,
        "channels": [{"channel": one.channel, **_states(one)} for one in found],
    }
    return Notice(f"report:{plan.id}", "report", f"Sent: {subject}", "\n".join(lines), data)


def alert_notice(alerts: Sequence[Alert], settings: Settings, key: str) -> Notice:
    """Several alerts as one message."""
    name = settings.newsletter.name
    first = alerts[0].text if len(alerts) == 1 else f"{len(alerts)} things happened"
    lines = [f"From the newsletter '{name}':", ""]
    for one in alerts[:MOST_LINES]:
        lines.append(f"- {one.text}")
        lines += [f"  {one.hint}"] if one.hint else []
    if len(alerts) > MOST_LINES:
        lines.append(f"- and {len(alerts) - MOST_LINES} more: newsletter status")
    data = {"alerts": [{"text": one.text, "hint": one.hint, **one.data} for one in alerts]}
    subject = f"[{name}] {_shortened(first)}"
    return Notice(key, "alert", subject, "\n".join(lines), data)


def _asked(
    plan: Plan, channels: Sequence[PlanChannel], settings: Settings, reason: str
) -> Iterator[str]:
    name, needed = short(plan.id), settings.safety.approvals
    yield f"An edition of {settings.newsletter.name} is ready, and waits for your approval."
    if reason:
        yield f"Please note: {reason}."
    yield ""
    yield f"  Subject:  {plan.summary.get('subject', '')}"
    for number, title in enumerate(plan.summary.get("articles", ())):
        yield f"  {'Articles:' if number == 0 else '         '} {title}"
    for number, channel in enumerate(channels):
        yield f"  {'Goes to: ' if number == 0 else '         '} {_goes_to(channel)}"
    if plan.sends_at:
        yield f"  Goes out: {_local(plan.sends_at, settings)}"
    yield ""
    yield "The mail is attached as it was planned. Where the newsletter runs, type:"
    yield ""
    yield f"  newsletter approve {name}"
    yield f"  newsletter cancel {name}      (it is not sent)"
    yield ""
    if needed > 1:
        yield f"It takes {needed} different people."
    yield "Without an approval nothing is sent."


def _goes_to(channel: PlanChannel) -> str:
    if channel.kind == "email":
        return f"{counted(channel.recipients, 'person', 'people')} by {channel.channel}"
    return f"{counted(channel.snapshot.size, 'post')} on {channel.channel}"


def _local(at: datetime, settings: Settings) -> str:
    zone = settings.newsletter.timezone
    here = at.astimezone(ZoneInfo(zone))
    return f"{spoken_day(here)}, {clock_time(here)} ({zone})"


def _attached(blobs: Sequence[Blob]) -> Iterator[Attachment]:
    for blob in blobs:
        if blob.name in _FILES:
            yield Attachment(_FILES[blob.name], blob.media_type.partition(";")[0], blob.data)


def _channel(one: PlanChannel) -> Mapping[str, Any]:
    return {"channel": one.channel, "kind": one.kind, "recipients": one.recipients}


def _states(one: ChannelCounts) -> dict[str, int]:
    return {state: getattr(one, state) for state in _STATES}


def _counted(one: ChannelCounts) -> str:
    found = (f"{number:,} {state}" for state, number in _states(one).items() if number)
    return ", ".join(found) or "nobody"


def _shortened(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
