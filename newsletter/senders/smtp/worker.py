"""A process that sends for another one, told over a pipe.

It reads an `Errand`, answers with ``READY`` or the error that keeps it from sending, and then
takes `Submit` and `Drain`, and gives outcomes. At the end of the pipe it ends at once, whatever
is under way: the process at the other end is gone, and its journal says what was started.
Signals are left to that process too.
"""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from threading import Lock, Thread
from typing import Any, NamedTuple

from newsletter.errors import NewsletterError
from newsletter.outcome import Outcome, OutcomeState
from newsletter.ports import BulkOrder, Outcomes
from newsletter.senders.smtp.auth import Credentials
from newsletter.senders.smtp.connection import Server
from newsletter.senders.smtp.options import SmtpOptions
from newsletter.senders.smtp.session import POLL, SmtpBulkSession
from newsletter.senders.smtp.tls import tls_context

READY, ENDED = "ready", "ended"


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker is started for."""

    options: SmtpOptions
    credentials: Credentials | None
    order: BulkOrder


class Submit(NamedTuple):
    """Drafts to send, each under a number."""

    drafts: Sequence[tuple[int, Any]]


class Drain(NamedTuple):
    """Start nothing more, and end within ``seconds``."""

    seconds: float


class Told(NamedTuple):
    """An outcome with its number, flat: that is quicker to pickle."""

    number: int
    state: OutcomeState
    receipt: str | None
    text: str
    retry_at: datetime | None

    @property
    def outcome(self) -> Outcome:
        """The outcome itself."""
        return Outcome(self.state, self.receipt, self.text, self.retry_at)


class Worker:
    """One session behind a pipe. Outcomes and the end are said by threads of their own."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe
        self._saying = Lock()

    def work(self) -> None:
        """Serve until the pipe ends."""
        errand: Errand = self._pipe.recv()
        server = Server(errand.options, errand.credentials, tls_context(errand.options.ca))
        session = SmtpBulkSession(server, errand.order)
        teller = Thread(target=self._tell, args=(session,), daemon=True)
        teller.start()
        while True:
            asked = self._pipe.recv()
            if isinstance(asked, Drain):
                Thread(target=self._end, args=(session, teller, asked), daemon=True).start()
            else:
                session.submit(asked.drafts)

    def _tell(self, session: SmtpBulkSession) -> None:
        """Open the session; pass outcomes on as they come, and the error that it ends with."""
        try:
            session.open()
            self._say(READY)
            while (outcomes := session.outcomes(POLL)) or not session.ended:
                self._say_outcomes(outcomes)
        except NewsletterError as error:
            self._say(error)
        except Exception as error:  # noqa: BLE001 - raised again in the other process
            self._say(RuntimeError(f"{type(error).__name__}: {error}"))

    def _end(self, session: SmtpBulkSession, teller: Thread, asked: Drain) -> None:
        rest = session.drain(asked.seconds)
        teller.join()
        self._say_outcomes(rest)
        session.close()
        self._say(ENDED)

    def _say_outcomes(self, outcomes: Outcomes) -> None:
        if outcomes:
            self._say(
                [
                    Told(number, one.state, one.receipt, one.text, one.retry_at)
                    for number, one in outcomes
                ]
            )

    def _say(self, what: object) -> None:
        with self._saying, suppress(OSError):  # whoever reads the pipe finds out, and ends
            self._pipe.send(what)


def main(file: int) -> None:
    """Work for the process at the other end of the file descriptor ``file``."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        Worker(Connection(file)).work()
    except (EOFError, OSError):
        os._exit(0)
