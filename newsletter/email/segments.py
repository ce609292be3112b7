"""A mail for the wire with its slots open: RFC 5322 bytes, joined anew for each recipient.

Everything that recipients share is encoded once, in pieces (`quoted_printable`) that a value can
be put between. There is no clock and no chance in here: date and Message-ID are passed in, and
boundaries are made of the seed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from newsletter.email.fields import recipient_field, unsubscribe_fields
from newsletter.email.headers import exact_field, text_field
from newsletter.email.mailbox import parse_mailbox
from newsletter.email.parts import InlineImage, digest, frame
from newsletter.email.quoted_printable import encode_piece, encode_value
from newsletter.email.slots.encoding import encoded
from newsletter.email.slots.filling import filled
from newsletter.email.slots.model import Block, Compiled, Condition, Pieces, Slot
from newsletter.email.slots.values import Person, holds, person, value_of

CRLF = b"\r\n"
_FEEDBACK = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the header of a mail says to everybody.

    ``sender`` and ``reply_to`` are mailboxes as in a header, with or without a name.
    ``feedback`` are the words of the Feedback-ID, by which Gmail counts complaints: edition,
    channel, newsletter, or whatever it shall tell apart; none for no such field. ``seed`` names
    the mail: boundaries are made of its hash.
    """

    sender: str
    seed: str
    reply_to: str | None = None
    feedback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Two alternatives of a program."""

    condition: Condition
    yes: "Program"
    no: "Program"


Program = tuple[bytes | int | Branch, ...]
"""Bytes as they are, slots by their number, and branches."""


@dataclass(frozen=True, slots=True)
class Segments:
    """A mail whose recipient is open; equal ones send equal bytes."""

    head: bytes
    subject: Pieces
    body: Program
    slots: tuple[Slot, ...]

    def message(self, recipient: Mapping[str, str], date: datetime, message_id: str) -> bytes:
        """The mail to one recipient: CRLF line ends, ASCII alone, no dot to be doubled.

        ``recipient`` is as for `newsletter.email.slots.filling.fill`, and holds ``email``.
        ``date`` is aware, ``message_id`` has its angle brackets. One-click unsubscription (RFC
        8058) is offered when ``links.unsubscribe`` is https.

        Raises:
            ValueError: there is no address that mail can be sent to, the date is not aware, or
                the Message-ID or a link cannot stand in a header.
        """
        who = person(recipient)
        fields = (
            recipient_field(who),
            self._subject(who),
            _date_field(date, date.utcoffset()),
            exact_field("Message-ID", message_id),
            *unsubscribe_fields(who.get("links.unsubscribe")),
        )
        header = "\r\n".join(fields).encode("ascii")
        return b"".join((self.head, header, CRLF, *self._body(who)))

    def _subject(self, who: Person) -> str:
        return _subject_field(filled(self.subject, who))

    def _body(self, who: Person) -> list[bytes]:
        parts: list[bytes] = []
        known: dict[int, bytes] = {}
        written: dict[str, bytes] = {"": b""}
        stack = [iter(self.body)]
        while stack:
            for item in stack[-1]:
                if isinstance(item, bytes):
                    parts.append(item)
                elif isinstance(item, int):
                    if item not in known:
                        known[item] = _value(self.slots[item], who, written)
                    parts.append(known[item])
                else:
                    stack.append(iter(item.yes if holds(item.condition, who) else item.no))
                    break
            else:
                stack.pop()
        return parts


def compile_segments(
    mail: Compiled, heading: Heading, images: Sequence[InlineImage] = ()
) -> Segments:
    """Encode all that the recipients of ``mail`` share.

    Raises:
        ValueError: the mail has an error, a mailbox of the heading holds no address, or an
            image's content id or media type is malformed.
    """
    if mail.html is None or mail.text is None:
        raise ValueError("a mail that could not be compiled has no message")
    around = frame(heading.seed, images)
    writer = _Writer({})
    body = (
        around.before_text,
        *writer.program(mail.text),
        around.before_html,
        *writer.program(mail.html),
        around.after_html,
    )
    head = b"".join(field.encode("ascii") + CRLF for field in _fields(heading))
    return Segments(head, mail.subject, _joined(body), tuple(writer.numbers))


def _fields(heading: Heading) -> Iterator[str]:
    """The fields that are the same for everybody, but for those of the body."""
    yield parse_mailbox(heading.sender).field("From")
    if heading.reply_to:
        yield parse_mailbox(heading.reply_to).field("Reply-To")
    # Answering machines stay silent, and bounces keep their way back.
    yield "Precedence: bulk"
    if heading.feedback:
        words = (_feedback_word(word) for word in heading.feedback)
        yield exact_field("Feedback-ID", ":".join(words))
    yield "MIME-Version: 1.0"


def _feedback_word(word: str) -> str:
    """A word of a Feedback-ID: colons divide it, and Gmail wants it short."""
    plain = "".join(character if character in _FEEDBACK else "-" for character in word)
    return plain if len(plain) <= 40 else digest("feedback", word)[:16]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns pieces into a program; ``numbers`` are those of the slots so far."""

    numbers: dict[Slot, int]

    def program(self, pieces: Pieces) -> Iterator[bytes | int | Branch]:
        for piece in pieces:
            if isinstance(piece, str):
                yield encode_piece(piece)
            elif isinstance(piece, Block):
                yes, no = tuple(self.program(piece.yes)), tuple(self.program(piece.no))
                yield Branch(piece.condition, yes, no)
            else:
                yield self.numbers.setdefault(piece, len(self.numbers))


def _joined(program: Program) -> Program:
    """The program with neighbouring bytes in one."""
    joined: list[bytes | int | Branch] = []
    for item in program:
        last = joined[-1] if joined else None
        if isinstance(item, bytes) and isinstance(last, bytes):
            joined[-1] = last + item
        else:
            joined.append(item)
    return tuple(joined)


def _value(slot: Slot, who: Person, written: dict[str, bytes]) -> bytes:
    """``written`` remembers texts, for most look the same in HTML and in plain text."""
    text = encoded(value_of(slot.variable, who), slot.standing)
    found = written.get(text)
    if found is None:
        found = written[text] = encode_value(text)
    return found


@lru_cache(maxsize=64)
def _date_field(date: datetime, offset: timedelta | None) -> str:
    """Remembered by the offset too: an instant is equal in all zones, and not written equally."""
    if offset is None:
        raise ValueError("a mail's date needs a time zone")
    return exact_field("Date", format_datetime(date))


@lru_cache(maxsize=64)
def _subject_field(subject: str) -> str:
    return text_field("Subject", subject)
