"""Asking a person yes or no."""

import sys

from newsletter.cli.screen import Screen, harmless


def confirmed(screen: Screen, question: str) -> bool:
    """True for ``--yes``, or for a yes on the terminal. Without a terminal nobody is asked."""
    if screen.flags.yes:
        return True
    if screen.flags.no_input or screen.json or not sys.stdin.isatty():
        return False
    print(f"{harmless(question)} [y/N] ", end="", file=screen.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
