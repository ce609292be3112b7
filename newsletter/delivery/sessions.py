"""Opening a sender's session, also one of a plug-in that breaks its promises."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from newsletter.errors import NewsletterError, UnusableInput
from newsletter.ports import Sender, Session
from newsletter.printable import printable
from newsletter.problems import Problem


@contextmanager
def session_of(sender: Sender) -> Iterator[Session]:
    """A session of ``sender``. What it raises at its end is of no use to anybody.

    Raises:
        NewsletterError: what `newsletter.ports.Sender.session` raises.
        UnusableInput: sender-broken: it raised something else.
    """
    try:
        managed = sender.session()
        session = managed.__enter__()
    except NewsletterError:
        raise
    except Exception as error:
        raise UnusableInput(_broken(sender.name, error)) from error
    try:
        yield session
    finally:
        with suppress(Exception):
            managed.__exit__(None, None, None)


def _broken(name: str, error: Exception) -> Problem:
    """Only the kind of error is told: its words may quote a secret."""
    text = f"The sender '{printable(name)}' failed when it was opened: {type(error).__name__}."
    return Problem("sender-broken", text, "Check the channel's settings, or update the plug-in.")
