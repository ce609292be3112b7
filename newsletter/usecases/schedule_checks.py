"""What can be wrong with schedules beyond their files: names, double bookings, dates gone by."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from newsletter.channels.carriage import carriage_of
from newsletter.printable import printable
from newsletter.problems import Problem, did_you_mean, in_reading_order, note, warning
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.schedules.spoken import clock_time, spoken_day
from newsletter.settings import Settings
from newsletter.usecases.schedule_cautions import cautions
from newsletter.usecases.schedules import Found
from newsletter.usecases.workspace import Workspace

HORIZON = timedelta(days=366)
MOST = 400
"""Occurrences of each schedule that are looked at for double bookings, within a year."""
Booking = tuple[datetime, str, str | None]
"""A minute, a channel and an audience."""


def schedule_problems(workspace: Workspace, found: Found, now: datetime) -> tuple[Problem, ...]:
    """Everything that is wrong with the schedules ``found`` in a project, at ``now`` (aware).

    Raises:
        NewsletterError: the store, which knows the audiences, cannot be opened.
    """
    audiences = _audiences(workspace) if found.schedules else frozenset[str]()
    problems = list(found.problems)
    for schedule in found.schedules:
        problems += _unknown_names(schedule, workspace, audiences)
        problems += _gone_by(schedule, now)
        problems += cautions(schedule, workspace.settings.safety, now)
    problems += double_bookings(found.schedules, workspace.settings, now)
    return tuple(in_reading_order(problems))


def double_bookings(
    schedules: Iterable[Schedule], settings: Settings, now: datetime
) -> Iterator[Problem]:
    """Two schedules at one minute for the same people; each two are told once."""
    booked: dict[Booking, str] = {}
    told: set[tuple[str, str]] = set()
    for schedule in schedules:
        if schedule.paused:
            continue
        for occurrence, booking in _bookings(schedule, settings, now):
            other = booked.setdefault(booking, schedule.name)
            if other != schedule.name and (other, schedule.name) not in told:
                told.add((other, schedule.name))
                yield _double(schedule, other, occurrence, booking[1])


def _bookings(
    schedule: Schedule, settings: Settings, now: datetime
) -> Iterator[tuple[Occurrence, Booking]]:
    lists = dict(_lists(schedule, settings))
    for occurrence in islice(schedule.recurrence.after(now), MOST):
        if occurrence.fires_at - now > HORIZON:
            return
        minute = occurrence.fires_at.replace(second=0)
        for channel, audience in lists.items():
            yield occurrence, (minute, channel, audience)


def _lists(schedule: Schedule, settings: Settings) -> Iterator[tuple[str, str | None]]:
    """The channels of a schedule, those of email with whom they write to."""
    for name in schedule.work.channels or settings.channels:
        channel = settings.channels.get(name)
        if channel:
            is_email = carriage_of(channel).kind == "email"
            audience = schedule.work.audience or channel.audience
            yield name, audience if is_email else None


def _double(schedule: Schedule, other: str, occurrence: Occurrence, channel: str) -> Problem:
    local = occurrence.local
    when = f"on {spoken_day(local)} at {clock_time(local)}"
    text = f"'{schedule.name}' and '{other}' both go out by '{channel}' {when}."
    hint = "Move one of them, or give them different channels or audiences."
    key = "every" if "every" in schedule.places else "cron"
    return warning("schedule-double", text, hint, schedule.place(key))


def _unknown_names(
    schedule: Schedule, workspace: Workspace, audiences: frozenset[str]
) -> Iterator[Problem]:
    work, settings = schedule.work, workspace.settings
    for number, name in enumerate(work.channels or ()):
        if name not in settings.channels:
            text = f"There is no channel '{printable(name)}' in newsletter.toml."
            hint = _meant(name, settings.channels)
            place = schedule.place(f"channels.{number}")
            yield Problem("channel-missing", text, hint, place)
    for number, name in enumerate(work.articles.sources):
        if name not in settings.sources:
            text = f"There is no source '{printable(name)}' in newsletter.toml."
            hint = _meant(name, settings.sources)
            place = schedule.place(f"articles.from.{number}")
            yield Problem("source-missing", text, hint, place)
    yield from _unknown_template(schedule, workspace)
    if work.audience and work.audience not in audiences:
        text = f"Nobody is on a list '{printable(work.audience)}'."
        how = f"Import it: newsletter audience import FILE --audience {work.audience}"
        hint = did_you_mean(work.audience, audiences) or how
        yield warning("audience-unknown", text, hint, schedule.place("audience"))


def _unknown_template(schedule: Schedule, workspace: Workspace) -> Iterator[Problem]:
    name = schedule.work.template
    files = [one for one in workspace.templates.names() if "/" not in one]
    names = [file.removesuffix(".mjml") for file in files if file.endswith(".mjml")]
    if name is None or name in names:
        return
    text = f"There is no template '{printable(name)}'."
    yield Problem("template-missing", text, did_you_mean(name, names), schedule.place("template"))


def _meant(name: str, known: Iterable[str]) -> str:
    listed = sorted(known)
    there_are = f"There are: {', '.join(listed)}." if listed else "It has none yet."
    return did_you_mean(name, listed) or there_are


def _audiences(workspace: Workspace) -> frozenset[str]:
    """The lists that channels name, and those that people were imported to."""
    channels = workspace.settings.channels.values()
    named = {channel.audience for channel in channels if channel.audience}
    if not workspace.has_store:
        return frozenset(named)
    from newsletter.usecases.audience import list_audiences
    from newsletter.usecases.projects import store_of

    with store_of(workspace) as store:
        return frozenset(named | {one.name for one in list_audiences(store)})


def _gone_by(schedule: Schedule, now: datetime) -> Iterator[Problem]:
    recurrence = schedule.recurrence
    if next(recurrence.after(now), None) is None:
        text = f"'{schedule.name}' is over: nothing of it is to come."
        hint = "Change 'ends', or remove the file."
        yield warning("schedule-over", text, hint, schedule.place("ends"))
        return
    today = now.astimezone(ZoneInfo(recurrence.timezone)).date()
    idle = sorted(
        day
        for day in recurrence.calendar.exceptions
        if day >= today and day not in recurrence.calendar.days
    )
    if idle:
        days = ", ".join(day.isoformat() for day in idle[:3]) + ("…" if len(idle) > 3 else "")
        text = f"Left out although the schedule does not run then anyway: {days}."
        yield note("schedule-except", text, "Check the dates.", schedule.place("except"))
