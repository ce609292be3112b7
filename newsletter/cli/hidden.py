"""A value that must not be seen: typed without an echo, or read from standard input."""

import getpass
import sys

from newsletter.cli.screen import Screen, harmless
from newsletter.errors import UnusableInput, UsageError
from newsletter.printable import printable
from newsletter.problems import Problem

MAX_BYTES = 64 * 1024


def hidden(screen: Screen, what: str) -> str:
    """The value of ``what``, without the line end behind it.

    Raises:
        UsageError: secret-value: nobody may be asked for it.
        UnusableInput: secret-invalid: standard input holds no text.
    """
    if not sys.stdin.isatty():
        return _piped(what)
    if screen.flags.no_input:
        raise UsageError(_not_given(what))
    try:
        shown = harmless(what[:1].upper() + what[1:])
        return getpass.getpass(f"{shown} (not shown): ", screen.stderr)
    except EOFError:
        return ""


def _piped(what: str) -> str:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = f"What was piped in as {printable(what)} is not UTF-8 text."
        raise UnusableInput(Problem("secret-invalid", text, "Nothing was stored.")) from None
    return text.removesuffix("\n").removesuffix("\r")


def _not_given(what: str) -> Problem:
    text = f"Nobody may be asked for {printable(what)}, since --no-input was given."
    return Problem("secret-value", text, "Pipe it in: newsletter secret set NAME < FILE")
