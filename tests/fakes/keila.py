"""A fake Keila.

https://keila.io/docs/api and the description of its API: bodies are wrapped in ``data``, a
campaign keeps data of ours, and a time has to be five minutes ahead.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN, SENDER = "keila-key-of-a-test", "ms_1"
AHEAD = timedelta(seconds=300)


@dataclass
class FakeKeila(Fake):
    """``campaigns`` by their id. ``lags``: the list shows nothing of what was made."""

    now: Callable[[], datetime]
    campaigns: dict[str, dict[str, Any]] = field(default_factory=dict)
    lags: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Senders and campaigns."""
        return [
            ("GET", "/api/v1/senders", self.senders),
            ("GET", "/api/v1/campaigns", self.list_campaigns),
            ("POST", "/api/v1/campaigns", self.create),
            ("POST", r"/api/v1/campaigns/(\w+)/actions/schedule", self.schedule),
        ]

    def senders(self, asked: Asked) -> Says:
        """The senders of a project."""
        return _refused(asked) or Says(200, {"data": [{"id": SENDER, "name": "Acme"}]})

    def list_campaigns(self, asked: Asked) -> Says:
        """All campaigns of a project."""
        found = [] if self.lags else list(self.campaigns.values())
        return _refused(asked) or Says(200, {"data": found, "meta": {"count": len(found)}})

    def create(self, asked: Asked) -> Says:
        """A campaign, without a time."""
        if refusal := _refused(asked):
            return refusal
        if faults := faults_of_ours("keila-campaign", asked.json):
            return _error(400, "; ".join(faults))
        name = f"mc_{len(self.campaigns) + 1}"
        times = {"scheduled_for": None, "sent_at": None}
        self.campaigns[name] = {"id": name, **asked.json["data"], **times}
        return Says(200, {"data": self.campaigns[name]})

    def schedule(self, asked: Asked) -> Says:
        """Give a campaign its time."""
        if refusal := _refused(asked):
            return refusal
        campaign = self.campaigns.get(asked.match[1]) if asked.match else None
        if campaign is None or campaign["scheduled_for"]:
            return _error(400, "it is already about to be delivered")
        at = datetime.fromisoformat(asked.json["data"]["scheduled_for"])
        if at < self.now() + AHEAD:
            return _error(400, "must be at least 300 seconds in the future")
        campaign["scheduled_for"] = asked.json["data"]["scheduled_for"]
        return Says(200, {"data": campaign})


def _error(status: int, detail: str) -> Says:
    return Says(status, {"errors": [{"status": status, "detail": detail}]})


def _refused(asked: Asked) -> Says | None:
    return None if asked.token == TOKEN else Says(403, {"errors": [{"title": "Not authorized"}]})
