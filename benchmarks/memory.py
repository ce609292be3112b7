"""Peak memory of a whole delivery, in a process that does nothing else.

python -m benchmarks.memory RECIPIENTS
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from benchmarks.mail import SENDER, segments, values
from newsletter.delivery.deliver import ChannelWork, Engine
from newsletter.delivery.items import Messages
from newsletter.outcome import Outcome
from newsletter.ports import BulkOrder, BulkSession, Outcomes
from newsletter.project.clock import SystemClock
from newsletter.senders.memory import MemorySender
from newsletter.senders.smtp.board import Board
from newsletter.store.opening import open_store
from tests.delivery.plans import email_plan

CAPACITY = 2048
"""More than an SMTP sender has, so that commits, and waits for the disk, are few."""


class Void(MemorySender):
    """Makes every message, in a thread of its own, and sends it nowhere."""

    def __init__(self) -> None:
        super().__init__(keep=False)
        self.made = 0

    @contextmanager
    def bulk_session(self, order: BulkOrder) -> Iterator[BulkSession]:
        """Open a conversation of many messages with nobody."""
        session = VoidSession(order)
        yield session
        session.drain(0)
        self.made = session.made


class VoidSession:
    """A `newsletter.ports.BulkSession` that accepts everything."""

    capacity = CAPACITY

    def __init__(self, order: BulkOrder) -> None:
        self.made = 0
        self._order, self._board = order, Board()
        self._drafts: SimpleQueue[Sequence[tuple[int, Any]]] = SimpleQueue()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def submit(self, drafts: Sequence[tuple[int, Any]]) -> None:
        """Take drafts."""
        self._drafts.put(drafts)

    def outcomes(self, timeout: float) -> Outcomes:
        """What is known by now."""
        return self._board.take(timeout)

    def drain(self, timeout: float) -> Outcomes:  # noqa: ARG002 - nothing has to be waited for
        """The rest of what is known."""
        self._drafts.put(())
        self._thread.join()
        return self._board.take_rest()

    def _work(self) -> None:
        while drafts := self._drafts.get():
            self._board.post([(number, self._accepted(number, draft)) for number, draft in drafts])

    def _accepted(self, number: int, draft: Any) -> Outcome:
        self._order.witness.start(number)
        self.made += bool(self._order.make(draft).data)
        outcome = Outcome("accepted", receipt=f"250 2.0.0 Ok: queued as {self.made}")
        self._order.witness.answer(number, outcome)
        return outcome


def peak(recipients: int) -> float:
    """Megabytes at most, Python and all libraries included."""
    line = [sys.executable, "-m", "benchmarks.memory", str(recipients)]
    return float(subprocess.run(line, check=True, capture_output=True, text=True).stdout)


def deliver(recipients: int) -> None:
    """Freeze that many people, build each one's mail, and hand it over."""
    with tempfile.TemporaryDirectory() as name:
        folder, sender = Path(name), Void()
        store = open_store("sqlite:///state.db", folder)
        channel = email_plan(store, recipients)
        items = Messages(segments(), values, channel.plan, channel.channel, SENDER)
        work = ChannelWork(channel=channel, make_items=lambda: items, open_sender=lambda: sender)
        for _ in Engine(store=store, clock=SystemClock(), folder=folder).deliver([work]):
            pass
        store.close()
        if sender.made != recipients:
            raise RuntimeError(f"{sender.made} of {recipients} were delivered")


def high_water() -> float:
    """The kernel's count for this process; that of getrusage begins with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) / 1000


if __name__ == "__main__":
    deliver(int(sys.argv[1]))
    print(f"{high_water():.1f}")
