"""What the slots of a mail hold for one recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from newsletter.editions.tokens import Subject, sign

UNSUBSCRIBE_PATH, PREFERENCES_PATH, ARCHIVE_PATH = "/unsubscribe/", "/preferences/", "/archive/"
"""The public pages, below the newsletter's url."""


@dataclass(frozen=True, slots=True)
class Personal:
    """Fills the slots of one edition for one audience; ``key`` signs the links."""

    url: str
    audience: str
    edition: str
    key: bytes = field(repr=False)

    def values(self, address: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a recipient, the address, and the links that are theirs alone."""
        token = sign(Subject(address.lower(), self.audience, self.edition), self.key)
        base = self.url.rstrip("/")
        return {
            "id": token.rpartition(".")[2],
            **attributes,
            "email": address,
            "links.unsubscribe": f"{base}{UNSUBSCRIBE_PATH}{token}",
            "links.preferences": f"{base}{PREFERENCES_PATH}{token}",
            "links.view": f"{base}{ARCHIVE_PATH}{quote(self.edition, safe='')}",
        }
