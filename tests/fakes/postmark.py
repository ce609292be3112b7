"""A fake Postmark.

https://postmarkapp.com/developer/api/email-api (the batch), /developer/api/server-api,
/developer/api/messages-api (the search by metadata), /developer/api/overview#error-codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN = "postmark-token-of-a-test"


@dataclass
class FakePostmark(Fake):
    """``taken`` holds what was taken, as it was asked for. ``blocked`` addresses are inactive.

    ``lags``: the search knows nothing yet. ``whole``: an error by which every request of more than
    one mail is refused as a whole. ``code``: an error that every mail gets.
    """

    taken: list[Mapping[str, Any]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    lags: bool = False
    whole: int | None = None
    code: int | None = None

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The batch, the server, the search."""
        return [
            ("POST", "/email/batch", self.batch),
            ("GET", "/server", self.server),
            ("GET", "/messages/outbound", self.outbound),
        ]

    def server(self, asked: Asked) -> Says:
        """The server of a token."""
        return _refused(asked) or Says(200, {"ID": 1, "Name": "Acme", "Color": "blue"})

    def batch(self, asked: Asked) -> Says:
        """At most 500 mails, each with its own result."""
        if refusal := _refused(asked):
            return refusal
        mails = asked.json
        if not isinstance(mails, list) or len(mails) > 500:
            return Says(422, {"ErrorCode": 410, "Message": "Too many batch messages"})
        if self.whole and len(mails) > 1:
            return Says(422, {"ErrorCode": self.whole, "Message": "refused as a whole"})
        return Says(200, [self._result(mail) for mail in mails])

    def _result(self, mail: Mapping[str, Any]) -> Mapping[str, Any]:
        if faults := faults_of_ours("postmark-email", mail):
            return {"ErrorCode": 300, "Message": "; ".join(faults)}
        if self.code:
            return {"ErrorCode": self.code, "Message": "as the test wants it"}
        if any(address in mail["To"] for address in self.blocked):
            return {"ErrorCode": 406, "Message": "The recipient is inactive."}
        self.taken.append(mail)
        number = f"b7bc2f4a-e38e-4336-af7d-{len(self.taken):012}"
        return {"ErrorCode": 0, "Message": "OK", "MessageID": number, "To": mail["To"]}

    def outbound(self, asked: Asked) -> Says:
        """The search, by one field of metadata."""
        if refusal := _refused(asked):
            return refusal
        wanted = {
            name.removeprefix("metadata_"): values[0]
            for name, values in asked.query.items()
            if name.startswith("metadata_")
        }
        found = [
            {"MessageID": f"b7bc2f4a-e38e-4336-af7d-{number:012}", "Metadata": mail["Metadata"]}
            for number, mail in enumerate(self.taken, 1)
            if wanted.items() <= mail["Metadata"].items() and not self.lags
        ]
        return Says(200, {"TotalCount": len(found), "Messages": found})


def _refused(asked: Asked) -> Says | None:
    if asked.headers.get("X-Postmark-Server-Token") == TOKEN:
        return None
    return Says(401, {"ErrorCode": 10, "Message": "The Server Token is missing or incorrect."})
