"""What else can put mail on the wire, driven as its makers mean it to be, at the same sink."""

import asyncio
import json
import resource
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from benchmarks.mail import DATE, SENDER, message_id, segments, texts, values

HERE = Path(__file__).parent
NODEMAILER = "nodemailer@10.6.0"
CONNECTIONS = 10
SEARCHED = "/usr/sbin:/usr/bin:/bin"


@dataclass(slots=True)
class Spent:
    """What a number of messages cost, in seconds."""

    messages: int
    seconds: float = 0.0
    cpu: float = 0.0

    def bettered_by(self, other: "Spent") -> "Spent":
        """The best of both."""
        return Spent(self.messages, min(self.seconds, other.seconds), min(self.cpu, other.cpu))

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def micros(self) -> float:
        """Microseconds of CPU for each message."""
        return 1e6 * self.cpu / self.messages


@contextmanager
def spending(messages: int) -> Iterator[Spent]:
    """Measure this process, with all its threads and all processes that it starts and ends."""
    spent = Spent(messages)
    start, used = time.perf_counter(), time.process_time() + children()
    yield spent
    spent.seconds = time.perf_counter() - start
    spent.cpu = time.process_time() + children() - used


def children() -> float:
    """Seconds of CPU of the processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def built() -> Callable[[int], tuple[str, bytes]]:
    """Makes the address and the message of a number, from segments."""
    mail = segments()

    def message(number: int) -> tuple[str, bytes]:
        to = f"p{number}@example.com"
        return to, mail.message(values(to, {}), DATE, message_id(number))

    return message


def with_aiosmtplib(port: int, count: int) -> Spent:
    """Segments over aiosmtplib, several connections on one loop."""
    from aiosmtplib import SMTP

    message = built()

    async def lane(numbers: Iterator[int]) -> None:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for number in numbers:
                to, data = message(number)
                await client.sendmail(SENDER, [to], data)

    async def lanes() -> None:
        numbers = iter(range(count))
        await asyncio.gather(*(lane(numbers) for _ in range(CONNECTIONS)))

    with spending(count) as spent:
        asyncio.run(lanes())
    return spent


def with_smtplib(port: int, count: int) -> Spent:
    """Segments over the standard library's smtplib, a thread for each connection."""
    message = built()

    def lane(first: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for number in range(first, count, CONNECTIONS):
                to, data = message(number)
                client.sendmail(SENDER, [to], data)

    threads = [Thread(target=lane, args=(first,)) for first in range(CONNECTIONS)]
    with spending(count) as spent:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return spent


def with_nodemailer(port: int, count: int) -> Spent | None:
    """nodemailer with its own build, pooled; None where it cannot be had."""
    tools = ["sh", str(HERE.parent / "scripts" / "npm-tools"), NODEMAILER]
    found = subprocess.run(tools, capture_output=True, text=True, check=False)
    if found.returncode:
        return None
    mail = texts()
    given = {"from": SENDER, "subject": mail.subject, "html": mail.html, "text": mail.text}
    words = (found.stdout.strip(), str(port), str(count), str(CONNECTIONS))
    line = ["node", str(HERE / "node" / "nodemailer.mjs"), *words]
    said = subprocess.run(
        line, input=json.dumps(given), capture_output=True, text=True, check=True
    ).stdout
    told = json.loads(said)
    return Spent(count, told["seconds"], told["cpu"])


def with_smtp_source(port: int, count: int) -> Spent | None:
    """Postfix's own load generator: one message in C, over and over; None where it is not."""
    program = shutil.which("smtp-source", path=SEARCHED)
    if program is None:
        return None
    _, data = built()(1)
    with tempfile.NamedTemporaryFile() as file:
        file.write(data.replace(b"\r\n", b"\n"))
        file.flush()
        options = ["-4", "-d", "-s", str(CONNECTIONS), "-m", str(count), "-f", SENDER]
        line = [program, *options, "-t", "p@example.com", "-F", file.name, f"127.0.0.1:{port}"]
        with spending(count) as spent:
            subprocess.run(line, check=True, capture_output=True)
    return spent
