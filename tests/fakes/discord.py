"""A fake of Discord's webhooks.

https://docs.discord.com/developers/resources/webhook and /topics/rate-limits. Faults go by the
names of the routes: ``about``, ``execute``, ``one_message``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.multipart import Field, fields, is_multipart
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_published

WEBHOOK = "1200000000000000001"
TOKEN = "discord-webhook-token-of-a-test"
PATH = f"/api/webhooks/{WEBHOOK}/{TOKEN}"
MOST_IN_EMBEDS = 6000


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was committed: ``body`` as asked for, ``files`` by their field's name."""

    id: str
    body: Mapping[str, Any]
    files: Mapping[str, Field]


@dataclass
class Discord(Fake):
    """``messages`` holds what was committed. ``deleted``: the webhook is gone."""

    deleted: bool = False
    messages: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """The version in the path may be left out."""
        base = r"(?:/api)?(?:/v\d+)?/webhooks/(\d+)/([^/]+)"
        return [
            ("GET", base, self.about),
            ("POST", base, self.execute),
            ("GET", rf"{base}/messages/(\d+)", self.one_message),
        ]

    @property
    def webhook(self) -> str:
        """The address that people copy out of Discord, here on this computer."""
        return f"{self.url}{PATH}"

    def throttled(self, seconds: float = 1.5, *, everywhere: bool = False) -> Says:
        """A 429: the wait is in the body and, rounded, in the headers."""
        headers = {
            "Retry-After": str(round(seconds + 0.5)),
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": str(seconds),
            "X-RateLimit-Bucket": "80c17d2f203122d936070c88c8d10f33",
            "X-RateLimit-Scope": "global" if everywhere else "user",
        }
        said = {"message": "You are being rate limited.", "retry_after": seconds}
        return Says(429, {**said, "global": everywhere}, headers)

    def about(self, asked: Asked) -> Says:
        """Get Webhook with Token; the answer holds the token."""
        said = {"id": WEBHOOK, "type": 1, "name": "Acme", "channel_id": "42", "guild_id": "7"}
        return self._gone(asked) or Says(200, {**said, "token": TOKEN})

    def execute(self, asked: Asked) -> Says:
        """Execute Webhook: 204 without a body unless ``wait`` is true."""
        form = fields(asked) if is_multipart(asked) else {}
        body = json.loads(form["payload_json"].text) if form else asked.json
        files = {name: one for name, one in form.items() if one.filename is not None}
        if refusal := self._gone(asked) or _invalid(body, files):
            return refusal
        sent = Sent(str(1_300_000_000_000_000_000 + len(self.messages)), body, files)
        self.messages.append(sent)
        waits = asked.query.get("wait") == ["true"]
        return Says(200, _message(sent)) if waits else Says(204, "")

    def one_message(self, asked: Asked) -> Says:
        """Get Webhook Message, for one whose id is known."""
        wanted = asked.match[3] if asked.match else ""
        found = [one for one in self.messages if one.id == wanted]
        missing = Says(404, {"message": "Unknown Message", "code": 10008})
        return self._gone(asked) or (Says(200, _message(found[0])) if found else missing)

    def _gone(self, asked: Asked) -> Says | None:
        if self.deleted or asked.match is None or asked.match[1] != WEBHOOK:
            return Says(404, {"message": "Unknown Webhook", "code": 10015})
        if asked.match[2] != TOKEN:
            return Says(401, {"message": "Invalid Webhook Token", "code": 50027})
        return None


def _invalid(body: Mapping[str, Any], files: Mapping[str, Field]) -> Says | None:
    wrong = faults_of_published("discord-openapi", "IncomingWebhookRequestPartial", body)
    embeds = body.get("embeds") or []
    if not (body.get("content") or "").strip() and not embeds and not files:
        return Says(400, {"message": "Cannot send an empty message", "code": 50006})
    if len(body.get("content") or "") > 2000 or len(embeds) > 10:
        wrong = [*wrong, "content or embeds: too much"]
    if sum(map(_size, embeds)) > MOST_IN_EMBEDS:
        wrong = [*wrong, "embeds: over 6000 characters"]
    known = {f"files[{one['id']}]" for one in body.get("attachments") or []}
    if not known <= set(files):
        wrong = [*wrong, "attachments: an id without its file"]
    said = {"message": "Invalid Form Body", "code": 50035, "errors": {"_errors": wrong}}
    return Says(400, said) if wrong else None


def _size(embed: Mapping[str, Any]) -> int:
    named = [embed.get("title"), embed.get("description")]
    named += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    return sum(len(one or "") for one in named)


def _message(sent: Sent) -> dict[str, Any]:
    return {
        "id": sent.id,
        "channel_id": "42",
        "webhook_id": WEBHOOK,
        "content": sent.body.get("content") or "",
        "embeds": sent.body.get("embeds") or [],
        "attachments": [
            {"id": str(number), "filename": one.filename, "size": len(one.data)}
            for number, one in enumerate(sent.files.values())
        ],
        "timestamp": "2026-11-24T09:00:00.000000+00:00",
    }
