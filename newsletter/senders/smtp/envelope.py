"""A message as SMTP commands and as content for the wire, or why it cannot be sent there."""

import re
from dataclasses import dataclass

from newsletter.email.mailbox import ascii_address
from newsletter.model import Message
from newsletter.outcome import Outcome
from newsletter.printable import printable
from newsletter.senders.smtp.extensions import Extensions

_ADDRESS = re.compile("[^\x00-\x20\x7f-\xa0<>\u2028\u2029\ud800-\udfff]{1,320}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is written for one message: two commands, and the content without its last dot."""

    mail: bytes
    rcpt: bytes
    content: bytes


def envelope(message: Message, offers: Extensions) -> Envelope | Outcome:
    """Prepare ``message`` for a server; an Outcome where that cannot be done.

    Too large (RFC 1870) and letters that the server cannot take (RFC 6531, RFC 6152) are
    rejected; an address or content that could break out of its place has failed.
    """
    try:
        sender = _wire_address(message.sender) if message.sender else ""
        recipient = _wire_address(message.recipient)
        content = message.data if message.wire_ready else wire_content(message.data)
    except ValueError as error:
        return Outcome("failed", text=f"{printable(message.recipient)}: {printable(str(error))}")
    ascii_names = sender.isascii() and recipient.isascii()
    ascii_data = message.wire_ready or message.data.isascii()
    obstacle = _obstacle(len(message.data), offers, ascii_names, ascii_data)
    if obstacle:
        return Outcome("rejected", text=f"{printable(message.recipient)}: {obstacle}")
    parameters = _parameters(len(message.data), offers, ascii_names, ascii_data)
    mail = f"MAIL FROM:<{sender}>{parameters}\r\n"
    return Envelope(mail.encode(), f"RCPT TO:<{recipient}>\r\n".encode(), content)


def wire_content(data: bytes) -> bytes:
    """``data`` with dots doubled at line starts (RFC 5321, section 4.5.2), ending in CRLF.

    Raises:
        ValueError: it is empty, or it holds NUL or a line end other than CRLF, which some
            servers would take for the end of the message.
    """
    if not data:
        raise ValueError("the message is empty")
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") or b"\0" in data:
        raise ValueError("the message holds a line end other than CRLF, or NUL")
    if b"\r\n." in data:
        data = data.replace(b"\r\n.", b"\r\n..")
    if data.startswith(b"."):
        data = b"." + data
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def _wire_address(address: str) -> str:
    if not _ADDRESS.fullmatch(address) or "@" not in address:
        raise ValueError(f"'{address}' cannot stand in an SMTP command")
    if address.isascii():
        return address
    try:
        return ascii_address(address)
    except ValueError:
        return address  # its local part needs SMTPUTF8


def _obstacle(size: int, offers: Extensions, ascii_names: bool, ascii_data: bool) -> str | None:
    if offers.max_bytes is not None and size > offers.max_bytes:
        return f"the message has {size} bytes, and the server takes {offers.max_bytes} at most"
    if not ascii_names and not offers.utf8:
        return "the server takes no letters beyond ASCII in addresses (SMTPUTF8)"
    if not offers.eight_bit and not ascii_data:
        return "the message is not ASCII alone, and the server takes nothing else (8BITMIME)"
    return None


def _parameters(size: int, offers: Extensions, ascii_names: bool, ascii_data: bool) -> str:
    announced = f" SIZE={size}" if offers.size else ""
    body = "" if ascii_data else " BODY=8BITMIME"
    return announced + body + ("" if ascii_names else " SMTPUTF8")
