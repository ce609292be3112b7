"""What the daemon tells, as data for scripts and for the log, and in words for people."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Literal

from newsletter.cli.sending_screen import event_json
from newsletter.daemon.events import (
    Closed,
    Crashed,
    Event,
    FileTaken,
    FileTrouble,
    Idle,
    Missed,
    NotTold,
    Ready,
    Sending,
    SettingsTaken,
    SettingsTrouble,
    SourceTrouble,
    Stopping,
    StoreBack,
    StoreTrouble,
    Told,
    Trouble,
)
from newsletter.delivery.events import (
    Delivered,
    Finished,
    Holding,
    InDoubt,
    Progress,
    Started,
    Stopped,
)
from newsletter.delivery.events import Event as Delivery
from newsletter.editions.plan_identity import short
from newsletter.instants import as_utc
from newsletter.problems import Problem
from newsletter.schedules.spoken import occurrence_words
from newsletter.store.occurrences import Occurred
from newsletter.usecases.sending import Sent

Level = Literal["debug", "info", "warning", "error"]
STATES = ("accepted", "rejected", "failed", "deferred", "unknown", "suppressed", "pending")

_NAMES: dict[type[Event], str] = {
    Ready: "ready",
    Missed: "ended",
    Closed: "ended",
    Trouble: "trouble",
    FileTrouble: "file-trouble",
    FileTaken: "file-taken",
    SettingsTrouble: "settings-trouble",
    SettingsTaken: "settings-taken",
    SourceTrouble: "source-trouble",
    StoreTrouble: "store-trouble",
    StoreBack: "store-back",
    Crashed: "crashed",
    Told: "told",
    NotTold: "not-told",
    Idle: "idle",
    Stopping: "stopping",
}


def run_event_json(event: Event) -> dict[str, Any]:
    """One event as one line of ``--json``."""
    if isinstance(event, Sending):
        return _sending_json(event)
    return {"event": _NAMES[type(event)], **_fields(event)}


def _fields(event: Event) -> dict[str, Any]:
    match event:
        case Ready(row) | Missed(row) | Closed(row):
            return {**asdict(row), "fires_at": as_utc(row.fires_at)}
        case FileTrouble(name, problems):
            return {"schedule": name, "problems": _listed(problems)}
        case FileTaken(name, said, paused):
            return {"schedule": name, "rule": said, "paused": paused}
        case SettingsTrouble(problems) | SourceTrouble(problems) | StoreTrouble(problems):
            return {"problems": _listed(problems)}
        case NotTold(subject, problems):
            return {"subject": subject, "problems": _listed(problems)}
        case Crashed(schedule, nominal, error):
            return {"schedule": schedule, "nominal": nominal, "error": type(error).__name__}
        case Idle(until, under_way):
            return {"until": until and as_utc(until), "under_way": under_way}
        case SettingsTaken():
            return {}
        case Trouble() | Told() | StoreBack() | Stopping():
            return asdict(event)
    raise AssertionError(f"no fields for {event}")


def _sending_json(event: Sending) -> dict[str, Any]:
    row = event.row
    about = {"schedule": row.schedule, "nominal": row.nominal, "edition": row.edition}
    if isinstance(event.event, Sent):
        numbers = {state: event.event.count(state) for state in STATES}
        return {"event": "counted", **about, "plan": row.plan, **numbers}
    return {**event_json(event.event), **about, "plan": row.plan}


def level_of(event: Event) -> Level:
    """How much it matters: to people, and in the log."""
    match event:
        case Crashed() | StoreTrouble():
            return "error"
        case FileTrouble() | SettingsTrouble() | SourceTrouble() | NotTold() | Trouble():
            return "warning"
        case Missed(row) | Closed(row) if row.state == "failed":
            return "error"
        case Sending(_, Stopped() | InDoubt()):
            return "warning"
        case Idle() | SettingsTaken() | Sending(_, Progress() | Finished() | Sent()):
            return "debug"
        case Sending(_, Delivered(state="accepted")) | Sending(_, Started() | Holding()):
            return "info"
        case Sending(_, Delivered()):
            return "debug"
    return "info"


def words_of(event: Event) -> str | None:
    """One line for people, without the time; None for what only scripts want to know."""
    if isinstance(event, Sending):
        return _of_sending(event)
    match event:
        case Ready(row):
            how = "planned" if row.state == "planned" else "waits for approval"
            return f"{_name(row)}: {how}, plan {_plan(row)}{_because(row.reason)}"
        case Missed(row) | Closed(row):
            return f"{_name(row)}: {row.state}{_because(row.reason)}"
        case Trouble(schedule, nominal, text):
            return f"{occurrence_words(schedule, nominal)}: {text}"
        case Crashed(schedule, nominal, error):
            what = occurrence_words(schedule, nominal) or "looking what is due"
            return f"{what}: newsletter itself failed: {type(error).__name__}. It tries again."
    return _of_files(event) or _of_people(event)


def _of_files(event: Event) -> str | None:
    match event:
        case FileTaken(name, said, paused):
            return f"{name}: {said}{', paused' if paused else ''}"
        case FileTrouble(name, problems):
            return _with_problems(f"schedules/{name}.toml cannot be used as it is", problems)
        case SettingsTrouble(problems):
            return _with_problems("newsletter.toml cannot be used as it is", problems)
        case SourceTrouble(problems):
            return _with_problems("not all sources could be read as they should", problems)
        case StoreTrouble(problems):
            return _with_problems("the store cannot be used now", problems)
        case SettingsTaken():
            return "newsletter.toml was read"
        case StoreBack():
            return "looking what is due works again"
    return None


def _of_people(event: Event) -> str | None:
    match event:
        case Stopping(under_way):
            return (
                f"stopping; {under_way} under way are finished first" if under_way else "stopping"
            )
        case Told(subject, to):
            return f"told {', '.join(to)}: {subject}"
        case NotTold(subject, problems):
            return _with_problems(f"nobody was told: {subject}".rstrip(": "), problems)
    return None


def _of_sending(event: Sending) -> str | None:
    said = _of_delivery(event.event, _plan(event.row))
    return said and f"{_name(event.row)}: {said}"


def _of_delivery(event: Delivery | Sent, plan: str) -> str | None:
    match event:
        case Holding(seconds):
            return f"plan {plan} is held for {seconds:.0f} s; newsletter cancel {plan} stops it"
        case Started(channel, total, 0):
            return f"approved plan {plan}, sending {total:,} on {channel}"
        case Started(channel, total, before):
            return f"plan {plan} goes on on {channel}: {before:,} of {total:,} are settled already"
        case Delivered(channel, _, "accepted", receipt, _):
            return f"{channel}: out{_because(receipt or '')}"
        case Delivered(channel, to, state, _, text):
            return f"{channel}: {to} {state}{_because(text)}"
        case InDoubt(channel, to, _):
            return f"{channel}: in doubt, {to} may or may not have got it"
        case Stopped(channel, problems):
            return _with_problems(f"channel '{channel}' stopped", problems)
    return None


def _name(row: Occurred) -> str:
    return occurrence_words(row.schedule, row.nominal, row.edition)


def _plan(row: Occurred) -> str:
    return short(row.plan or "")


def _because(reason: str) -> str:
    return f", {reason}" if reason else ""


def _with_problems(text: str, problems: Iterable[Problem]) -> str:
    return "\n".join((f"{text}:", *(f"  {problem}" for problem in problems)))


def _listed(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem.as_json() for problem in problems]
