"""Mailchimp: an edition becomes a campaign of one audience, found again by its title.

https://mailchimp.com/developer/marketing/api/campaigns/
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from newsletter.errors import UnusableInput
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Handover
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.accounts import basic
from newsletter.senders.http.client import client
from newsletter.senders.http.options import base, needed
from newsletter.senders.platforms.campaigns import (
    Calls,
    Campaign,
    PlatformSession,
    named,
    publish_of,
)

SERVICE = "Mailchimp"
CAMPAIGNS = "/campaigns"
AUDIENCE = {"fields": "name,campaign_defaults,stats.member_count"}
QUARTER = timedelta(minutes=15)
"""Campaigns go out on the quarter of an hour."""

LEAD = timedelta(minutes=2)
BEFORE = timedelta(minutes=10)
"""Clocks differ: campaigns made this long before us are looked through as well."""

LIMITS = Limits(
    cannot=(
        "It sends on the quarter of an hour, so up to 15 minutes later than planned.",
        "It knows nothing of our readers: names in the mail take their defaults.",
        "It cannot embed pictures.",
    )
)


def create(context: ChannelContext) -> "Mailchimp":
    """The sender of a channel. Options: ``token``, an API key; ``list``; ``publish``.

    Raises:
        UnusableInput: setting-missing; setting-invalid: the key does not name its data centre.
    """
    token = needed(context, "token")
    center = token.rpartition("-")[2]
    if not (center.isalnum() and center.isascii() and len(center) <= 10):
        raise UnusableInput(_no_center(context.channel))
    return Mailchimp(
        channel=context.channel,
        base=base(context, "endpoint", f"https://{center}.api.mailchimp.com/3.0"),
        center=center,
        token=token,
        audience=needed(context, "list"),
        publish=publish_of(context),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailchimp:
    """Hands editions to one audience at Mailchimp."""

    channel: str
    base: str
    center: str
    token: str = field(repr=False)
    audience: str
    publish: str
    clock: Clock
    name: str = "mailchimp"
    kind: SenderKind = "platform"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator[PlatformSession]:
        """Sign in, and see what the audience's campaigns come from.

        Raises:
            AuthRefused: provider-sign-in: the key or the audience is unknown there.
            Unreachable: provider-unreachable.
        """
        sign_in = basic("newsletter", self.token)
        secrets, headers = [self.token, sign_in], {"Authorization": sign_in}
        with client(self.base, secrets=secrets, headers=headers) as opened:
            campaigns = MailchimpCampaigns(self, Calls(opened, self.clock))
            campaigns.account()
            yield PlatformSession(campaigns, self.publish, LEAD, self.clock)


@dataclass(frozen=True, slots=True)
class MailchimpCampaigns:
    """The campaigns of an account; see `newsletter.senders.platforms.campaigns.Platform`."""

    sender: Mailchimp
    calls: Calls

    def account(self) -> Account:
        """The audience, and who its campaigns come from."""
        answer = self.calls.introduce(self.sender.channel, SERVICE, self._audience, params=AUDIENCE)
        name = printable(f"{answer.get('name')} at {SERVICE}")
        sender = f"{answer.get('campaign_defaults', 'from_email')}"
        members = answer.get("stats", "member_count")
        return Account(name, (printable(f"{members} members; mails come from {sender}."),))

    def find(self, edition: Handover) -> Campaign | None:
        """The campaign with our key in its title, among those made since the first try."""
        since = (edition.created_at - BEFORE).astimezone(UTC)
        query = {
            "since_create_time": since.isoformat(timespec="seconds"),
            "list_id": self.sender.audience,
            "count": "1000",
            "fields": "campaigns.id,campaigns.web_id,campaigns.status,campaigns.settings.title",
        }
        answer = self.calls.look(CAMPAIGNS, params=query)
        found = answer.get("campaigns")
        for one in found if isinstance(found, list) else []:
            settings = one.get("settings") if isinstance(one, dict) else None
            if isinstance(settings, dict) and settings.get("title") == title_of(edition):
                return self._campaign(one)
        return None

    def create(self, edition: Handover) -> Campaign:
        """A draft, still without its content, from the audience's own sender."""
        defaults = self.calls.look(self._audience, params=AUDIENCE).get("campaign_defaults")
        payload = {
            "type": "regular",
            "recipients": {"list_id": self.sender.audience},
            "settings": self._settings(edition, defaults if isinstance(defaults, dict) else {}),
            "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
        }
        answer = self.calls.change("POST", CAMPAIGNS, json=payload)
        data = answer.json()
        return self._campaign(data if isinstance(data, dict) else {})

    def fill(self, edition: Handover, campaign: Campaign) -> None:
        """Set the content, which replaces any that is there."""
        content = {"html": edition.html, "plain_text": edition.text}
        path = f"{CAMPAIGNS}/{campaign.id}/content"
        self.calls.change("PUT", path, json=content)

    def schedule(self, _edition: Handover, campaign: Campaign, at: datetime) -> None:
        """Let it go out on the next quarter of an hour."""
        stamp = {"schedule_time": next_quarter(at).isoformat(timespec="seconds")}
        path = f"{CAMPAIGNS}/{campaign.id}/actions/schedule"
        self.calls.change("POST", path, json=stamp)

    @property
    def _audience(self) -> str:
        return f"/lists/{quote(self.sender.audience, safe='')}"

    def _settings(self, edition: Handover, defaults: dict[str, Any]) -> dict[str, Any]:
        settings = {
            "title": title_of(edition),
            "subject_line": edition.subject,
            "preview_text": edition.preheader,
            "from_name": str(defaults.get("from_name") or ""),
            "reply_to": str(defaults.get("from_email") or ""),
        }
        return {name: text for name, text in settings.items() if text}

    def _campaign(self, data: dict[str, Any]) -> Campaign:
        name, number = named(data.get("id"), "id"), data.get("web_id")
        url = f"https://{self.sender.center}.admin.mailchimp.com/campaigns/show/?id={number}"
        return Campaign(name, url, data.get("status") == "save")


def title_of(edition: Handover) -> str:
    """The title by which an edition is found again; readers do not see it."""
    return f"{edition.edition} {edition.key}"


def next_quarter(at: datetime) -> datetime:
    """The quarter of an hour at that time, or the next one, in UTC."""
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return (at + -past % QUARTER).astimezone(UTC)


def _no_center(channel: str) -> Problem:
    text = f"Channel '{printable(channel)}': the key of Mailchimp does not end in its data centre."
    hint = "Copy the whole key, which ends like -us6, and store it again."
    return Problem("setting-invalid", text, hint)
