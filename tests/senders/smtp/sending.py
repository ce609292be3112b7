"""What the tests of the SMTP sender share: a sender for a server, messages, and the invariants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import BulkOrder, ChannelContext
from newsletter.senders.smtp.options import Timeouts
from newsletter.senders.smtp.sender import SmtpSender, create_with
from tests.senders.smtp.hostile import HostileServer, Taken

QUICK = Timeouts(
    connect=5, greeting=2, command=2, block=2, final=2, goodbye=0.5, pause=0.01, reconnect=0.5
)
IMPATIENT = Timeouts(
    connect=5,
    greeting=0.2,
    command=0.2,
    block=0.2,
    final=0.2,
    goodbye=0.1,
    pause=0.01,
    reconnect=0.3,
)


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


class Safe:
    """Secrets in a dictionary."""

    def __init__(self, **values: str) -> None:
        self._values = values

    def get(self, name: str) -> str | None:
        return self._values.get(name)


def smtp(
    server: HostileServer | int, /, timeouts: Timeouts = QUICK, **options: object
) -> SmtpSender:
    """A sender for ``server``, in the open and over one connection unless told otherwise."""
    port = server.port if isinstance(server, HostileServer) else server
    given = {"host": "127.0.0.1", "port": port, "security": "none", "connections": 1} | options
    made = create_with(
        ChannelContext("email", given, Path(), NoonClock()), Safe(password="open sesame")
    )
    return replace(made, options=replace(made.options, timeouts=timeouts))


def message(number: int, size: int = 0) -> Message:
    """A message that names its recipient inside."""
    recipient = f"reader{number}@acme.example"
    lines = [
        "From: Acme <news@acme.example>",
        f"To: {recipient}",
        f"Message-ID: <{number}@acme.example>",
        "",
        f"Hello {number}.",
        *["x" * 900] * (size // 902),
        "",
    ]
    data = "\r\n".join(lines).encode()
    return Message(f"<{number}@acme.example>", "news@acme.example", recipient, data)


@dataclass(frozen=True, slots=True)
class Watching:
    """A witness that hears of starts."""

    start: Callable[[int], None]

    def answer(self, number: int, outcome: Outcome) -> None:
        pass


def order(on_start: Callable[[int], None] = lambda _: None) -> BulkOrder:
    """An order for messages that are made already."""
    return BulkOrder(as_it_is, Watching(on_start), expected=1)


@dataclass(frozen=True, slots=True)
class Diary:
    """A witness that several processes can write to: a line for each start."""

    path: Path

    def start(self, number: int) -> None:
        with self.path.open("a") as file:
            file.write(f"{number}\n")

    def answer(self, number: int, outcome: Outcome) -> None:
        pass

    @property
    def started(self) -> list[int]:
        return [int(line) for line in self.path.read_text().split()]


def as_it_is(made: Message) -> Message:
    return made


@dataclass(slots=True)
class Run:
    """What a run over several messages came to."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    started: list[int] = field(default_factory=list)
    error: Exception | None = None

    @property
    def states(self) -> list[str]:
        """The states in the order of the numbers."""
        return [self.outcomes[number].state for number in sorted(self.outcomes)]

    def add(self, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        for number, outcome in outcomes:
            assert number not in self.outcomes, f"two outcomes for {number}"
            self.outcomes[number] = outcome


def send(
    sender: SmtpSender,
    messages: Sequence[Message],
    on_start: Callable[[int], None] | None = None,
) -> Run:
    """Send all of them in one bulk session, and wait for every outcome."""
    run = Run()
    with sender.bulk_session(order(on_start or run.started.append)) as session:
        session.submit(list(enumerate(messages)))
        try:
            while len(run.outcomes) < len(messages):
                found = session.outcomes(10)
                assert found, "an outcome is missing"
                run.add(found)
        except Exception as error:  # noqa: BLE001 - kept for the test to look at
            run.error = error
        run.add(session.drain(5))
    return run


def broken_promises(run: Run, server: HostileServer, messages: Sequence[Message]) -> list[str]:
    """Which of the sender's promises a run has broken; see the sentences."""
    took = [recipient for taken in server.taken for recipient in taken.recipients]
    states = {messages[number].recipient: out.state for number, out in run.outcomes.items()}
    twice = {name for name in took if took.count(name) > 1}
    return [
        *(f"{name} was written to twice" for name in twice),
        *(f"{n} was started twice" for n in set(run.started) if run.started.count(n) > 1),
        *(f"{n} was started, and has no outcome" for n in run.started if n not in run.outcomes),
        *(
            f"{name} is accepted, and the server has nothing"
            for name, state in states.items()
            if state == "accepted" and name not in took
        ),
        *(
            f"{name} has it, and is {states.get(name)}"
            for name in took
            if states.get(name) not in ("accepted", "unknown")
        ),
        *(f"{taken.recipients} got another's" for taken in server.taken if not _matches(taken)),
    ]


def _matches(taken: Taken) -> bool:
    return [f"To: {name}\r\n".encode() in taken.data for name in taken.recipients] == [True]
