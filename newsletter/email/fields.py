"""The header fields of a mail that are another one for each recipient."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from newsletter.email.headers import LINE, exact_field
from newsletter.email.mailbox import Mailbox, ascii_address

_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"
_PLAIN_LINK = re.compile("[A-Za-z0-9_.~/:?=&-]*")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '-]*")
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]{1,40}(?:\.[A-Za-z0-9_+-]{1,20})?@(?:[A-Za-z0-9]{1,30}\.){1,3}[A-Za-z]{2,9}"
)


def recipient_field(who: Mapping[str, str]) -> str:
    """The To field, with the recipient's first and last name where they are known.

    Raises:
        ValueError: ``email`` is missing, or no address that mail can be sent to.
    """
    address = who.get("email", "")
    name = f"{who.get('first_name', '')} {who.get('last_name', '')}".strip()
    if not _PLAIN_ADDRESS.fullmatch(address):
        address = ascii_address(address)
    elif _PLAIN_NAME.fullmatch(name):
        plain = f"To: {name} <{address}>"
        if len(plain) <= LINE:
            return plain
    return Mailbox(name, address).field("To")


def unsubscribe_fields(link: str | None) -> tuple[str, ...]:
    """List-Unsubscribe and its one-click companion (RFC 8058), for an https link.

    Raises:
        ValueError: the link is too long for a line.
    """
    if not link or not link.startswith("https://"):
        return ()
    plain = _PLAIN_LINK.fullmatch(link)
    safe = link if plain else quote(link, safe=_URL_CHARACTERS, errors="replace")
    field = exact_field("List-Unsubscribe", f"<{safe}>")
    return field, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
