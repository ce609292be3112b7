"""Sessions over SMTP in several processes, since one of Python's keeps one core busy at most.

Each worker (`newsletter.senders.smtp.worker`) has its share of the connections, makes messages
of drafts and sends them. Here drafts are dealt out and outcomes are gathered.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from threading import Thread
from typing import Any

from newsletter.channels.rates import Rate
from newsletter.errors import NewsletterError
from newsletter.ports import BulkOrder, Outcomes
from newsletter.problems import Problem
from newsletter.senders.smtp.board import Board
from newsletter.senders.smtp.connection import Server
from newsletter.senders.smtp.options import SmtpOptions
from newsletter.senders.smtp.session import LEAVING, capacity_of
from newsletter.senders.smtp.worker import ENDED, READY, Drain, Errand, Submit

MOST = 8
"""The process that they work for keeps the ledger of about so many."""

WORTH = 10_000
"""Messages for each process: it takes a third of a second to start, and a second to send these."""

ONE_CAN = 2_000
"""Messages a second that one process does easily."""

GRACE = 10.0
"""Seconds more than asked for, until a worker that should have ended is ended."""


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes_for(options: SmtpOptions, expected: int, usable: int) -> int:
    """How many processes are worth starting for that many messages on that many cores."""
    if options.processes is not None:
        return min(options.processes, options.connections)
    if (rate := options.rate) and rate.count <= ONE_CAN * rate.seconds:
        return 1
    return max(1, min(usable, MOST, options.connections, expected // WORTH))


def shares(options: SmtpOptions, count: int) -> list[SmtpOptions]:
    """The options of each of ``count`` processes: connections and rate are divided."""
    rate = options.rate and Rate(options.rate.count, options.rate.seconds * count)
    fewest, more = divmod(options.connections, count)
    return [
        replace(options, connections=fewest + (number < more), rate=rate) for number in range(count)
    ]


@dataclass(slots=True, eq=False)
class Hired:
    """A worker as seen from here. Each of the counts is changed by one thread alone."""

    process: "subprocess.Popen[bytes]"
    pipe: "Connection[Any, Any]"
    dealt: int = 0
    answered: int = 0

    @property
    def in_hand(self) -> int:
        """How much it has to do."""
        return self.dealt - self.answered

    def ask(self, what: object) -> None:
        """Say something to it; whoever listens finds out when it is gone."""
        try:
            self.pipe.send(what)
        except OSError:
            return


class SmtpWorkers:
    """Many messages at once over several processes (`newsletter.ports.BulkSession`)."""

    def __init__(self, server: Server, order: BulkOrder, count: int) -> None:
        self._server, self._order, self._count = server, order, count
        self._board = Board()
        self._hired: list[Hired] = []
        self._listener = Thread(target=self._listen, name="smtp-workers", daemon=True)

    @property
    def capacity(self) -> int:
        """How many items are useful to have in hand."""
        return capacity_of(self._server.options)

    @property
    def processes(self) -> list[int]:
        """The numbers that the system knows the processes by."""
        return [hired.process.pid for hired in self._hired]

    def open(self) -> None:
        """Start the processes, and wait for the first connection of each.

        Raises:
            AuthRefused: the server does not let us in.
            Unreachable: there is no connection, or no safe one.
            NewsletterError: smtp-worker: a process could not be started.
        """
        try:
            for options in shares(self._server.options, self._count):
                self._hire(options)
            for hired in self._hired:
                self._greet(hired)
        except BaseException:
            self._dismiss()
            raise
        self._listener.start()

    def submit(self, drafts: Sequence[tuple[int, Any]]) -> None:
        """Deal drafts out, each to the process with the least to do."""
        dealt: dict[Hired, list[tuple[int, Any]]] = {}
        for draft in drafts:
            idlest = min(self._hired, key=lambda hired: hired.in_hand)
            idlest.dealt += 1
            dealt.setdefault(idlest, []).append(draft)
        for hired, share in dealt.items():
            hired.ask(Submit(share))

    def outcomes(self, timeout: float) -> Outcomes:
        """What is known by now, waiting at most ``timeout`` seconds for the first.

        Raises:
            AuthRefused: credentials were refused.
            Unreachable: no connection can be had.
            NewsletterError: smtp-worker: a process is gone; the journal knows what it started.
        """
        return self._board.take(timeout)

    def drain(self, timeout: float) -> Outcomes:
        """Start nothing more; the outcomes of all that was started."""
        self._end(timeout)
        return self._board.take_rest()

    def close(self) -> None:
        """End the processes."""
        self._end(LEAVING)
        self._dismiss()

    def _hire(self, options: SmtpOptions) -> None:
        ours, theirs = Pipe()
        with theirs:
            try:
                process = _worker_process(theirs.fileno())
            except OSError as error:
                ours.close()
                raise NewsletterError(_gone()) from error
        hired = Hired(process, ours)
        self._hired.append(hired)
        hired.ask(Errand(options, self._server.credentials, self._order))

    def _greet(self, hired: Hired) -> None:
        try:
            said = hired.pipe.recv()
        except (EOFError, OSError) as error:
            raise NewsletterError(_gone()) from error
        if said != READY:
            raise said

    def _listen(self) -> None:
        """Gather what the workers say, until the last of them has ended."""
        speaking = {hired.pipe: hired for hired in self._hired}
        while speaking:
            for pipe in wait(list(speaking)):
                hired = speaking[pipe]  # type: ignore[index]
                if not self._heard(hired):
                    del speaking[hired.pipe]
        self._board.close(None)

    def _heard(self, hired: Hired) -> bool:
        """Take one thing that a worker says; False at its end."""
        try:
            said = hired.pipe.recv()
        except (EOFError, OSError):
            self._board.fail(NewsletterError(_gone()))
            return False
        if isinstance(said, list):
            hired.answered += len(said)
            self._board.post([(one.number, one.outcome) for one in said])
        elif isinstance(said, Exception):
            self._board.fail(said)
        return bool(said != ENDED)

    def _end(self, seconds: float) -> None:
        if self._listener.is_alive():
            for hired in self._hired:
                hired.ask(Drain(seconds))
            self._listener.join(seconds + GRACE)

    def _dismiss(self) -> None:
        """At the end of its pipe a worker ends by itself; one that does not is killed."""
        if self._listener.is_alive():
            for hired in self._hired:
                hired.process.kill()
            self._listener.join()
        for hired in self._hired:
            hired.pipe.close()
        for hired in self._hired:
            try:
                hired.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                hired.process.kill()
                hired.process.wait()


def _worker_process(file: int) -> "subprocess.Popen[bytes]":
    """A fresh interpreter with the same modules; Ctrl-C on our terminal does not reach it."""
    work = f"from newsletter.senders.smtp.worker import main; main({file})"
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-P", "-c", work],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        pass_fds=[file],
        process_group=0,
    )


def _gone() -> Problem:
    text = "A process that sends for this one could not be started, or has ended unexpectedly."
    hint = "Look at the memory of this computer, then send again: it goes on where it stopped."
    return Problem("smtp-worker", text, hint)
