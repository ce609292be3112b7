"""What one occurrence of a schedule asks of its edition: its name, and its terms."""

from datetime import datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from newsletter.config.nominals import day
from newsletter.editions.terms import Terms
from newsletter.errors import UnusableInput, UsageError
from newsletter.ports import Clock
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.settings import Settings, SourceSettings
from newsletter.usecases.schedules import schedule_named
from newsletter.usecases.workspace import Workspace

_DAY = timedelta(days=1)
_DATE = len("2026-12-24")
_LOOKED_AT = 500


def terms_of(schedule: Schedule, occurrence: Occurrence, settings: Settings) -> Terms:
    """The terms of an occurrence's edition, which its articles are still to be chosen for."""
    work, choice = schedule.work, schedule.work.articles
    date = occurrence.fires_at.astimezone(ZoneInfo(occurrence.timezone))
    names = [name for name in choice.sources if name in settings.sources]
    return Terms(
        date=date,
        template=work.template,
        audience=work.audience,
        channels=work.channels,
        spread=work.spread.total_seconds(),
        origins=tuple(_origin(name, settings.sources[name]) for name in names),
        since=occurrence.fires_at - choice.since if choice.since else None,
        at_most=choice.at_most,
    )


def terms_named(
    workspace: Workspace, name: str, edition: str | None, clock: Clock
) -> tuple[str, Terms]:
    """What a schedule asks of the edition of that name, or of its next one; with its name.

    A name that is no date is that of an edition out of turn, under the terms of the next one.

    Raises:
        UsageError: schedule-missing; schedule-nominal: it has nothing on that date.
        UnusableInput: schedule-over, or its file has errors.
    """
    schedule = schedule_named(workspace, name)
    now = clock.now()
    occurrence = next(schedule.recurrence.after(now), None)
    if edition is not None:
        found = _occurrence_of(schedule, edition, now)
        if found is None and day(edition[:_DATE]):
            raise UsageError(_nothing_then(schedule, edition, occurrence))
        occurrence = found or occurrence
    if occurrence is None:
        text = f"Nothing of '{name}' is to come, so it has no next edition."
        hint = "Change 'ends' in its file."
        raise UnusableInput(Problem("schedule-over", text, hint, schedule.place("ends")))
    terms = terms_of(schedule, occurrence, workspace.settings)
    return edition or edition_name(schedule, occurrence), terms


def _occurrence_of(schedule: Schedule, edition: str, now: datetime) -> Occurrence | None:
    """The occurrence that an edition is named after: of the last week, or to come."""
    near = islice(schedule.recurrence.after(now - 7 * _DAY), _LOOKED_AT)
    return next((one for one in near if edition_name(schedule, one) == edition), None)


def _nothing_then(schedule: Schedule, edition: str, coming: Occurrence | None) -> Problem:
    text = f"'{schedule.name}' has no edition '{printable(edition)}'."
    hint = f"Its next one is {edition_name(schedule, coming)}." if coming else None
    return Problem("schedule-nominal", text, hint)


def _origin(name: str, source: SourceSettings) -> str:
    """How the refs of a source's articles begin."""
    if source.kind == "folder":
        return f"{(source.path or '').strip('/').removeprefix('./')}/"
    return f"{source.kind}:{name}/"


def edition_name(schedule: Schedule, occurrence: Occurrence) -> str:
    """What the edition of an occurrence is called: its day, if it is the only one of that day."""
    nominal = occurrence.nominal
    if nominal.tzinfo is not None:
        return f"{schedule.name}-{nominal:%Y%m%d-%H%M%S}"
    if _is_alone(schedule, occurrence):
        return nominal.date().isoformat()
    return f"{nominal:%Y-%m-%d-%H%M}"


def _is_alone(schedule: Schedule, occurrence: Occurrence) -> bool:
    """Is it the only one of its day, as the rule has it? Where it was moved to is no matter."""
    day = occurrence.nominal.date()
    recurrence = schedule.recurrence.unmoved
    begin = recurrence.instant_of(datetime.combine(day, time())) - _DAY
    found = takewhile(lambda one: one.fires_at < begin + 4 * _DAY, recurrence.after(begin))
    return sum(one.nominal.date() == day for one in found) <= 1
