"""What the slots of a mail hold for one recipient."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.editions.tokens import Subject, sign

UNSUBSCRIBE_PATH = "/unsubscribe/"
UNSUBSCRIBE = "links.unsubscribe"


def unsubscribe_url(url: str, token: str) -> str:
    """Where a reader leaves the newsletter whose public pages are at ``url``."""
    return f"{url.rstrip('/')}{UNSUBSCRIBE_PATH}{token}"


@dataclass(frozen=True, slots=True)
class Personal:
    """Fills the slots of one edition for one audience; ``key`` signs the links.

    Links to pages that do not exist stay empty, and templates leave them out.
    """

    url: str
    audience: str
    edition: str
    key: bytes = field(repr=False)

    def values(self, address: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes of a recipient, the address, and the links that are theirs alone."""
        token = sign(Subject(address.lower(), self.audience, self.edition), self.key)
        links = {UNSUBSCRIBE: unsubscribe_url(self.url, token)}
        return {"id": token.rpartition(".")[2], **attributes, "email": address, **links}
