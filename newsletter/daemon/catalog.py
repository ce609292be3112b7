"""The schedules as they are now: their files, and what the store remembers of them.

A file that is broken keeps the last good text, also over a restart. A new rule begins when it is
first seen; what the old one would still have done by then is written down as missed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from os import DirEntry, scandir
from pathlib import Path
from time import monotonic

from newsletter.config.schedule_file import parse_schedule
from newsletter.daemon.events import Closed, Event, FileTaken, FileTrouble, Missed
from newsletter.daemon.renewal import Renewal, beginning, renew
from newsletter.problems import Problem
from newsletter.schedules.schedule import Schedule
from newsletter.store.occurrences import Known, known_schedules, see, see_again
from newsletter.store.opening import Store
from newsletter.usecases.schedules import ENDING, FOLDER, load_in

MANY = 500
REST = 0.001
"""Where there are MANY files, so many seconds for each pass before they are looked at again."""

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: its text and its schedule if it was good."""

    schedule: Schedule | None
    text: str
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Catalog:
    """The schedules of a project. ``timezone`` is that of newsletter.toml."""

    folder: Path
    timezone: str
    store: Store
    clock: Callable[[], datetime]
    tell: Callable[[Event], None]
    _files: dict[str, _Stamp] = field(default_factory=dict)
    _current: dict[str, Schedule] = field(default_factory=dict)
    _zone: str = ""
    """The time zone that the files were read with."""
    _rests_until: float = 0.0

    def refresh(self) -> Mapping[str, Schedule] | None:
        """Read what has changed; all schedules if any has, else None.

        Thousands of files are not looked at each time that this is called.
        """
        if monotonic() < self._rests_until:
            return None
        stamps = dict(self._stamps())
        if len(stamps) > MANY:
            self._rests_until = monotonic() + REST * len(stamps)
        gone = self._files.keys() - stamps.keys()
        changed = [name for name, (stamp, _) in stamps.items() if self._is_new(name, stamp)]
        if not gone and not changed:
            return None
        fresh = {name: self._read(stamps[name][1]) for name in sorted(changed)}
        self._take(fresh)
        # Not before: if the store fails, all of it is read again.
        self._zone = self.timezone
        self._files = {name: stamp for name, (stamp, _) in stamps.items()}
        for name in gone:
            self._current.pop(name, None)
        return dict(self._current)

    def _stamps(self) -> Iterator[tuple[str, tuple[_Stamp, str]]]:
        try:
            entries = list(scandir(self.folder))
        except FileNotFoundError:
            return
        for entry in entries:
            is_ours = entry.name.endswith(ENDING) and not entry.name.startswith(".")
            if is_ours and (stamp := _stamp(entry)):
                yield entry.name.removesuffix(ENDING), (stamp, entry.path)

    def _is_new(self, name: str, stamp: _Stamp) -> bool:
        return self._files.get(name) != stamp or self._zone != self.timezone

    def _read(self, place: str) -> _Read:
        path = Path(place)
        loaded = load_in(self.folder.parent, path.name.removesuffix(ENDING), self.timezone)
        text = path.read_text("utf-8", "replace") if loaded.schedule else ""
        return _Read(loaded.schedule, text, loaded.problems)

    def _take(self, fresh: Mapping[str, _Read]) -> None:
        now = self.clock()
        with self.store.writing() as connection:
            good = [(name, one.text) for name, one in fresh.items() if one.schedule]
            see(connection, good, now)
            known = known_schedules(connection)
        for name, read in fresh.items():
            if read.schedule:
                self._renew(name, read.schedule, read.text, known[name], now)
                self._current[name] = read.schedule
                self.tell(FileTaken(name, read.schedule.said, read.schedule.paused))
            elif name in known and name not in self._current:
                self._keep_last_good(name, known[name])
            if read.problems:
                self.tell(FileTrouble(name, read.problems))

    def _keep_last_good(self, name: str, known: Known) -> None:
        if last := self._parsed(name, known.text, self.timezone):
            self._current[name] = last

    def _parsed(self, name: str, text: str, zone: str) -> Schedule | None:
        file = f"{FOLDER}/{name}{ENDING}"
        return parse_schedule(text, file, name=name, timezone=zone).schedule

    def _renew(self, name: str, new: Schedule, text: str, known: Known, now: datetime) -> None:
        before = self._zone or self.timezone
        if known.text == text and before == self.timezone:
            return
        old = self._parsed(name, known.text, before)
        begins = beginning(old, new, known, now)
        with self.store.writing() as connection:
            if not see_again(connection, name, known.text, text, begins):
                return
            if begins is None:
                return
            renewed = renew(connection, Renewal(old, new, known.cursor, begins, now))
        for row in renewed.missed:
            self.tell(Missed(row, is_late=True))
        for row in renewed.dropped:
            self.tell(Closed(row))


def _stamp(entry: DirEntry[str]) -> _Stamp | None:
    try:
        found = entry.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
