"""When something goes out, as a sentence has it."""

from datetime import datetime
from zoneinfo import ZoneInfo


def spoken_moment(instant: datetime, zone: str) -> str:
    """``Thu 26 Nov 2026 09:00 Europe/Berlin``."""
    from newsletter.schedules.spoken import clock_time, spoken_day

    local = instant.astimezone(ZoneInfo(zone))
    return f"{spoken_day(local)} {clock_time(local)} {zone}"
