"""A receiver of Standard Webhooks 1.0.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
Faults go by the name of the route: ``take``.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says

PATH = "/hooks/newsletter"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TOLERANCE = 300
"""Seconds that the clocks may be apart."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event that was acted upon."""

    id: str
    type: str
    timestamp: str
    data: Mapping[str, Any]


@dataclass
class Receiver(Fake):
    """``events`` holds what was acted upon; ``deliveries`` every valid request, repeats too.

    ``secrets`` are those that it accepts, empty for one that does not ask for signatures;
    ``remembers`` ids, or acts on every repeat again; ``gone`` answers 410.
    """

    secrets: tuple[str, ...] = (SECRET,)
    remembers: bool = True
    gone: bool = False
    events: list[Event] = field(default_factory=list)
    deliveries: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """One address for all."""
        return [("POST", PATH, self.take)]

    @property
    def address(self) -> str:
        """Where events are sent to."""
        return f"{self.url}{PATH}"

    def throttled(self, seconds: int = 7, status: int = 429) -> Says:
        """429, 502 and 504 ask for patience; Retry-After says how much."""
        return Says(status, "", {"Retry-After": str(seconds)})

    def take(self, asked: Asked) -> Says:
        """Check the signature and the form, and act on the event once."""
        if self.gone:
            return Says(410, "")
        if wrong := self._wrong(asked):
            return Says(400 if "signature" not in wrong else 401, {"error": wrong})
        self.deliveries.append(asked)
        identity = str(asked.headers["webhook-id"])
        if not (self.remembers and any(one.id == identity for one in self.events)):
            body = asked.json
            self.events.append(Event(identity, body["type"], body["timestamp"], body["data"]))
        return Says(204, "")

    def _wrong(self, asked: Asked) -> str | None:
        identity = asked.headers.get("webhook-id") or ""
        attempted = asked.headers.get("webhook-timestamp") or ""
        if not identity or "." in identity or not attempted.isdigit():
            return "webhook-id or webhook-timestamp is missing or malformed"
        if abs(time.time() - int(attempted)) > TOLERANCE:
            return "webhook-timestamp is too far from now"
        given = (asked.headers.get("webhook-signature") or "").split()
        valid = {signature(secret, identity, attempted, asked.body) for secret in self.secrets}
        if self.secrets and not valid & set(given):
            return "no signature is valid"
        return _malformed(asked.body)


def signature(secret: str, identity: str, timestamp: str, body: bytes) -> str:
    """The signature ``v1`` of the specification."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{identity}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _malformed(body: bytes) -> str | None:
    try:
        event = json.loads(body)
    except ValueError:
        return "the body is no JSON"
    if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
        return "the body has no data"
    texts = all(isinstance(event.get(name), str) for name in ("type", "timestamp"))
    return None if texts else "the body has no type or timestamp"
