"""A fake of Slack's incoming webhooks.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Answers are plain
text: ``ok``, or the name of an error. Faults go by the name of the route: ``take``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

PATH = "/services/T00000000/B00000000/slackWebhookOfATest"
TRUNCATED_AT = 40_000
TEXT = {"Content-Type": "text/html"}


@dataclass
class Slack(Fake):
    """``messages`` holds what was committed, as JSON objects.

    ``state``: what has become of the webhook or its channel, as the error that is told; None is
    a healthy one. Errors that are known: ``no_service``, ``channel_is_archived``,
    ``action_prohibited``, ``channel_not_found``.
    """

    state: str | None = None
    messages: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """One address for all."""
        return [("POST", r"/services/(\w+)/(\w+)/(\w+)", self.take)]

    @property
    def webhook(self) -> str:
        """The address that people copy out of Slack, here on this computer."""
        return f"{self.url}{PATH}"

    def throttled(self, seconds: int = 1) -> Says:
        """https://docs.slack.dev/apis/web-api/rate-limits: 429 with Retry-After in seconds."""
        return Says(429, "rate_limited", {**TEXT, "Retry-After": str(seconds)})

    def redirected(self) -> Says:
        """What a proxy or a moved workspace may answer; to follow it would give the text away."""
        return Says(302, "", {"Location": f"{self.url}/elsewhere"})

    def take(self, asked: Asked) -> Says:
        """Take one message."""
        if asked.path != PATH:
            return _error(403, "invalid_token")
        if self.state:
            return _error(_STATUS.get(self.state, 400), self.state)
        return _refusal(asked) or self._commit(asked.json)

    def _commit(self, message: Mapping[str, Any]) -> Says:
        kept = dict(message)
        if "text" in kept:
            kept["text"] = kept["text"][:TRUNCATED_AT]
        self.messages.append(kept)
        return Says(200, "ok", TEXT)


_STATUS = {
    "no_service": 404,
    "channel_is_archived": 410,
    "action_prohibited": 403,
    "channel_not_found": 404,
}


def _refusal(asked: Asked) -> Says | None:
    try:
        body = json.loads(asked.body)
    except ValueError:
        return _error(400, "invalid_payload")
    if not isinstance(body, dict):
        return _error(400, "invalid_payload")
    if not (body.get("text") or "").strip() and not body.get("blocks"):
        return _error(400, "no_text")
    return _error(400, "invalid_payload") if faults_of_ours("slack", body) else None


def _error(status: int, name: str) -> Says:
    return Says(status, name, TEXT)
