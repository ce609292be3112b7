"""Kill a sending process over and over, and compare what the server took with what is on record."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sink import sink

CONNECTIONS = 10
REFUSED_PERCENT = 5
LAST_KILL_AT = 0.9
"""Of the mails; after that the runs are left alone, so every kill comes before the last mail."""


@dataclass(slots=True)
class Story:
    """What happened: each kill with what the server had taken by then, and all that it took.

    ``counted`` is what ``count`` said after each kill, and at the end.
    """

    kills: list[tuple[signal.Signals, int]] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recipients(self) -> Counter[str]:
        """How often the server took a message to each recipient."""
        return Counter(recipient for recipient, _ in self.taken)

    @property
    def every_kill_was_in_the_middle(self) -> bool:
        """Whether the server had taken something before each kill, and took more after it."""
        return all(0 < taken < len(self.taken) for _, taken in self.kills)


@contextmanager
def recording_sink(folder: Path) -> Iterator[tuple[int, Path]]:
    """The C sink with its log: port and file. It refuses some messages for now."""
    log = folder / "taken.log"
    log.touch()
    with sink("-l", str(log), "-f", str(REFUSED_PERCENT)) as running:
        yield running.port, log


def kill_over_and_over(
    start: Callable[[], "subprocess.Popen[bytes]"],
    log: Path,
    *,
    size: int,
    kills: int,
    count: Callable[[], int] = lambda: 0,
    child_too: bool = False,
    seed: int = 7,
) -> Story:
    """Start a process, kill it when the server has taken some more, and so on to the end.

    Every third kill is SIGTERM; with ``child_too`` every fourth one hits a process that it has
    started. After the last one the process is started until it exits with 0.
    """
    chance, story, seen = random.Random(seed), Story(), _Log(log)
    step = LAST_KILL_AT * size / kills
    target = 0.0
    while len(story.kills) < kills:
        target = max(target, seen.lines()) + chance.uniform(0.2, 1.0) * step
        number = signal.SIGTERM if len(story.kills) % 3 == 2 else signal.SIGKILL
        process = start()
        if _wait_for(process, seen, target):
            taken = seen.lines()
            victim = process.pid
            if child_too and len(story.kills) % 4 == 0:
                number, victim = signal.SIGKILL, _child(process.pid)
            os.kill(victim, number)
            process.wait()
            story.kills.append((number, taken))
            story.counted.append(count())
        else:
            assert process.returncode == 5, f"the sender ended with {process.returncode}"
    while (code := start().wait()) != 0:
        assert code == 5, f"the sender ended with {code}"
        time.sleep(0.1)
    story.counted.append(count())
    story.taken = [_entry(line) for line in log.read_text("ascii").splitlines()]
    return story


def process(module: str, *words: object) -> "subprocess.Popen[bytes]":
    """A Python process of its own."""
    line = [sys.executable, "-m", module, *map(str, words)]
    return subprocess.Popen(line, cwd=Path(__file__).parents[2])


def _child(number: int) -> int:
    """A process that the process ``number`` has started. Threads start processes, too."""
    tasks = Path(f"/proc/{number}/task")
    return next(int(one) for task in tasks.iterdir() for one in _children(task))


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def _wait_for(process: "subprocess.Popen[bytes]", log: "_Log", lines: float) -> bool:
    while process.poll() is None:
        if log.lines() >= lines:
            return True
        time.sleep(0.002)
    return False


@dataclass(slots=True)
class _Log:
    """Counts the messages that the server took, reading each line once."""

    path: Path
    _read: int = 0
    _lines: int = 0

    def lines(self) -> int:
        with self.path.open("rb") as file:
            file.seek(self._read)
            fresh = file.read()
        self._read += len(fresh)
        self._lines += fresh.count(b"\n")
        return self._lines


def _entry(line: str) -> tuple[str, str]:
    recipient, _, number = line.partition("\t")
    return recipient, number
