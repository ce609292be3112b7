"""The daemon's log: JSON lines in .newsletter/logs/run.log, a few files of a few megabytes.

Nothing in it is a secret, and the addresses of people are shortened: `newsletter status
--recipients` has them by name, for those who may read the store.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from typing import Any

from newsletter.cli.flags import Flags
from newsletter.cli.run_events import Level, level_of, run_event_json
from newsletter.daemon.events import Crashed, Event, Idle
from newsletter.instants import as_utc
from newsletter.printable import printable
from newsletter.problems import Problem, warning

FOLDER = ".newsletter/logs"
NAME = "run.log"
MOST_BYTES = 10 * 1024 * 1024
FILES = 5
_RANKS: dict[Level, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class RunLog:
    """Writes events down. A log that cannot be written ends no daemon: it is only not written."""

    def __init__(self, project: Path, flags: Flags, now: Callable[[], datetime]) -> None:
        import structlog

        self._now = now
        self._least = _RANKS["warning" if flags.quiet else "debug" if flags.verbose else "info"]
        found = _handler(project / FOLDER / NAME)
        self.problems = () if found else (_no_log(),)
        self._handler = found or logging.NullHandler()
        self._log = structlog.wrap_logger(
            _Lines(self._handler),
            processors=[
                structlog.processors.add_log_level,
                self._stamped,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )

    def tell(self, event: Event) -> None:
        """Write one event down, if it matters enough."""
        level = level_of(event)
        if isinstance(event, Idle) or _RANKS[level] < self._least:
            return
        fields = run_event_json(event)
        name = fields.pop("event")
        if isinstance(event, Crashed):
            fields["at"] = _frames(event.error)
        getattr(self._log, level)(name, **_shortened(fields))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def _stamped(self, _logger: Any, _method: str, fields: Any) -> Any:
        fields["timestamp"] = as_utc(self._now())
        return fields


class _Lines:
    """What structlog writes to: each event is one line of text already."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler

    def _write(self, line: str) -> None:
        self._handler.handle(logging.LogRecord("newsletter", 0, "", 0, line, None, None))

    debug = info = warning = error = _write


class _PrivateFiles(RotatingFileHandler):
    """Files that only their owner may read. A full disk is no reason to stop."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Lose this one line."""


def _handler(path: Path) -> logging.Handler | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _PrivateFiles(path, maxBytes=MOST_BYTES, backupCount=FILES, encoding="utf-8")
    except OSError:
        return None


def _no_log() -> Problem:
    text = f"The log {FOLDER}/{NAME} cannot be written, so this run has none."
    return warning("cannot-write", text, "Check who owns the folder, and whether the disk is full.")


def _frames(error: BaseException) -> list[str]:
    """Where it happened. An error's own words may quote an article, or an address."""
    return [f"{one.filename}:{one.lineno} {one.name}" for one in extract_tb(error.__traceback__)]


def _shortened(fields: dict[str, Any]) -> dict[str, Any]:
    to = fields.get("to")
    if isinstance(to, str) and "@" in to:
        local, _, domain = to.rpartition("@")
        fields["to"] = f"{local[:1]}…@{domain}"
        fields["text"] = printable(str(fields.get("text", "")).replace(to, fields["to"]))
    return fields
