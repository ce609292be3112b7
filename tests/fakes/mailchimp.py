"""A fake Mailchimp, version 3.0 of the Marketing API.

https://mailchimp.com/developer/marketing/api/campaigns/, /campaign-content/ and
/campaigns/schedule-campaign/: only on a quarter of an hour, and only what has a sender and content.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN, LIST = "0123456789abcdef-us6", "a1b2c3"
_SIGN_INS = "Basic " + b64encode(f"newsletter:{TOKEN}".encode()).decode()


@dataclass
class FakeMailchimp(Fake):
    """``campaigns`` by their id. ``lags``: the list shows nothing of what was made."""

    now: Callable[[], datetime]
    campaigns: dict[str, dict[str, Any]] = field(default_factory=dict)
    lags: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The audience and its campaigns."""
        return [
            ("GET", rf"/3\.0/lists/{LIST}", self.audience),
            ("GET", r"/3\.0/campaigns", self.list_campaigns),
            ("POST", r"/3\.0/campaigns", self.create),
            ("PUT", r"/3\.0/campaigns/(\w+)/content", self.content),
            ("POST", r"/3\.0/campaigns/(\w+)/actions/schedule", self.schedule),
        ]

    def audience(self, asked: Asked) -> Says:
        """An audience with its defaults."""
        defaults = {"from_name": "Acme News", "from_email": "news@acme.example"}
        data = {"name": "Readers", "campaign_defaults": defaults, "stats": {"member_count": 42}}
        return _refused(asked) or Says(200, data)

    def list_campaigns(self, asked: Asked) -> Says:
        """Campaigns made since a time."""
        if refusal := _refused(asked):
            return refusal
        since = datetime.fromisoformat(asked.query["since_create_time"][0])
        found = [one for one in self.campaigns.values() if one["made"] >= since]
        shown = [{key: one[key] for key in ("id", "web_id", "status", "settings")} for one in found]
        return Says(200, {"campaigns": [] if self.lags else shown})

    def create(self, asked: Asked) -> Says:
        """A draft, without content."""
        if refusal := _refused(asked):
            return refusal
        if faults := faults_of_ours("mailchimp-campaign", asked.json):
            return _error(400, "; ".join(faults))
        number = len(self.campaigns) + 1
        name = f"c{number}"
        self.campaigns[name] = {
            "id": name,
            "web_id": number,
            "status": "save",
            "made": self.now(),
            **asked.json,
        }
        shown = {key: self.campaigns[name][key] for key in ("id", "web_id", "status", "settings")}
        return Says(200, shown)

    def content(self, asked: Asked) -> Says:
        """The content of a draft."""
        campaign = self._campaign(asked)
        if refusal := _refused(asked):
            return refusal
        if campaign is None or campaign["status"] != "save":
            return _error(400, "The campaign cannot be edited.")
        campaign["content"] = asked.json
        return Says(200, asked.json)

    def schedule(self, asked: Asked) -> Says:
        """On a quarter of an hour in the future."""
        campaign = self._campaign(asked)
        if refusal := _refused(asked):
            return refusal
        if campaign is None or campaign["status"] != "save" or "content" not in campaign:
            return _error(400, "The campaign is not ready to be scheduled.")
        at = datetime.fromisoformat(asked.json["schedule_time"])
        if at <= self.now() or at.minute % 15 or at.second:
            return _error(400, "Campaigns can only be scheduled on the quarter-hour.")
        campaign |= {"status": "schedule", "at": at}
        return Says(204, b"")

    def _campaign(self, asked: Asked) -> dict[str, Any] | None:
        return self.campaigns.get(asked.match[1]) if asked.match else None


def _error(status: int, detail: str) -> Says:
    return Says(status, {"status": status, "title": "Invalid Resource", "detail": detail})


def _refused(asked: Asked) -> Says | None:
    if asked.headers.get("Authorization") == _SIGN_INS:
        return None
    return _error(401, "Your API key may be invalid.")
