"""`newsletter measure NETWORK`: how long a post is, as that network counts."""

import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from newsletter.cli.screen import Screen
from newsletter.problems import Place, Problem

STDIN = "-"


def measure(
    screen: Screen,
    network: Annotated[str, typer.Argument(metavar="NETWORK", hidden=True)],
    lines: Annotated[
        bool, typer.Option("--lines", help="Each input line is a JSON string; so is the output.")
    ] = False,
) -> int:
    """Count a post read from standard input.

    NETWORK is x, bluesky, mastodon, linkedin, threads, facebook, telegram, discord, slack or
    webhook.
    """
    if lines:
        return _measure_lines(screen, network)
    from newsletter.social.measure import measure as measured

    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    found = measured(network, text.removesuffix("\n").removesuffix("\r"))
    if not screen.json:
        verdict = "fits" if found.valid else "does not fit"
        screen.say(f"{found.network}  {found.length} of {found.limit}  {verdict}")
    return screen.finish(found.as_json())


def _measure_lines(screen: Screen, network: str) -> int:
    """Count each line of standard input; a line that is no JSON string becomes a problem."""
    from newsletter.social.measure import measure as measured
    from newsletter.social.networks import network as known

    known(network)
    failed = 0
    for number, text in enumerate(_texts(), 1):
        if text is None:
            failed = 1
            problem = Problem(
                "not-a-json-string",
                f"Line {number} is not a JSON string.",
                'Write each post as "text" in double quotes, with \\n for a line break.',
                Place(STDIN, number, 1),
            )
            screen.emit({"ok": False, "problems": [problem.as_json()]})
        else:
            screen.emit({"ok": True, **measured(network, text).as_json(), "problems": []})
    return failed


def _texts() -> Iterator[str | None]:
    """The JSON strings of standard input, None for a line that is none. Blank lines are none."""
    for line in sys.stdin.buffer:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        yield value if isinstance(value, str) else None
