"""Which events people are alerted to, and in which words."""

from collections.abc import Iterator

from newsletter.daemon.events import (
    Closed,
    Crashed,
    Event,
    FileTrouble,
    Missed,
    Sending,
    SettingsTrouble,
    SourceTrouble,
    StoreTrouble,
    Trouble,
)
from newsletter.delivery.events import Stopped
from newsletter.editions.plan_identity import short
from newsletter.problems import Problem
from newsletter.schedules.spoken import occurrence_words
from newsletter.store.occurrences import Occurred
from newsletter.usecases.notices import Alert
from newsletter.usecases.sending import Sent


def alerts_of(event: Event) -> Iterator[Alert]:
    """What people should know of an event; nothing of most."""
    match event:
        case Missed(row, is_late) if is_late or row.state == "failed":
            yield _ended(row)
        case Closed(row) if row.state != "sent":
            yield _ended(row)
        case Trouble(schedule, nominal, text, is_fault=True):
            hint = "It is tried again until its time."
            key = f"trouble:{schedule}:{nominal}:{text}"
            yield Alert(
                f"{occurrence_words(schedule, nominal)}: {text}",
                hint,
                key,
                _named(schedule, nominal),
            )
        case FileTrouble(name, problems):
            yield from _of_problems(f"schedules/{name}.toml", problems)
        case SettingsTrouble(problems) | SourceTrouble(problems):
            yield from _of_problems("newsletter.toml", problems)
        case StoreTrouble(problems):
            yield from _of_problems("The store", problems)
        case Crashed(schedule, nominal, error):
            yield _crashed(schedule, nominal, error)
        case Sending(row, Stopped() as stopped):
            yield from _stopped(row, stopped)
        case Sending(row, Sent() as sent) if sent.count("unknown"):
            yield _doubts(row, sent)
        case _:
            return


def _ended(row: Occurred) -> Alert:
    how = "failed" if row.state == "failed" else "was not sent"
    plan = row.plan and short(row.plan)
    hint = f"What was planned: newsletter plan {row.edition} --diff {plan}" if plan else ""
    key = f"{row.state}:{row.schedule}:{row.nominal}"
    data = {**_named(row.schedule, row.nominal), "state": row.state, "reason": row.reason}
    return Alert(f"{_name(row)} {how}: {row.reason}.", hint, key, data)


def _crashed(schedule: str, nominal: str, error: Exception) -> Alert:
    what = occurrence_words(schedule, nominal) or "The look at what is due"
    kind = type(error).__name__
    text = f"{what}: newsletter itself failed ({kind}), and tries again."
    hint = "Please report it with .newsletter/logs/run.log."
    return Alert(text, hint, f"crash:{schedule}:{nominal}:{kind}", _named(schedule, nominal))


def _stopped(row: Occurred, stopped: Stopped) -> Iterator[Alert]:
    for problem in stopped.problems:
        key = f"stopped:{row.plan}:{stopped.channel}:{problem.code}"
        data = {**_named(row.schedule, row.nominal), "channel": stopped.channel}
        text = f"{_name(row)}: channel '{stopped.channel}' stopped. {problem.text}"
        yield Alert(text, problem.hint or "", key, {**data, "code": problem.code})


def _doubts(row: Occurred, sent: Sent) -> Alert:
    count, plan = sent.count("unknown"), short(sent.plan.id)
    what = "delivery is" if count == 1 else "deliveries are"
    text = f"{_name(row)}: {count:,} {what} in doubt: they may or may not have gone out."
    hint = (
        f"Look: newsletter status {sent.plan.edition} --state unknown. Then settle them: "
        f"newsletter resolve {plan} --assume-sent, or --resend."
    )
    data = {**_named(row.schedule, row.nominal), "plan": sent.plan.id, "unknown": count}
    return Alert(text, hint, f"doubt:{sent.plan.id}:{count}", data)


def _of_problems(what: str, problems: tuple[Problem, ...]) -> Iterator[Alert]:
    for one in problems:
        if one.severity == "error":
            where = str(one.place) or what
            yield Alert(f"{where}: {one.text}", one.hint or "", data={"code": one.code})


def _name(row: Occurred) -> str:
    return occurrence_words(row.schedule, row.nominal, row.edition)


def _named(schedule: str, nominal: str) -> dict[str, str]:
    return {"schedule": schedule, "nominal": nominal}
