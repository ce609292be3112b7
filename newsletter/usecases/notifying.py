"""Telling people something: by mail, through a channel of the project, and by a webhook.

The webhook is signed as Standard Webhooks say, with the secret `alerts-webhook` if there is one:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP

from newsletter.audience.addresses import Address, read_address
from newsletter.channels.carriage import carriage_of
from newsletter.email.mailbox import parse_mailbox
from newsletter.errors import NewsletterError, Unreachable, UnusableInput
from newsletter.instants import as_utc
from newsletter.model import Message
from newsletter.ports import ChannelContext, Clock, Secrets
from newsletter.printable import printable
from newsletter.problems import Place, Problem
from newsletter.project.folder import SETTINGS_FILE
from newsletter.senders.http.client import Answer, NoAnswer, NotSent, client
from newsletter.senders.social.hooks import hook
from newsletter.senders.social.webhook.signing import keys, signatures
from newsletter.settings import ChannelSettings, Settings
from newsletter.usecases.channel_senders import open_sender
from newsletter.usecases.notices import Notice
from newsletter.usecases.signing_mail import signer_of
from newsletter.usecases.workspace import Workspace

WEBHOOK_SECRET = "alerts-webhook"  # noqa: S105 - the name of a secret
_PLACE = Place(SETTINGS_FILE)


@dataclass(frozen=True, slots=True)
class Telling:
    """Who was told, and what kept us from telling the others."""

    told: tuple[str, ...]
    problems: tuple[Problem, ...]


def tell_people(notice: Notice, workspace: Workspace, secrets: Secrets, clock: Clock) -> Telling:
    """Tell everybody that a notice is for, each in their own way. Never raises.

    A request to approve is for the approvers that are email addresses; without any, and for all
    else, it is [alerts] that says who is told. If that is nobody, nobody is told.
    """
    told: list[str] = []
    problems: list[Problem] = []
    for to in readers_of(notice, workspace.settings):
        try:
            _mail(notice, to, workspace, secrets, clock)
            told.append(to)
        except NewsletterError as error:
            problems += error.problems
    if address := workspace.settings.alerts.webhook:
        try:
            told.append(_post(notice, address, workspace, secrets, clock))
        except NewsletterError as error:
            problems += error.problems
    return Telling(tuple(told), tuple(dict.fromkeys(problems)))


def readers_of(notice: Notice, settings: Settings) -> tuple[str, ...]:
    """The addresses that a notice is mailed to."""
    approvers = tuple(_addresses(settings.safety.approvers))
    if notice.kind == "approval" and approvers:
        return approvers
    given = settings.alerts.email
    return (parse_mailbox(given).address,) if given else ()


def _addresses(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        found = read_address(name)
        if isinstance(found, Address):
            yield found.given


def _mail(notice: Notice, to: str, workspace: Workspace, secrets: Secrets, clock: Clock) -> None:
    name, channel = _channel(workspace.settings)
    signer = signer_of(name, channel, secrets)
    mail = _message(notice, to, workspace.settings, clock.now())
    if signer:
        mail = Message(mail.message_id, mail.sender, mail.recipient, signer.sign(mail.data))
    sender = open_sender(name, channel, workspace, secrets, clock)
    with sender.session() as session:
        outcome = session.send(mail)
    if outcome.state != "accepted":
        text = f"A notice to {to} was not taken: {outcome.state}, {outcome.text or 'no reason'}."
        hint = "Look at the address in newsletter.toml, and at what the server says."
        raise NewsletterError(Problem("notice-refused", text, hint, _PLACE))


def _channel(settings: Settings) -> tuple[str, ChannelSettings]:
    """The first channel of email that may be used now."""
    for name, channel in settings.channels.items():
        carriage = carriage_of(channel)
        if carriage.kind == "email" and (settings.safety.live or carriage.is_local):
            return name, channel
    text = "No channel of email may be used now, so nobody can be told by mail."
    hint = "Add one to newsletter.toml; in test mode only those that stay on this computer count."
    raise NewsletterError(Problem("notice-no-channel", text, hint, _PLACE))


def _message(notice: Notice, to: str, settings: Settings, now: datetime) -> Message:
    """The notice as a mail. RFC 3834 says how an automatic one names itself."""
    identity = settings.newsletter
    sender = parse_mailbox(identity.from_)
    number = f"<{_identity(notice, to)}@{sender.domain}>"
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = HeaderAddress(sender.name, addr_spec=sender.address)
        mail["To"] = HeaderAddress("", addr_spec=parse_mailbox(to).address)
        mail["Subject"] = _one_line(notice.subject)
        mail["Date"] = now
        mail["Message-ID"] = number
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(_sound(notice.text), cte="quoted-printable")
        for one in notice.attachments:
            main, _, sub = one.media_type.partition("/")
            mail.add_attachment(one.data, main, sub or "octet-stream", filename=one.name)
        data = mail.as_bytes()
    except (ValueError, UnicodeError) as error:
        text = f"A notice to '{printable(to)}' cannot be written as a mail: {error}."
        hint = "Look at [alerts] and at from in [newsletter]."
        raise UnusableInput(Problem("notice-refused", text, hint, _PLACE)) from error
    return Message(number, sender.address, to, data)


def _post(
    notice: Notice, address: str, workspace: Workspace, secrets: Secrets, clock: Clock
) -> str:
    """Post it to the webhook; returns the host, the part of the address that may be shown."""
    context = ChannelContext("[alerts]", {"webhook": address}, workspace.folder, clock)
    target = hook(context, "webhook")
    secret = secrets.get(WEBHOOK_SECRET) or ""
    number, timestamp = _identity(notice, "webhook"), int(clock.now().timestamp())
    body = _body(notice, clock.now())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
    }
    if signing := _keys(secret):
        headers["webhook-signature"] = signatures(signing, number, timestamp, body)
    with client(target.address, secrets=(*target.secrets, *secret.split())) as opened:
        try:
            answer = opened.ask("POST", target.address, content=body, headers=headers)
        except (NotSent, NoAnswer) as error:
            raise Unreachable(_not_reached(target.host, str(error))) from None
    _check(answer, target.host)
    return target.host


def _check(answer: Answer, host: str) -> None:
    if not answer.ok:
        raise NewsletterError(_not_reached(host, f"{answer.status} {answer.text}".strip()))


def _keys(secret: str) -> tuple[bytes, ...]:
    try:
        return keys(secret)
    except ValueError as error:
        text = f"The secret '{WEBHOOK_SECRET}' cannot sign: {error}."
        hint = "It is whsec_ and 24 to 64 random bytes in base64: see docs/reference/senders.md."
        raise UnusableInput(Problem("webhook-secret", text, hint)) from None


def _body(notice: Notice, now: datetime) -> bytes:
    """The event, by the payload structure that Standard Webhooks recommend."""
    event = {
        "type": f"newsletter.{notice.kind}",
        "timestamp": as_utc(now),
        "data": {"subject": notice.subject, "text": notice.text, **notice.data},
    }
    return json.dumps(event, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _not_reached(host: str, said: str) -> Problem:
    text = f"The webhook of [alerts] at {host} did not take a notice: {said}."
    return Problem("notice-refused", text, "Look at its address in newsletter.toml.", _PLACE)


def _identity(notice: Notice, to: str) -> str:
    """The same notice to the same reader has the same number, however often it is tried."""
    return hashlib.sha256(f"{notice.key} {to}".encode()).hexdigest()[:32]


def _one_line(text: str) -> str:
    return printable(_sound(" ".join(text.split())))


def _sound(text: str) -> str:
    """Without halves of characters, which no mail can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
