"""A test mail: the edition as a sample reader gets it, to an address that is allowed for tests."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter.audience.addresses import Address, read_address
from newsletter.channels.carriage import carriage_of
from newsletter.editions.context import SAMPLE_RECIPIENT, recipient_links, slot_values
from newsletter.editions.render import compile_edition, edition_segments
from newsletter.email.dkim import Signer
from newsletter.email.mailbox import parse_mailbox
from newsletter.email.message import message_id
from newsletter.errors import NewsletterError, UnusableInput, UsageError
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.ports import Clock, Secrets
from newsletter.problems import Place, Problem, has_errors
from newsletter.project.folder import SETTINGS_FILE
from newsletter.settings import ChannelSettings, Safety, Settings
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.channel_senders import leaves_in_test_mode, open_sender
from newsletter.usecases.freezing import is_test_recipient
from newsletter.usecases.signing_mail import length_findings, signed, signer_of

MARK = "[TEST] "
PATTERN = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class TestSent:
    """What became of the test mail."""

    __test__ = False  # its name is no test's

    channel: str
    to: str
    outcome: Outcome
    problems: tuple[Problem, ...]


def send_test_mail(
    request: BuildRequest, to: str | None, secrets: Secrets, clock: Clock
) -> TestSent:
    """Send one mail of an edition, marked as a test; its links to unsubscribe act on nobody.

    Without ``to`` it goes to the first test recipient that is an address, else to the sender.

    Raises:
        UsageError: address-invalid.
        NewsletterError: test-address: tests may not go there; test-mode; channel-missing.
        UnusableInput: the edition has errors.
        AuthRefused, Unreachable: the channel cannot be used; dkim-key.
    """
    build = build_edition(request)
    if has_errors(build.problems) or build.hash is None:
        raise UnusableInput(*build.problems)
    settings = build.workspace.settings
    address = _allowed(to or _default(settings), settings.safety)
    name, channel = _channel(settings)
    signer = signer_of(name, channel, secrets)
    sender = open_sender(name, channel, build.workspace, secrets, clock)
    mail = _message(build, signer, address, build.hash, clock.now())
    with sender.session() as session:
        outcome = session.send(mail)
    findings = length_findings(name, signer) if signer else ()
    return TestSent(name, address, outcome, (*build.problems, *findings))


def _default(settings: Settings) -> str:
    named = (one for one in settings.safety.test_recipients if not PATTERN.intersection(one))
    return next(named, parse_mailbox(settings.newsletter.from_).address)


def _allowed(to: str, safety: Safety) -> str:
    found = read_address(to)
    if not isinstance(found, Address):
        text = f"This is no email address. {found}"
        raise UsageError(Problem("address-invalid", text, "Write it like ada@example.com."))
    if is_test_recipient(found.key, safety):
        return found.given
    text = f"'{found.given}' is not among the test recipients, so nothing was sent."
    hint = "Add the address to test_recipients in [safety], or name another one: --to ADDRESS"
    raise NewsletterError(Problem("test-address", text, hint, Place(SETTINGS_FILE)))


def _channel(settings: Settings) -> tuple[str, ChannelSettings]:
    """The first channel of email that may be used now."""
    email = [
        (name, channel)
        for name, channel in settings.channels.items()
        if carriage_of(channel).kind == "email"
    ]
    usable = _usable(email, settings.safety)
    if usable:
        return usable
    if email:
        raise NewsletterError(leaves_in_test_mode(email[0][0]))
    hint = 'Add a section [channels.outbox] with sender = "outbox".'
    text = "No channel carries email, so there is no way for a test mail."
    raise NewsletterError(Problem("channel-missing", text, hint, Place(SETTINGS_FILE)))


def _usable(
    channels: Iterable[tuple[str, ChannelSettings]], safety: Safety
) -> tuple[str, ChannelSettings] | None:
    fit = (one for one in channels if safety.live or carriage_of(one[1]).is_local)
    return next(fit, None)


def _message(build: Build, signer: Signer | None, to: str, seed: str, now: datetime) -> Message:
    edition = replace(build.edition, subject=f"{MARK}{build.edition.subject}")
    identity = build.workspace.settings.newsletter
    mail = compile_edition(edition, build.design)
    compiled = signed(edition_segments(edition, build.design, mail, seed=seed), signer)
    reader = replace(SAMPLE_RECIPIENT, email=to)
    values = slot_values(reader, recipient_links(identity.url, edition.name, reader))
    number = message_id(f"test {seed} {to} {now.isoformat()}", identity.from_)
    data = compiled.message(values, now.replace(microsecond=0), number)
    return Message(number, parse_mailbox(identity.from_).address, to, data)
