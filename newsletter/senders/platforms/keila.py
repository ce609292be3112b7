"""Keila: an edition becomes a campaign of a project, found again by its data.

https://keila.io/docs/api, with the description that every server has at /api.
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

SERVICE = "Keila"
CAMPAIGNS, SENDERS = "/api/v1/campaigns", "/api/v1/senders"
DATA = "newsletter_key"
LEAD = timedelta(minutes=6)
"""Keila wants a time to be some minutes ahead: five, if its operator has not changed that."""

LIMITS = Limits(
    cannot=(
        "It knows nothing of our readers: names in the mail take their defaults.",
        "It cannot embed pictures.",
    )
)


def create(context: ChannelContext) -> "Keila":
    """The sender of a channel.

    Options: ``server``, ``token``, an API key; ``sender_id``, ``segment_id``, ``publish``.

    Raises:
        UnusableInput: setting-missing.
    """
    return Keila(
        channel=context.channel,
        server=base(context, "endpoint", needed(context, "server")),
        token=needed(context, "token"),
        sender_id=needed(context, "sender_id"),
        segment_id=optional(context, "segment_id"),
        publish=publish_of(context),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Keila:
    """Hands editions to one project on a Keila server."""

    channel: str
    server: str
    token: str = field(repr=False)
    sender_id: str
    segment_id: str
    publish: str
    clock: Clock
    name: str = "keila"
    kind: SenderKind = "platform"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator[PlatformSession]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        headers = {"Authorization": f"Bearer {self.token}"}
        with client(self.server, secrets=[self.token], headers=headers) as opened:
            campaigns = KeilaCampaigns(self, Calls(opened, self.clock))
            campaigns.account()
            yield PlatformSession(campaigns, self.publish, LEAD, self.clock)


@dataclass(frozen=True, slots=True)
class KeilaCampaigns:
    """The campaigns of a project; see `newsletter.senders.platforms.campaigns.Platform`."""

    sender: Keila
    calls: Calls

    def account(self) -> Account:
        """The project of the key, which Keila does not name."""
        self.calls.introduce(self.sender.channel, SERVICE, SENDERS)
        facts = (printable(f"Mails come from its sender {self.sender.sender_id}."),)
        return Account(printable(f"a project at {self.sender.server}"), facts)

    def find(self, edition: Handover) -> Campaign | None:
        """The campaign with our key in its data; Keila lists all of them at once."""
        answer = self.calls.look(CAMPAIGNS)
        found = answer.get("data")
        for one in found if isinstance(found, list) else []:
            data = one.get("data") if isinstance(one, dict) else None
            if isinstance(data, dict) and data.get(DATA) == edition.key:
                return self._campaign(one)
        return None

    def create(self, edition: Handover) -> Campaign:
        """A draft."""
        payload = {"data": self._payload(edition)}
        answer = self.calls.change("POST", CAMPAIGNS, json=payload)
        data = answer.get("data")
        return self._campaign(data if isinstance(data, dict) else {})

    def fill(self, edition: Handover, campaign: Campaign) -> None:
        """Nothing: a campaign is made with its content."""

    def schedule(self, _edition: Handover, campaign: Campaign, at: datetime) -> None:
        """Let it go out at that time."""
        stamp = {"scheduled_for": at.astimezone(UTC).isoformat(timespec="seconds")}
        path = f"{CAMPAIGNS}/{campaign.id}/actions/schedule"
        self.calls.change("POST", path, json={"data": stamp})

    def _payload(self, edition: Handover) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "subject": edition.subject,
            "preview_text": edition.preheader,
            "html_body": edition.html,
            "text_body": edition.text,
            "settings": {"type": "html", "do_not_track": True},
            "sender_id": self.sender.sender_id,
            "data": {DATA: edition.key},
        }
        segment = self.sender.segment_id
        return payload | ({"segment_id": segment} if segment else {})

    def _campaign(self, data: dict[str, Any]) -> Campaign:
        name = named(data.get("id"), "id")
        is_draft = not (data.get("scheduled_for") or data.get("sent_at"))
        return Campaign(name, f"{self.sender.server}/campaigns/{name}", is_draft)
