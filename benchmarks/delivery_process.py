"""One way of sending many mails, as a process of its own; prints what it took as JSON.

    python -m benchmarks.delivery_process WAY COUNT PORT

The ways: engine (built, accounted for, sent), bare (the same without the ledger), aiosmtplib and
smtplib (the same mails, ten connections), memory (the engine, and a sender that only counts).
"""

import asyncio
import json
import resource
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.letter import SENDER, address, addresses, letter, values
from newsletter.delivery.deliver import ChannelWork, Engine
from newsletter.delivery.items import Messages
from newsletter.model import Message
from newsletter.ports import ChannelContext, Sender
from newsletter.project.clock import SystemClock
from newsletter.senders.memory import MemorySender
from newsletter.senders.smtp.sender import SmtpSender, create
from newsletter.store.editions import record_edition
from newsletter.store.opening import Store, open_store
from newsletter.store.plan_channels import NewChannel, PlanChannel, add_channel, channels_of
from newsletter.store.plans import Plan, add_plan
from newsletter.store.snapshots import freeze

CONNECTIONS = 10
PLAN = "bench" * 4
DATE = datetime(2026, 11, 24, 9, tzinfo=UTC)
LETTER = letter()


def message(number: int) -> Message:
    """One mail, joined from the segments."""
    to, name = address(number), f"<{number}@acme.example>"
    return Message(name, SENDER, to, LETTER.message(values(to, {}), DATE, name))


def smtp(port: int) -> SmtpSender:
    """Our own client."""
    options = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "connections": CONNECTIONS,
        "messages_per_connection": 1_000_000,
    }
    return create(ChannelContext("email", options, Path(), SystemClock()))


def plan(store: Store, count: int) -> PlanChannel:
    """A plan for ``count`` recipients."""
    rows = ((to, to, "{}", 0) for to in addresses(count))
    with store.writing() as transaction:
        record_edition(transaction, "bench", [], DATE)
        new = Plan(
            id=PLAN,
            edition="bench",
            content_hash="bench",
            recipients_digest="bench",
            run=1,
            created_at=DATE,
            state="approved",
            summary={},
        )
        add_plan(transaction, new)
        frozen = freeze(transaction, rows, DATE)
        channel = NewChannel(
            channel="email",
            kind="email",
            snapshot=frozen,
            settings={},
            recipients=count,
            bytes=0,
        )
        add_channel(transaction, PLAN, channel)
        return channels_of(transaction, PLAN)[0]


def by_engine(sender: Sender, count: int) -> Callable[[], None]:
    """Everything that `newsletter send` does for each recipient."""
    folder = Path(tempfile.mkdtemp())
    store = open_store("sqlite:///state.db", folder)
    channel = plan(store, count)
    items = Messages(LETTER, values, PLAN, "email", SENDER)
    work = ChannelWork(channel=channel, make_items=lambda: items, open_sender=lambda: sender)
    engine = Engine(store=store, clock=SystemClock(), folder=folder)

    def deliver() -> None:
        for _ in engine.deliver([work]):
            pass

    return deliver


def bare(sender: SmtpSender, count: int) -> Callable[[], None]:
    """The same client and the same mails, and no account of them."""

    def send() -> None:
        with sender.bulk_session(lambda _: None) as session:
            started = heard = 0
            while heard < count:
                room = min(session.capacity - (started - heard), count - started)
                session.submit([(n, message(n)) for n in range(started, started + room)])
                started += room
                heard += len(session.outcomes(1))

    return send


def by_smtplib(port: int, count: int) -> Callable[[], None]:
    """The standard library's client, in ten threads."""

    def carry(first: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for number in range(first, count, CONNECTIONS):
                mail = message(number)
                client.sendmail(SENDER, [mail.recipient], mail.data)

    def send() -> None:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            list(threads.map(carry, range(CONNECTIONS)))

    return send


def by_aiosmtplib(port: int, count: int) -> Callable[[], None]:
    """The usual asyncio client, with ten connections."""
    import aiosmtplib

    async def carry(first: int) -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
        async with client:
            for number in range(first, count, CONNECTIONS):
                mail = message(number)
                await client.sendmail(SENDER, [mail.recipient], mail.data)

    async def send() -> None:
        await asyncio.gather(*(carry(first) for first in range(CONNECTIONS)))

    return lambda: asyncio.run(send())


def work_for(way: str, count: int, port: int) -> Callable[[], None]:
    """The work that is timed; what it needs is made before."""
    match way:
        case "engine":
            return by_engine(smtp(port), count)
        case "memory":
            return by_engine(MemorySender(keep=False), count)
        case "bare":
            return bare(smtp(port), count)
        case "smtplib":
            return by_smtplib(port, count)
        case "aiosmtplib":
            return by_aiosmtplib(port, count)
        case _:
            raise ValueError(way)


def main(way: str, count: str, port: str) -> None:
    """Do it, and print the seconds, the CPU seconds and the peak of memory in MB."""
    work = work_for(way, int(count), int(port))
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**taken, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
