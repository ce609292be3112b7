"""Buttondown: an edition becomes an email there, made once under its key.

https://docs.buttondown.com/api-emails-create and /api-idempotency-keys
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Handover
from newsletter.printable import printable
from newsletter.senders.http.client import client
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.platforms.campaigns import (
    Calls,
    Campaign,
    PlatformSession,
    named,
    publish_of,
)

SERVICE = "Buttondown"
HOST = "https://api.buttondown.com"
EMAILS, NEWSLETTERS = "/v1/emails", "/v1/newsletters"
WEB = "https://buttondown.com/emails"
METADATA = "newsletter_key"
RAW = "<!-- buttondown-editor-mode: plaintext -->"
"""Keeps the editor from rewriting what follows."""

LEAD = timedelta(minutes=2)
PAGES = 5
"""Of a hundred emails each, newest first, in which an earlier try is looked for."""

LIMITS = Limits(
    cannot=(
        "It knows nothing of our readers: names in the mail take their defaults.",
        "It makes the text part itself, and cannot embed pictures.",
    )
)


def create(context: ChannelContext) -> "Buttondown":
    """The sender of a channel. Options: ``token``, an API key; ``email_template``; ``publish``.

    Raises:
        UnusableInput: setting-missing.
    """
    return Buttondown(
        channel=context.channel,
        base=base(context, "endpoint", HOST),
        token=needed(context, "token"),
        template=optional(context, "email_template"),
        publish=publish_of(context),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttondown:
    """Hands editions to one newsletter at Buttondown."""

    channel: str
    base: str
    token: str = field(repr=False)
    template: str
    publish: str
    clock: Clock
    name: str = "buttondown"
    kind: SenderKind = "platform"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator[PlatformSession]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        headers = {"Authorization": f"Token {self.token}"}
        with client(self.base, secrets=[self.token], headers=headers) as opened:
            emails = ButtondownEmails(self, Calls(opened, self.clock))
            emails.account()
            yield PlatformSession(emails, self.publish, LEAD, self.clock)


@dataclass(frozen=True, slots=True)
class ButtondownEmails:
    """The emails of a newsletter; see `newsletter.senders.platforms.campaigns.Platform`."""

    sender: Buttondown
    calls: Calls

    def account(self) -> Account:
        """The newsletter of the key."""
        answer = self.calls.introduce(self.sender.channel, SERVICE, NEWSLETTERS)
        results = answer.get("results")
        names = [one.get("name") for one in results or () if isinstance(one, dict)]
        return Account(printable(str(names[0] if names else f"a newsletter at {SERVICE}")))

    def find(self, edition: Handover) -> Campaign | None:
        """The email with our key in its metadata."""
        for page in range(1, PAGES + 1):
            query = {"ordering": "-creation_date", "page": str(page)}
            answer = self.calls.look(EMAILS, params=query)
            results = answer.get("results")
            for one in results if isinstance(results, list) else []:
                if isinstance(one, dict) and _key(one) == edition.key:
                    return _campaign(one)
            if not answer.get("next"):
                return None
        return None

    def create(self, edition: Handover) -> Campaign:
        """A draft. The name of the header differs between Buttondown's own pages."""
        payload = self._payload(edition)
        headers = {"X-Idempotency-Key": edition.key, "Idempotency-Key": edition.key}
        answer = self.calls.change("POST", EMAILS, json=payload, headers=headers)
        data = answer.json()
        return _campaign(data if isinstance(data, dict) else {})

    def fill(self, edition: Handover, campaign: Campaign) -> None:
        """Nothing: an email is made with its content."""

    def schedule(self, _edition: Handover, campaign: Campaign, at: datetime) -> None:
        """Give it its time and its state, in one."""
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        change = {"status": "scheduled", "publish_date": stamp}
        self.calls.change("PATCH", f"{EMAILS}/{campaign.id}", json=change)

    def _payload(self, edition: Handover) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "subject": edition.subject,
            "body": f"{RAW}\n{edition.html}",
            "status": "draft",
            "description": edition.preheader,
            "metadata": {METADATA: edition.key},
        }
        return payload | ({"template": self.sender.template} if self.sender.template else {})


def _key(data: dict[str, Any]) -> object:
    metadata = data.get("metadata")
    return metadata.get(METADATA) if isinstance(metadata, dict) else None


def _campaign(data: dict[str, Any]) -> Campaign:
    name = named(data.get("id"), "id")
    return Campaign(name, f"{WEB}/{name}", data.get("status") == "draft")
