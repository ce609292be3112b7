"""What a person or a script sees: results on stdout; progress, problems and hints on stderr."""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from newsletter.cli.flags import Flags
from newsletter.problems import Problem, has_errors, in_reading_order

COLORS = {"error": "31;1", "warning": "33", "note": "36", "strong": "1"}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _wants_color(stream: TextIO, flags: Flags) -> bool:
    plain = flags.no_color or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def harmless(text: str) -> str:
    """``text`` without control characters, and without those that turn the direction around.

    A file's name or a title must neither steer the terminal nor make a line read as another one.
    """
    return CONTROLS.sub("", text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


class Screen:
    """One command's voice, on the streams of the process or on those that a test gives."""

    def __init__(
        self, flags: Flags, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.flags = flags
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr

    @property
    def json(self) -> bool:
        """Whether stdout carries JSON alone."""
        return self.flags.json

    def say(self, text: str = "") -> None:
        """A line of the result, for people."""
        if not self.flags.json:
            print(harmless(text), file=self.stdout)

    def progress(self, text: str) -> None:
        """A line about what is going on."""
        if not (self.flags.quiet or self.flags.json):
            print(harmless(text), file=self.stderr)

    def paint(self, text: str, color: str) -> str:
        """``text`` in a colour where stderr shows colours."""
        if not _wants_color(self.stderr, self.flags):
            return text
        return f"\x1b[{COLORS[color]}m{text}\x1b[0m"

    def emit(self, payload: Mapping[str, Any]) -> None:
        """One JSON object on a line of stdout, which may be a terminal."""
        text = json.dumps(payload, ensure_ascii=False, allow_nan=False)
        print(CONTROLS.sub(_escaped, text), file=self.stdout)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Each problem on a line of stderr, in reading order; ``-q`` drops hints and notes."""
        for problem in in_reading_order(problems):
            if problem.severity != "note" or not self.flags.quiet:
                print(self._problem(problem), file=self.stderr)

    def _problem(self, problem: Problem) -> str:
        place = f"{problem.place} " if str(problem.place) else ""
        severity = self.paint(problem.severity, problem.severity)
        hint = f" {problem.hint}" if problem.hint and not self.flags.quiet else ""
        text = harmless(problem.text + hint).replace("\n", " ")
        return f"{harmless(place)}{severity} [{problem.code}] {text}"

    def finish(
        self,
        payload: Mapping[str, Any],
        problems: Iterable[Problem] = (),
        *,
        code: int | None = None,
        then: str | None = None,
    ) -> int:
        """End the command: the JSON object, or the problems and, after success, what to do next.

        Returns the exit code: ``code`` if given, else 1 when there is an error among the
        problems, else 0.
        """
        found = in_reading_order(problems)
        ending = int(has_errors(found)) if code is None else code
        if self.flags.json:
            listed = [problem.as_json() for problem in found]
            self.emit({"ok": ending == 0, **payload, "problems": listed})
            return ending
        self.problems(found)
        if then and ending == 0 and not self.flags.quiet:
            print(self.paint("Next:", "strong"), harmless(then), file=self.stderr)
        return ending
