"""A fake listmonk.

https://listmonk.app/docs/apis/campaigns/: campaigns are made as drafts, only a draft can be
scheduled, and only with a time in the future. Requests are checked as listmonk's server does it.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

USER, TOKEN = "newsletter", "listmonk-token-of-a-test"
_SIGN_IN = "Basic " + b64encode(f"{USER}:{TOKEN}".encode()).decode()


@dataclass
class FakeListmonk(Fake):
    """``campaigns`` by their number. ``old``: a server that does not filter by tags.

    ``lags``: the list shows nothing of what was made.
    """

    now: Callable[[], datetime]
    campaigns: dict[int, dict[str, Any]] = field(default_factory=dict)
    old: bool = False
    lags: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Lists and campaigns."""
        return [
            ("GET", "/api/lists", self.lists),
            ("GET", "/api/campaigns", self.list_campaigns),
            ("POST", "/api/campaigns", self.create),
            ("PUT", r"/api/campaigns/(\d+)", self.update),
            ("PUT", r"/api/campaigns/(\d+)/status", self.status),
        ]

    def lists(self, asked: Asked) -> Says:
        """The lists of a server."""
        return _refused(asked) or Says(200, {"data": {"results": [{"id": 1, "name": "Readers"}]}})

    def list_campaigns(self, asked: Asked) -> Says:
        """Campaigns, newest first; by tags on servers that can."""
        if refusal := _refused(asked):
            return refusal
        wanted = set() if self.old else set(asked.query.get("tags", []))
        found = [one for one in self.campaigns.values() if wanted <= set(one["tags"])]
        shown = [] if self.lags else list(reversed(found))
        return Says(200, {"data": {"results": shown, "total": len(shown), "page": 1}})

    def create(self, asked: Asked) -> Says:
        """A draft."""
        if refusal := _refused(asked) or self._fault(asked):
            return refusal
        number = len(self.campaigns) + 1
        self.campaigns[number] = {"id": number, "status": "draft", **asked.json}
        return Says(200, {"data": self.campaigns[number]})

    def update(self, asked: Asked) -> Says:
        """Everything of a draft."""
        if refusal := _refused(asked) or self._fault(asked):
            return refusal
        campaign = self._campaign(asked)
        if campaign is None or campaign["status"] != "draft":
            return _error(400, "campaign cannot be changed")
        campaign |= asked.json
        return Says(200, {"data": campaign})

    def status(self, asked: Asked) -> Says:
        """From draft to scheduled, which needs a time."""
        if refusal := _refused(asked):
            return refusal
        campaign = self._campaign(asked)
        if campaign is None or campaign["status"] != "draft":
            return _error(400, "Only draft campaigns can be scheduled.")
        if not campaign.get("send_at"):
            return _error(400, "Campaign needs a `send_at` date to be scheduled.")
        campaign["status"] = asked.json["status"]
        return Says(200, {"data": campaign})

    def _campaign(self, asked: Asked) -> dict[str, Any] | None:
        return self.campaigns.get(int(asked.match[1])) if asked.match else None

    def _fault(self, asked: Asked) -> Says | None:
        if faults := faults_of_ours("listmonk-campaign", asked.json):
            return _error(400, "; ".join(faults))
        at = asked.json.get("send_at")
        if at and datetime.fromisoformat(at) <= self.now():
            return _error(400, "Scheduled date should be in the future.")
        return None


def _error(status: int, message: str) -> Says:
    return Says(status, {"message": message})


def _refused(asked: Asked) -> Says | None:
    if asked.headers.get("Authorization") == _SIGN_IN:
        return None
    return _error(403, "invalid API credentials")
