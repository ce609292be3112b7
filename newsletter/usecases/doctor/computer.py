"""What the computer gives: its clock, room on the disk, the zones of the world, the store."""

import shutil
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsletter.problems import Problem, warning
from newsletter.store.migrating import HEAD
from newsletter.store.recent import newest_plan_time
from newsletter.usecases.doctor.check import Found, Patient
from newsletter.usecases.projects import store_of

MEGABYTE = 1024 * 1024
TOO_LITTLE, LITTLE = 50 * MEGABYTE, 500 * MEGABYTE
EARLIEST = 2026
"""The year that this program is from: no clock that is right says an earlier one."""

SLACK = timedelta(minutes=5)


def store(patient: Patient) -> Found:
    """The store opens, is brought up to date, and can be written to."""
    with store_of(patient.workspace) as opened:
        with opened.writing():
            pass
        return Found(f"{opened.where}, schema {HEAD}")


def clock(patient: Patient) -> Found:
    """The clock says a likely time, and none before what is on record."""
    now = patient.clock.now()
    text = f"{now:%Y-%m-%d %H:%M} UTC"
    if now.year < EARLIEST:
        return Found(text, (_wrong_clock(f"{text} is long past"),))
    if patient.workspace.has_store:
        with store_of(patient.workspace) as opened, opened.reading() as transaction:
            newest = newest_plan_time(transaction)
        if newest and newest > now + SLACK:
            said = f"it is {text}, and a plan was made at {newest:%Y-%m-%d %H:%M} UTC"
            return Found(text, (_wrong_clock(said),))
    return Found(text)


def disk(patient: Patient) -> Found:
    """There is room for the store, its journals and the outbox."""
    free = shutil.disk_usage(patient.workspace.folder.absolute()).free
    text = f"{free // MEGABYTE:,} MB free"
    if free >= LITTLE:
        return Found(text)
    hint = "Free some space before anything is sent."
    said = f"The disk is nearly full: {text}."
    if free < TOO_LITTLE:
        return Found(text, (Problem("disk-low", said, hint),))
    return Found(text, (warning("disk-low", said, hint),))


def zones(patient: Patient) -> Found:
    """The zone of the newsletter is known."""
    zone = patient.workspace.settings.newsletter.timezone
    try:
        local = patient.clock.now().astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        text = f"The zone {zone} is not known to this computer."
        return Found("", (Problem("timezone-unknown", text, "Install the package tzdata."),))
    return Found(f"{zone} is {local:%z} now; zone data {_zone_data()}")


def mode(patient: Patient) -> Found:
    """Whether real people can be reached."""
    safety = patient.workspace.settings.safety
    if not safety.live:
        return Found("test mode: nothing leaves this computer, see `newsletter live on`")
    return Found(f"live: up to {safety.max_recipients:,} recipients, held for {safety.hold} first")


def _zone_data() -> str:
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return "of the system"


def _wrong_clock(what: str) -> Problem:
    text = f"The clock of this computer is wrong: {what}."
    hint = "Set it, and let it be kept by NTP: schedules and signatures depend on it."
    return Problem("clock-wrong", text, hint)
