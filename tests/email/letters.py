"""One mail to one recipient, with all that it says in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter.email.mailbox import parse_mailbox
from newsletter.email.message import message_id
from newsletter.email.parts import InlineImage
from newsletter.email.segments import Heading, compile_segments
from newsletter.email.slots.model import Compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one mail says and to whom.

    ``sender``, ``recipient`` and ``reply_to`` are mailboxes as in a header, with or without a
    name. ``date`` is aware. ``unsubscribe`` is the link behind List-Unsubscribe.
    ``seed`` names the mail: boundaries and Message-ID are made of its hash, so two different
    mails need two seeds.
    """

    sender: str
    recipient: str
    subject: str
    date: datetime
    text: str
    html: str
    seed: str
    reply_to: str | None = None
    unsubscribe: str | None = None


def build_message(letter: Letter, images: Sequence[InlineImage] = ()) -> bytes:
    """The mail of a letter; see `newsletter.email.segments.Segments.message`.

    Raises:
        ValueError: a mailbox holds no address, the date is not aware, an image's content id or
            media type is malformed, or a link is too long for a header.
    """
    mail = Compiled((letter.subject,), (letter.html,), (letter.text,), (), ())
    heading = Heading(sender=letter.sender, seed=letter.seed, reply_to=letter.reply_to)
    to = parse_mailbox(letter.recipient)
    recipient = {
        "email": to.address,
        "first_name": to.name,
        "links.unsubscribe": letter.unsubscribe or "",
    }
    segments = compile_segments(mail, heading, images)
    return segments.message(recipient, letter.date, message_id(letter.seed, letter.sender))
