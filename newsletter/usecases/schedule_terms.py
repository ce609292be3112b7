"""What one occurrence of a schedule asks of its edition: its name, and its terms."""

from datetime import datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from newsletter.editions.terms import Terms
from newsletter.schedules.occurrence import Occurrence
from newsletter.schedules.schedule import Schedule
from newsletter.settings import Settings, SourceSettings

_DAY = timedelta(days=1)


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
