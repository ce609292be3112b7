"""A daemon with thousands of schedules: its memory, what it costs when idle, how late it fires.

    python -m benchmarks.schedules [SCHEDULES]

The daemon runs in a process of its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsletter.daemon.daemon import Daemon
from newsletter.daemon.events import Event, Idle
from newsletter.daemon.pulse import Pulse
from newsletter.project.clock import SystemClock
from newsletter.secrets.places import SecretFolder
from newsletter.secrets.stored import PROJECT_FOLDER
from newsletter.store.opening import open_store
from newsletter.store.presence import present
from newsletter.usecases.starting import start_project
from newsletter.usecases.workspace import open_workspace

SCHEDULES = 5_000
IDLE_SECONDS = 20.0
GOAL_MEMORY_MB, GOAL_IDLE, GOAL_LATE_MS = 100.0, 0.05, 100.0
WEEKLY = 'every = "{day}"\nat = "{hour:02}:{minute:02}"\ntimezone = "{zone}"\napproval = "auto"\n'
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a daemon costs: megabytes at rest, the share of a core, and milliseconds too late."""

    started: float
    memory: float
    idle: float
    late: float


def make_project(folder: Path, count: int, fires_at: datetime) -> None:
    """A project whose schedules are all due on other days, but one."""
    list(start_project(folder))
    schedules = folder / "schedules"
    for number in range(count):
        # Nothing is to fire in the minutes of the measurement.
        day = DAYS[(fires_at.weekday() + 2 + number % 4) % 7]
        text = WEEKLY.format(
            day=day, hour=number % 24, minute=number % 60, zone=ZONES[number % len(ZONES)]
        )
        (schedules / f"s{number:05}.toml").write_text(text)
    local = f'every = "day"\nat = "{fires_at:%H:%M}"\ntimezone = "UTC"\napproval = "auto"\n'
    (schedules / "soon.toml").write_text(local)


@contextmanager
def running(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A daemon that says when it has read everything, and when it begins to work."""
    words = [sys.executable, "-m", "benchmarks.schedules", "daemon", str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def measured(count: int = SCHEDULES) -> Cost:
    """Start a daemon, wait until it has read everything, let it idle, let one schedule fire."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        fires_at = _next_minute(seconds=45 + IDLE_SECONDS)
        make_project(folder, count, fires_at)
        begun = time.monotonic()
        with running(folder) as process:
            assert process.stdout
            assert process.stdout.readline() == "rest\n"
            started = time.monotonic() - begun
            time.sleep(2)
            before = _cpu(process.pid)
            time.sleep(IDLE_SECONDS)
            idle = (_cpu(process.pid) - before) / IDLE_SECONDS
            memory = _resident(process.pid)
            fired_at = float(process.stdout.readline())
        return Cost(started, memory, idle, (fired_at - fires_at.timestamp()) * 1000)


def _next_minute(seconds: float) -> datetime:
    """The first full minute in more than so many seconds."""
    after = datetime.now(UTC) + timedelta(seconds=seconds + 60)
    return after.replace(second=0, microsecond=0)


def daemon(folder: Path) -> None:
    """Run a daemon that tells this benchmark what it waits for."""
    clock, workspace = SystemClock(), open_workspace(folder)
    store = open_store(workspace.settings.store.url, folder)
    told: list[str] = []

    def say(line: str) -> None:
        told.append(line)
        print(line, flush=True)

    def tell(event: Event) -> None:
        if isinstance(event, Idle) and not told:
            say("rest")
        elif isinstance(event, Idle) and event.under_way and len(told) == 1:
            say(str(time.time()))

    with present(store, clock.now(), single=False) as presence:
        pulse = Pulse(presence, clock, lambda: None)

        def tell_all(event: Event) -> None:
            tell(event)
            pulse.tell(event)

        secrets = SecretFolder(folder / PROJECT_FOLDER)
        Daemon(workspace, store, secrets, clock, tell_all, lambda _row, _plan: None).run()


def _cpu(number: int) -> float:
    """Seconds of a core that a process has used; proc(5), fields 14 and 15."""
    words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def _resident(number: int) -> float:
    """Megabytes of memory that a process holds."""
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def print_schedules(count: int = SCHEDULES) -> bool:
    """Measure and print; whether all goals are met."""
    cost = measured(count)
    rows = (
        ("memory", cost.memory, GOAL_MEMORY_MB, "MB"),
        ("idle", cost.idle * 100, GOAL_IDLE * 100, "% of a core"),
        ("first fire", cost.late, GOAL_LATE_MS, "ms too late"),
    )
    print(f"{count:,} schedules, read in {cost.started:.1f} s")
    for name, value, goal, unit in rows:
        print(f"  {name:<12} {value:8.1f} of {goal:.0f} {unit}")
    return all(value <= goal for _, value, goal, _ in rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["daemon"]:
        daemon(Path(sys.argv[2]))
    else:
        sys.exit(not print_schedules(*map(int, sys.argv[1:2])))
