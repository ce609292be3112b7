"""Approving a plan in a process of its own, so that the preview never loads what can send."""

import getpass
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.errors import NewsletterError
from newsletter.problems import Problem

MOST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class ApprovingApart:
    """Runs `newsletter approve` in the project ``root``."""

    root: Path

    def __call__(self, plan: str, name: str, note: str) -> Mapping[str, Any]:
        """What `newsletter approve --json` prints.

        Raises:
            NewsletterError: approval-failed: the other process said nothing that can be read.
        """
        words = [f"--as={name}", *([f"--note={note}"] if note.strip() else [])]
        line = [sys.executable, "-m", "newsletter", "-C", str(self.root), "--json", "--yes"]
        try:
            done = subprocess.run(  # noqa: S603 - our own program, no shell
                [*line, "approve", *words, "--", plan],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=MOST_SECONDS,
                check=False,
            )
            said: Mapping[str, Any] = json.loads(done.stdout)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            text = "The approval was not recorded: the program that records it gave no answer."
            hint = f"Try it at the command line: newsletter approve {plan[:8]}"
            raise NewsletterError(Problem("approval-failed", text, hint)) from None
        return said


def user() -> str:
    """The user of this computer; empty where it does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
