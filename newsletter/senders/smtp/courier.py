"""Messages over one connection, one round trip for each where the server allows it.

With PIPELINING (RFC 2920) the last dot of a message and the whole envelope of the next one
travel together. So at any time at most one message waits for its verdict, and at most one has
asked for permission to send its content.
"""

from dataclasses import dataclass, replace

from newsletter.outcome import Outcome, OutcomeState
from newsletter.printable import printable
from newsletter.senders.smtp import faults
from newsletter.senders.smtp.connection import Connection
from newsletter.senders.smtp.envelope import Envelope, envelope
from newsletter.senders.smtp.pool import Parcel, Pool
from newsletter.senders.smtp.replies import Reply
from newsletter.senders.smtp.wire import Lost

CLOSING = 421
AUTH_NEEDED = (530, 535)
START_CONTENT = 354
DONE, GO_ON, NOT_NOW, NEVER = 2, 3, 4, 5

RSET = b"RSET\r\n"
DATA = b"DATA\r\n"
TOO_LARGE = 552
ABOUT_US = ("relay", "address is not verified")
"""Words of servers that do not know us: relaying is denied (RFC 5321, section 7.8), or Amazon SES
does not know our address, or is in its sandbox."""

DOT = b".\r\n"


@dataclass(frozen=True, slots=True)
class Step:
    """One command of an envelope, and the kind of reply that lets it go on."""

    command: bytes
    good: int


CONTENT = Step(b"", DONE)


