"""A mail taken apart, for providers that build the mail themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import parseaddr

from newsletter.email.headers import one_line
from newsletter.email.mailbox import ascii_address
from newsletter.model import Message

CARRIED = ("List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Precedence")
"""Fields of the header that go along as they are, besides those that have a place of their own."""

_FOLD = re.compile(r"\r?\n[ \t]+")


class NotAMail(ValueError):
    """The message cannot be taken apart; the text says why."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, and the name before it in plain text, which may be empty."""

    address: str
    name: str = ""

    def __str__(self) -> str:
        if not self.name:
            return self.address
        quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{self.address}>'


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture that the HTML shows by ``cid:`` and ``content_id``, which has no brackets."""

    content_id: str
    media_type: str
    data: bytes = field(repr=False)
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one recipient as people see it, and what of its header has to go along.

    ``message_id`` has its angle brackets. ``headers`` are those of `CARRIED` that it has.
    """

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    reply_to: Mailbox | None
    subject: str
    html: str | None
    text: str | None
    headers: Mapping[str, str]
    pictures: tuple[InlinePicture, ...] = ()


def taken_apart(message: Message) -> Letter:
    """The letter in a message; its recipient is the envelope's, named as in the To field.

    Raises:
        NotAMail: it has no sender or no text, or the recipient is no address.
    """
    try:
        parsed = message_from_bytes(message.data)
        return _letter(message, parsed)
    except (MessageError, LookupError, UnicodeError) as error:
        raise NotAMail(f"the message cannot be read: {type(error).__name__}") from None


def fit_address(message: Message) -> str:
    """The recipient's address.

    Raises:
        NotAMail: it is none that mail can be sent to.
    """
    try:
        return ascii_address(message.recipient)
    except ValueError as error:
        raise NotAMail(str(error)) from None


def _letter(message: Message, parsed: Parsed) -> Letter:
    sender = _mailbox(parsed, "From")
    texts = {kind: _text(part) for kind, part in _bodies(parsed)}
    if sender is None or not texts:
        raise NotAMail("the message has no sender" if texts else "the message has no text")
    to = _mailbox(parsed, "To")
    return Letter(
        message_id=message.message_id,
        sender=sender,
        recipient=Mailbox(fit_address(message), to.name if to else ""),
        reply_to=_mailbox(parsed, "Reply-To"),
        subject=_plain(parsed, "Subject"),
        html=texts.get("text/html"),
        text=texts.get("text/plain"),
        headers={name: _raw(parsed, name) for name in CARRIED if parsed[name]},
        pictures=tuple(_pictures(parsed)),
    )


def _raw(parsed: Parsed, name: str) -> str:
    """A field on one line, still encoded."""
    return one_line(_FOLD.sub(" ", str(parsed.get(name, ""))))


def _plain(parsed: Parsed, name: str) -> str:
    return _decoded(_raw(parsed, name))


def _decoded(text: str) -> str:
    """Text with its encoded words (RFC 2047) read."""
    return one_line(str(make_header(decode_header(text)))) if "=?" in text else text


def _mailbox(parsed: Parsed, name: str) -> Mailbox | None:
    """The mailbox of a field. It is divided before it is decoded: a name may hold anything."""
    display, address = parseaddr(_raw(parsed, name))
    try:
        return Mailbox(ascii_address(address), _decoded(display))
    except ValueError:
        return None


def _bodies(parsed: Parsed) -> Iterator[tuple[str, Parsed]]:
    """The text and the HTML of the mail, each the first of its kind."""
    seen: set[str] = set()
    for part in parsed.walk():
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and kind not in seen and not part.is_multipart():
            seen.add(kind)
            yield kind, part


def _text(part: Parsed) -> str:
    charset = part.get_content_charset("utf-8")
    return _payload(part).decode(charset, "replace").replace("\r\n", "\n")


def _pictures(parsed: Parsed) -> Iterator[InlinePicture]:
    for part in parsed.walk():
        content_id = _raw(part, "Content-ID").strip("<>")
        if content_id and part.get_content_maintype() == "image":
            name = part.get_filename(content_id)
            yield InlinePicture(content_id, part.get_content_type(), _payload(part), name)


def _payload(part: Parsed) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
