"""How others keep account of a send, as a process to be killed: the negative controls.

    python -m tests.delivery.checkpoint_process fetch|after FILE SIZE PORT CONNECTIONS

FILE holds how many recipients are done with. ``fetch`` writes it when a batch is taken from the
list, ``after`` when all of the batch was sent.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from newsletter.model import Message
from newsletter.ports import BulkSession, ChannelContext
from newsletter.project.clock import SystemClock
from newsletter.senders.smtp.sender import create
from tests.delivery.plans import SENDER, Letter
from tests.senders.smtp.sending import order

BATCH = 100


def main(when: str, file: str, size: str, port: str, connections: str) -> int:
    path = Path(file)
    options = {
        "host": "127.0.0.1",
        "port": int(port),
        "security": "none",
        "connections": int(connections),
    }
    sender = create(ChannelContext("email", options, path.parent, SystemClock()))
    with sender.bulk_session(order()) as session:
        done = int(path.read_text()) if path.exists() else 0
        while done < int(size):
            batch = range(done, min(done + BATCH, int(size)))
            if when == "fetch":
                keep(path, batch.stop)
            send_all(session, batch)
            done = batch.stop
            if when == "after":
                keep(path, done)
    return 0


def keep(path: Path, done: int) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(str(done))
    fresh.replace(path)


def send_all(session: BulkSession, batch: range) -> None:
    """Send a batch; who was refused for now is tried again at once."""
    waiting = set(batch)
    session.submit([(number, message(number)) for number in batch])
    while waiting:
        for number, outcome in session.outcomes(1):
            if outcome.state == "deferred":
                session.submit([(number, message(number))])
            else:
                waiting.discard(number)


def message(number: int) -> Message:
    recipient, name = f"P{number}@example.com", f"<{number}@acme.example>"
    data = Letter().message({"email": recipient}, datetime(2026, 11, 24, tzinfo=UTC), name)
    return Message(name, SENDER, recipient, data)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
