"""What is seen of a daemon in the foreground: one line an event."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

from newsletter.cli.run_events import Level, level_of, run_event_json, words_of
from newsletter.cli.screen import Screen, harmless
from newsletter.daemon.events import Event, Idle

_COLORS = {"error": "error", "warning": "warning"}


@dataclass(frozen=True, slots=True)
class RunScreen:
    """Lines on stderr for people, or JSON on stdout. ``zone`` is the newsletter's."""

    screen: Screen
    zone: str
    now: Callable[[], datetime]
    _lock: Lock = field(default_factory=Lock)

    def tell(self, event: Event) -> None:
        """Show one event. Events come from several threads."""
        if isinstance(event, Idle):
            return
        with self._lock:
            if self.screen.json:
                self.screen.emit(run_event_json(event))
                self.screen.stdout.flush()
            elif (words := words_of(event)) and self._wants(level_of(event)):
                self._line(words, level_of(event))

    def _wants(self, level: Level) -> bool:
        flags = self.screen.flags
        least = ("warning", "error") if flags.quiet else ("info", "warning", "error")
        return flags.verbose or level in least

    def _line(self, words: str, level: Level) -> None:
        time = f"{self.now().astimezone(ZoneInfo(self.zone)):%H:%M:%S}"
        shown = "\n".join(map(harmless, words.split("\n")))
        if level in _COLORS:
            shown = self.screen.paint(shown, _COLORS[level])
        print(time, shown, file=self.screen.stderr, flush=True)