@dataclass(frozen=True, slots=True)
class Job:
    """A message with what is written for it on this connection."""

    parcel: Parcel
    content: bytes
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first command that was refused; a server may want content nevertheless."""

    step: Step
    reply: Reply
    content_expected: bool = False


class Courier:
    """Carries messages of a pool over a connection, and accounts for each that it started."""

    def __init__(self, connection: Connection, pool: Pool) -> None:
        self._connection = connection
        self._wire = connection.wire
        self._pool = pool
        self._timeouts = pool.options.timeouts
        self._left = pool.options.messages_per_connection
        self._reset_due = False
        self._asked: Job | None = None
        self._unanswered: Job | None = None

    async def work(self) -> None:
        """Carry until the connection has carried enough, or there is nothing more to carry.

        Raises:
            Lost: the connection is gone; every message is accounted for all the same.
        """
        reason = "sending was stopped"
        try:
            while job := self._asked or await self._next():
                await self._carry(job)
        except Lost as lost:
            reason = str(lost)
            raise
        finally:
            self._recover(reason)

    def _recover(self, reason: str) -> None:
        """What was handed over whole is in doubt; what only asked was certainly not sent."""
        if self._unanswered:
            who = printable(self._unanswered.parcel.message.recipient)
            text = f"{who}: handed over, but never answered: {reason}"
            self._pool.settle(self._unanswered.parcel, Outcome("unknown", text=text))
        if self._asked:
            self._pool.not_sent(self._asked.parcel, reason)
        self._asked = self._unanswered = None

    async def _next(self) -> Job | None:
        """Wait for a message, and ask for permission to send it."""
        while self._left and (parcel := await self._pool.next()):
            if not self._wire.fresh:
                self._pool.give_back(parcel)
                raise Lost("the server closed the connection while it was idle")
            if job := self._job(parcel):
                self._wire.write(self._start(job))
                return job
        return None

    def _following(self) -> Job | None:
        """A message that can ask together with the last dot of another one."""
        while self._connection.offers.pipelining and self._left:
            parcel = self._pool.next_at_once()
            if parcel is None:
                return None
            if job := self._job(parcel):
                return job
        return None

    def _job(self, parcel: Parcel) -> Job | None:
        message = self._pool.make(parcel)
        if message is None:
            return None
        prepared = envelope(message, self._connection.offers)
        if isinstance(prepared, Outcome):
            self._pool.settle(parcel, prepared)
            return None
        return Job(parcel, prepared.content, self._steps(prepared))

    def _steps(self, prepared: Envelope) -> tuple[Step, ...]:
        """After a refusal the old envelope is still open; RSET closes it before the next one."""
        steps = (Step(prepared.mail, DONE), Step(prepared.rcpt, DONE), Step(DATA, GO_ON))
        if self._reset_due:
            self._reset_due = False
            return (Step(RSET, DONE), *steps)
        return steps

    def _start(self, job: Job) -> bytes:
        """Mark ``job`` as started; what to write for it now, its whole envelope at best."""
        self._pool.start(job.parcel)
        self._asked = job
        self._left -= 1
        if self._connection.offers.pipelining:
            return b"".join(step.command for step in job.steps)
        return b""

    async def _carry(self, job: Job) -> None:
        refusal = await self._permission(job)
        if refusal:
            await self._refused(job, refusal)
        else:
            await self._hand_over(job)

    async def _permission(self, job: Job) -> Refusal | None:
        """The answers to an envelope, in order; without pipelining it is written on the way."""
        refusal: Refusal | None = None
        for step in job.steps:
            if not self._connection.offers.pipelining:
                if refusal:
                    break
                self._wire.write(step.command)
            reply = await self._wire.reply(self._timeouts.command)
            _check(step, reply)
            if refusal:
                refusal = replace(refusal, content_expected=reply.code == START_CONTENT)
            elif reply.kind != step.good:
                refusal = Refusal(step, reply)
        return refusal

    async def _refused(self, job: Job, refusal: Refusal) -> None:
        self._asked = None
        self._connection.answered += 1
        self._reset_due = True
        self._pool.settle(job.parcel, _refusal_outcome(job.parcel, refusal))
        if refusal.reply.code in AUTH_NEEDED:
            self._pool.fail(faults.sign_in_refused(self._pool.options.host, refusal.reply))
        if refusal.content_expected:
            await self._send_nothing(refusal)

    async def _send_nothing(self, refusal: Refusal) -> None:
        """A server that refused the recipient and still wants content gets none (RFC 2920, 3.1).

        Where the sender was refused, the server may hold an older envelope open, and even an
        empty message could go to somebody.
        """
        if not refusal.step.command.startswith(b"RCPT"):
            raise Lost("the server refused the sender, and wanted content all the same")
        self._wire.write(DOT)
        reply = await self._wire.reply(self._timeouts.final)
        if reply.code == CLOSING:
            raise Lost(_closing(reply))

    async def _hand_over(self, job: Job) -> None:
        """Write the content; its dot goes only when all before it has left this process."""
        self._wire.hold(True)
        await self._wire.send(job.content, self._timeouts.block)
        if early := self._wire.early_reply():
            raise self._interrupted(job, early)
        self._wire.ensure_open()
        following = self._following()
        self._asked, self._unanswered = None, job
        self._wire.write(DOT + (self._start(following) if following else b""))
        self._wire.hold(False)
        reply = await self._wire.reply(self._timeouts.final)
        self._unanswered = None
        self._connection.answered += 1
        self._pool.settle(job.parcel, _verdict(job.parcel, reply))
        if reply.code == CLOSING:
            raise Lost(_closing(reply))
        if reply.kind == GO_ON:
            raise Lost(f"the server is out of step: {reply}")

    def _interrupted(self, job: Job, reply: Reply) -> Lost:
        """The server spoke before the end of a message, so it cannot have taken the message."""
        if reply.kind == NEVER:
            self._asked = None
            self._pool.settle(job.parcel, _refusal_outcome(job.parcel, Refusal(CONTENT, reply)))
        return Lost(f"the server spoke in the middle of a message: {reply}")


def _check(step: Step, reply: Reply) -> None:
    """Replies are matched by their order alone, so a wrong kind means that they are shifted."""
    if reply.code == CLOSING:
        raise Lost(_closing(reply))
    wanted = reply.code == START_CONTENT if step.good == GO_ON else reply.kind == step.good
    refused = reply.kind in (NOT_NOW, NEVER) and step.command is not RSET
    if not wanted and not refused:
        command = step.command.split(b" ", 1)[0].decode().strip()
        raise Lost(f"the server is out of step, it answered {command} with: {reply}")


def _closing(reply: Reply) -> str:
    return f"the server ended the connection: {reply}"


def _refusal_outcome(parcel: Parcel, refusal: Refusal) -> Outcome:
    """A refusal of the sender's address is ours to mend, so the recipient waits until it is."""
    reply, step = refusal.reply, refusal.step
    who = printable(parcel.message.recipient)
    if not step.command.startswith(b"MAIL"):
        return Outcome(_refused(reply), text=f"{who}: {reply}")
    text = f"{who}: the sender {printable(parcel.message.sender)} was refused: {reply}"
    return Outcome("rejected" if reply.code == TOO_LARGE else "deferred", text=text)


def _verdict(parcel: Parcel, reply: Reply) -> Outcome:
    """What the answer to a whole message means."""
    if reply.kind == DONE:
        return Outcome("accepted", receipt=str(reply))
    text = f"{printable(parcel.message.recipient)}: {reply}"
    return Outcome(_refused(reply) if reply.kind in (NOT_NOW, NEVER) else "unknown", text=text)


def _refused(reply: Reply) -> OutcomeState:
    """What a refusal means for the recipient: what is said about us is ours to mend."""
    about_us = any(words in str(reply).lower() for words in ABOUT_US)
    return "deferred" if reply.kind == NOT_NOW or about_us else "rejected"
