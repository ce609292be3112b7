"""`newsletter doctor`: is everything ready to send?"""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.screen import Screen
from newsletter.plurals import counted

if TYPE_CHECKING:
    from newsletter.usecases.doctor.check import Check

WORD, NAME = 7, 20
"""Widths of the columns: the longest status, and most names."""


def doctor(
    screen: Screen,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody outside of this computer.")
    ] = False,
) -> int:
    """Look whether everything is ready: settings, store, secrets, clock, and each channel.

    Channels sign in and say whose account they use. Nothing is sent.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.doctor.examination import examine

    flags = screen.flags
    checks = []
    for check in examine(flags.project, flags.secrets_dir, SystemClock(), offline=offline):
        checks.append(check)
        for line in shown(check):
            screen.say(line)
    counted: Counter[str] = Counter(check.status for check in checks)
    screen.say(_summary(counted))
    problems = [found for check in checks for found in check.problems] if screen.json else []
    payload = {"checks": [as_json(check) for check in checks]}
    return screen.finish(payload, problems, code=int(counted["error"] > 0))


def shown(check: "Check") -> list[str]:
    """A check in lines for people: how it is, and below it what to do."""
    lines = [f"{check.status:{WORD}} {check.name:{NAME}} {check.text}"]
    hints = dict.fromkeys(found.hint for found in check.problems if found.hint)
    return lines + [f"{'':{WORD + NAME + 1}} -> {hint}" for hint in hints]


def as_json(check: "Check") -> dict[str, Any]:
    """A check as the contract has it."""
    return {"name": check.name, "status": check.status, "text": check.text}


def _summary(counts: Counter[str]) -> str:
    words = [counted(counts[word], word) for word in ("error", "warning") if counts[word]]
    if not words:
        return "Everything is ready."
    return f"{', '.join(words)}."
