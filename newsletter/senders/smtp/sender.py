"""The SMTP sender, as the registry and the delivery engine know it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from newsletter.errors import UnusableInput
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import BulkOrder, BulkSession, ChannelContext, Limits, Secrets, SenderKind
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.smtp import faults
from newsletter.senders.smtp.auth import Credentials
from newsletter.senders.smtp.connection import Server
from newsletter.senders.smtp.options import SmtpOptions, smtp_options
from newsletter.senders.smtp.session import SmtpBulkSession, SmtpSession
from newsletter.senders.smtp.tls import tls_context
from newsletter.senders.smtp.workers import SmtpWorkers, cores, processes_for
from newsletter.settings import Secret

LIMITS = Limits(
    cannot=("It learns that the server took a message, not whether it reached the mailbox.",)
)


class NoSecrets:
    """A place without any secret."""

    def get(self, name: str) -> str | None:  # noqa: ARG002 - the same for every name
        """None, always."""
        return None


def create(context: ChannelContext) -> "SmtpSender":
    """The sender of a channel that needs no secret; with one it is refused at each session.

    Raises:
        UnusableInput: setting-invalid: an option is missing or cannot be read.
    """
    return create_with(context, NoSecrets())


def create_with(context: ChannelContext, secrets: Secrets) -> "SmtpSender":
    """The sender of a channel; its secrets are looked up whenever a session opens.

    Raises:
        UnusableInput: setting-invalid: an option is missing or cannot be read.
    """
    return SmtpSender(context.channel, smtp_options(context), secrets)


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends messages to one server. Many threads may use it; each session has its own thread."""

    channel: str
    options: SmtpOptions
    secrets: Secrets
    name: str = "smtp"
    kind: SenderKind = "email"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator[SmtpSession]:
        """Open a connection for one message at a time.

        Raises:
            AuthRefused: secret-missing, smtp-sign-in: nobody could sign in.
            Unreachable: smtp-unreachable, smtp-certificate, smtp-not-encrypted.
            UnusableInput: setting-invalid: the file of authorities cannot be read.
        """
        order = BulkOrder(_as_it_is, _Nobody(), expected=1)
        server = self._server(replace(self.options, connections=1))
        with _opened(SmtpBulkSession(server, order)) as bulk:
            yield SmtpSession(bulk)

    @contextmanager
    def bulk_session(self, order: BulkOrder) -> Iterator[BulkSession]:
        """Open a conversation of many messages; raises as `session` does, and smtp-worker."""
        count = processes_for(self.options, order.expected, cores())
        server = self._server(self.options)
        several = SmtpWorkers(server, order, count) if count > 1 else None
        with _opened(several or SmtpBulkSession(server, order)) as bulk:
            yield bulk

    def _server(self, options: SmtpOptions) -> Server:
        try:
            tls = tls_context(options.ca)
        except OSError as error:
            text = f"Channel '{printable(self.channel)}': ca is no readable file of certificates."
            hint = "Name a PEM file with the certificates of the authorities to trust."
            raise UnusableInput(Problem("setting-invalid", text, hint)) from error
        return Server(options, self._credentials(), tls)

    def _credentials(self) -> Credentials | None:
        options = self.options
        if options.username is None:
            return None
        password = self._secret(options.password) if options.password else ""
        username = options.username
        name = self._secret(username) if isinstance(username, Secret) else username
        return Credentials(name, password, options.auth)

    def _secret(self, secret: Secret) -> str:
        value = self.secrets.get(secret.secret)
        if not value:
            raise faults.secret_missing(self.channel, secret.secret)
        return value


Bulk = TypeVar("Bulk", SmtpBulkSession, SmtpWorkers, SmtpBulkSession | SmtpWorkers)


@contextmanager
def _opened(bulk: Bulk) -> Iterator[Bulk]:
    bulk.open()
    try:
        yield bulk
    finally:
        bulk.close()


class _Nobody:
    """Whom a single message is told about: its caller waits for the outcome itself."""

    def start(self, number: int) -> None:
        """Nothing to note."""

    def answer(self, number: int, outcome: Outcome) -> None:
        """Nothing to note."""


def _as_it_is(message: Message) -> Message:
    return message
