"""A fake Brevo, version 3 of its API.

https://developers.brevo.com/reference/sendtransacemail, /reference/getemaileventreport,
/reference/getaccount, /docs/heterogenous-versions-batch-emails (keys that are good for 30 minutes).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN = "xkeysib-key-of-a-test"


@dataclass
class FakeBrevo(Fake):
    """``taken`` holds what was taken, as it was asked for. ``blocked`` addresses are refused.

    ``lags``: there are no events yet. ``code``: an error that every mail gets, with its status.
    """

    taken: list[Mapping[str, Any]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    lags: bool = False
    code: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Sending, the account, the events."""
        return [
            ("POST", "/v3/smtp/email", self.send),
            ("GET", "/v3/account", self.account),
            ("GET", "/v3/smtp/statistics/events", self.events),
        ]

    def account(self, asked: Asked) -> Says:
        """Whose key it is."""
        plan = [{"type": "payAsYouGo", "credits": 4321, "creditsType": "sendLimit"}]
        return _refused(asked) or Says(200, {"email": "ops@acme.example", "plan": plan})

    def send(self, asked: Asked) -> Says:
        """One mail."""
        if refusal := _refused(asked):
            return refusal
        if self.code:
            return _error(self.code[1], self.code[0], "as the test wants it")
        if faults := faults_of_ours("brevo-email", asked.json):
            return _error(400, "invalid_parameter", "; ".join(faults))
        key = asked.json["headers"]["idempotencyKey"]
        if key in self.keys:
            return _error(400, "duplicate_parameter", "idempotencyKey was used before")
        if asked.json["to"][0]["email"] in self.blocked:
            return _error(400, "invalid_parameter", "email is not valid in to")
        self.keys.add(key)
        self.taken.append(asked.json)
        return Says(201, {"messageId": _name(len(self.taken))})

    def events(self, asked: Asked) -> Says:
        """Events by tags, which are a JSON list."""
        if refusal := _refused(asked):
            return refusal
        tags = json.loads(asked.query["tags"][0])
        found = [
            {"event": "requests", "messageId": _name(number), "email": mail["to"][0]["email"]}
            for number, mail in enumerate(self.taken, 1)
            if set(tags) <= set(mail["tags"]) and not self.lags
        ]
        return Says(200, {"events": found} if found else {})


def _name(number: int) -> str:
    return f"<202611240900.{number}@smtp-relay.mailin.fr>"


def _error(status: int, code: str, message: str) -> Says:
    return Says(status, {"code": code, "message": message})


def _refused(asked: Asked) -> Says | None:
    if asked.headers.get("api-key") == TOKEN:
        return None
    return _error(401, "unauthorized", "Key not found")
