"""One look at the mail: which scheme, through which client, with pictures or without."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from newsletter.checks.compatibility import Client
from newsletter.preview.mail.lens import through
from newsletter.preview.mail.pictures import Address, no_address, with_addresses
from newsletter.preview.mail.recolour import recoloured
from newsletter.preview.mail.schemes import as_authored

Scheme = Literal["light", "dark", "gmail", "outlook"]
"""As the author wrote it, light or dark; or dark as Gmail or Outlook make it of the light one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What somebody wants to see. ``is_turned`` asks for the mail from right to left.

    ``recipient`` is a word for the one who gets it; the mail that is given was rendered for them.
    """

    scheme: Scheme = "light"
    client: Client | None = None
    has_pictures: bool = True
    is_turned: bool = False
    recipient: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Look":
        """The look that an address asks for; a word that is unknown asks for nothing."""
        schemes: dict[str, Scheme] = {one: one for one in get_args(Scheme)}
        clients: dict[str, Client] = {one: one for one in get_args(Client)}
        return cls(
            scheme=schemes.get(query.get("scheme", ""), "light"),
            client=clients.get(query.get("client", "")),
            has_pictures=query.get("pictures") != "off",
            is_turned=query.get("dir") == "rtl",
            recipient=query.get("recipient", ""),
        )


def seen(html: str, look: Look, address: Address) -> str:
    """``html`` as it looks so. ``address`` says under which address a picture can be loaded."""
    read = through(html, look.client) if look.client else html
    if look.scheme == "gmail" or look.scheme == "outlook":
        colored = recoloured(read, look.scheme)
    else:
        colored = as_authored(read, dark=look.scheme == "dark")
    return with_addresses(colored, address if look.has_pictures else no_address)
