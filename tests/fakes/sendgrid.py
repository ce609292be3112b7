"""A fake SendGrid, version 3 of its API.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send and
.../api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN = "SG.key-of-a-test"


@dataclass
class FakeSendGrid(Fake):
    """``taken`` holds what was taken, as it was asked for. ``blocked`` addresses are refused."""

    taken: list[Mapping[str, Any]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    scopes: tuple[str, ...] = ("mail.send",)
    verified: bool = True

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Sending, and what the key may do."""
        return [("POST", "/v3/mail/send", self.send), ("GET", "/v3/scopes", self.all_scopes)]

    def all_scopes(self, asked: Asked) -> Says:
        """The scopes of a key."""
        return _refused(asked) or Says(200, {"scopes": list(self.scopes)})

    def send(self, asked: Asked) -> Says:
        """One mail: 202 without a body, its id in a header."""
        if refusal := _refused(asked):
            return refusal
        if not self.verified:
            text = "The from address does not match a verified Sender Identity."
            return _errors(403, text)
        if faults := faults_of_ours("sendgrid-mail-send", asked.json):
            return _errors(400, *faults)
        if asked.json["personalizations"][0]["to"][0]["email"] in self.blocked:
            return _errors(400, "Does not contain a valid address.")
        self.taken.append(asked.json)
        return Says(202, b"", {"X-Message-Id": f"14c5d75ce93.{len(self.taken)}"})


def _errors(status: int, *texts: str) -> Says:
    return Says(status, {"errors": [{"message": one, "field": None} for one in texts]})


def _refused(asked: Asked) -> Says | None:
    if asked.token == TOKEN:
        return None
    return _errors(401, "The provided authorization grant is invalid, expired, or revoked")
