"""A fake Buttondown.

https://docs.buttondown.com/api-emails-create, -update, -list; /api-idempotency-keys: a key is
answered with what it was answered with before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN = "buttondown-key-of-a-test"
PAGE = 2
"""Emails on a page of the list; the real one has 100."""


@dataclass
class FakeButtondown(Fake):
    """``emails`` by their id. ``keeps_keys``: false for a server that forgets its keys.

    ``lags``: the list shows nothing of what was made.
    """

    now: Callable[[], datetime]
    emails: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, Says] = field(default_factory=dict)
    keeps_keys: bool = True
    lags: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The newsletter and its emails."""
        return [
            ("GET", "/v1/newsletters", self.newsletters),
            ("GET", "/v1/emails", self.list_emails),
            ("POST", "/v1/emails", self.create),
            ("PATCH", r"/v1/emails/([\w-]+)", self.update),
        ]

    def newsletters(self, asked: Asked) -> Says:
        """The newsletters of a key."""
        return _refused(asked) or Says(200, {"results": [{"name": "Acme Weekly"}], "count": 1})

    def list_emails(self, asked: Asked) -> Says:
        """Pages of emails, newest first."""
        if refusal := _refused(asked):
            return refusal
        page = int(asked.query.get("page", ["1"])[0])
        emails = [] if self.lags else list(reversed(self.emails.values()))
        shown = emails[(page - 1) * PAGE : page * PAGE]
        more = f"{self.url}/v1/emails?page={page + 1}" if len(emails) > page * PAGE else None
        return Says(200, {"results": shown, "next": more, "count": len(emails)})

    def create(self, asked: Asked) -> Says:
        """An email, once for each key."""
        if refusal := _refused(asked):
            return refusal
        key = asked.headers.get("X-Idempotency-Key") or ""
        if self.keeps_keys and key in self.kept:
            return self.kept[key]
        if faults := faults_of_ours("buttondown-email", asked.json):
            return _error(400, "body_invalid", "; ".join(faults))
        name = f"em_{len(self.emails) + 1}"
        self.emails[name] = {"id": name, **asked.json}
        self.kept[key] = Says(201, self.emails[name])
        return self.kept[key]

    def update(self, asked: Asked) -> Says:
        """Change a draft, for example to scheduled."""
        if refusal := _refused(asked):
            return refusal
        email = self.emails.get(asked.match[1]) if asked.match else None
        if email is None or email["status"] != "draft":
            return _error(400, "status_invalid", "The status provided is not valid.")
        if asked.json.get("status") == "scheduled":
            at = asked.json.get("publish_date")
            if not at or datetime.fromisoformat(at) <= self.now():
                return _error(400, "publish_date_invalid", "It is not in the future.")
        email |= asked.json
        return Says(200, email)


def _error(status: int, code: str, detail: str) -> Says:
    return Says(status, {"code": code, "detail": detail, "metadata": {}})


def _refused(asked: Asked) -> Says | None:
    if asked.headers.get("Authorization") == f"Token {TOKEN}":
        return None
    return _error(403, "not_authenticated", "Invalid token.")
