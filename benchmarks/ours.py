"""What our own delivery costs: building alone, over SMTP without and with the ledger, and TLS."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mail import DATE, SENDER, message_id, segments, texts, values
from benchmarks.peers import CONNECTIONS, Spent, built, spending
from newsletter.delivery.deliver import ChannelWork, Engine
from newsletter.delivery.items import CompiledMail, Messages
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import BulkOrder, ChannelContext
from newsletter.project.clock import SystemClock
from newsletter.senders.smtp.sender import SmtpSender, create
from newsletter.store.opening import open_store
from tests.delivery.plans import email_plan
from tests.senders.smtp.certificates import certificate

PER_CONNECTION = 1_000_000
"""The peers keep their connections, so ours are kept too."""


@dataclass(frozen=True, slots=True)
class Target:
    """A port of this computer, with TLS if ``ca`` is the certificate to trust.

    As many ``processes`` send as the product itself thinks right, unless there is a number.
    """

    port: int
    ca: Path | None = None
    processes: int | None = None

    def sender(self) -> SmtpSender:
        """The sender of the product for it."""
        options: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": "tls" if self.ca else "none",
            "connections": CONNECTIONS,
            "messages_per_connection": PER_CONNECTION,
        }
        if self.processes:
            options["processes"] = self.processes
        if self.ca:
            options["ca"] = str(self.ca)
        return create(ChannelContext("email", options, Path("/"), SystemClock()))


def building(count: int) -> Spent:
    """Messages from segments, sent nowhere."""
    message = built()
    with spending(count) as spent:
        for number in range(count):
            message(number)
    return spent


@dataclass(frozen=True, slots=True)
class Numbered:
    """Makes the message of a number."""

    mail: CompiledMail

    def __call__(self, number: int) -> Message:
        """The same as `benchmarks.peers.built` makes for the others."""
        to, name = f"p{number}@example.com", message_id(number)
        data = self.mail.message(values(to, {}), DATE, name)
        return Message(name, SENDER, to, data, wire_ready=True)


class Deaf:
    """A witness that notes nothing."""

    def start(self, number: int) -> None:
        """Nothing."""

    def answer(self, number: int, outcome: Outcome) -> None:
        """Nothing."""


def without_ledger(target: Target, count: int) -> Spent:
    """Build and send, with nothing written down."""
    order = BulkOrder(Numbered(segments()), Deaf(), count)
    with spending(count) as spent, target.sender().bulk_session(order) as session:
        submitted = done = 0
        while done < count:
            room = min(count, done + session.capacity)
            session.submit([(number, number) for number in range(submitted, room)])
            submitted = max(submitted, room)
            heard = session.outcomes(10)
            if not heard or any(outcome.state != "accepted" for _, outcome in heard):
                raise RuntimeError("the sink did not take every message")
            done += len(heard)
    return spent


def with_ledger(target: Target, count: int, mail: CompiledMail | None = None) -> Spent:
    """Build, send and keep the ledger, as `newsletter send` does once a plan is approved."""
    mail = mail or segments()
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), SystemClock()
        store = open_store("sqlite:///state.db", folder)
        channel = email_plan(store, count)
        items = Messages(mail, values, channel.plan, channel.channel, SENDER)
        work = ChannelWork(channel=channel, make_items=lambda: items, open_sender=target.sender)
        with spending(count) as spent:
            for _ in Engine(store=store, clock=clock, folder=folder).deliver([work]):
                pass
        store.close()
    return spent


@contextmanager
def behind_tls(port: int) -> Iterator[Target]:
    """The sink on ``port`` with TLS in front."""
    with tempfile.TemporaryDirectory() as folder:
        made = certificate(Path(folder), "127.0.0.1")
        words = ("benchmarks.tls_front", str(made.file), str(made.key), str(port))
        front = subprocess.Popen(
            [sys.executable, "-m", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert front.stdout is not None
        try:
            yield Target(int(front.stdout.readline()), made.file)
        finally:
            front.communicate()


def email_messages(count: int) -> Spent:
    """Messages as the standard library's EmailMessage builds them, from rendered texts."""
    mail = texts()
    with spending(count) as spent:
        for number in range(count):
            mail.email_message(f"p{number}@example.com", number)
    return spent
