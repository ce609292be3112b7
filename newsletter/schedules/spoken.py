"""Days, times and offsets as sentences have them."""

from datetime import datetime, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def spoken_day(when: datetime) -> str:
    """``Sun 28 Mar 2027``, in any locale."""
    weekday, month = WEEKDAYS[when.weekday()][:3], MONTHS[when.month - 1][:3]
    return f"{weekday} {when.day} {month} {when.year}"


def clock_time(when: datetime) -> str:
    """``02:30``, or ``02:30:15`` where there are seconds."""
    return when.time().isoformat("seconds" if when.second else "minutes")


def spoken_offset(offset: timedelta) -> str:
    """``UTC+1`` or ``UTC-3:30``."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def occurrence_words(schedule: str, nominal: str, edition: str | None = None) -> str:
    """An occurrence by the name of its edition, or by its nominal time: ``weekly 2026-11-26``."""
    if edition:
        return edition if edition.startswith(f"{schedule}-") else f"{schedule} {edition}"
    try:
        when = datetime.fromisoformat(nominal)
    except ValueError:
        return f"{schedule} {nominal}".strip()
    return f"{schedule} {when.date()} {clock_time(when)}"
