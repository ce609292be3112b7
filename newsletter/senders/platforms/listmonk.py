"""listmonk: an edition becomes a campaign of its lists, found again by a tag.

https://listmonk.app/docs/apis/campaigns/
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from newsletter.errors import UnusableInput
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Handover
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.accounts import basic
from newsletter.senders.http.client import client
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.platforms.campaigns import (
    Calls,
    Campaign,
    PlatformSession,
    named,
    publish_of,
)

SERVICE = "listmonk"
CAMPAIGNS, LISTS = "/api/campaigns", "/api/lists"
LEAD = timedelta(minutes=2)
"""listmonk refuses a time that has passed when the request comes in."""

LIMITS = Limits(
    cannot=(
        "It knows nothing of our readers: names in the mail take their defaults.",
        "It cannot embed pictures.",
    )
)


def create(context: ChannelContext) -> "Listmonk":
    """The sender of a channel.

    Options: ``server``, ``username`` and ``token`` of an API user, ``lists``, ``template_id``,
    ``publish``.

    Raises:
        UnusableInput: setting-missing, setting-invalid.
    """
    template = optional(context, "template_id")
    return Listmonk(
        channel=context.channel,
        server=base(context, "endpoint", needed(context, "server")),
        username=needed(context, "username"),
        token=needed(context, "token"),
        lists=_lists(context),
        template=int(template) if template.isdecimal() else None,
        publish=publish_of(context),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listmonk:
    """Hands editions to one listmonk server."""

    channel: str
    server: str
    username: str
    token: str = field(repr=False)
    lists: tuple[int, ...]
    template: int | None
    publish: str
    clock: Clock
    name: str = "listmonk"
    kind: SenderKind = "platform"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator[PlatformSession]:
        """Sign in.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        sign_in = basic(self.username, self.token)
        secrets, headers = [self.token, sign_in], {"Authorization": sign_in}
        with client(self.server, secrets=secrets, headers=headers) as opened:
            campaigns = ListmonkCampaigns(self, Calls(opened, self.clock))
            campaigns.account()
            yield PlatformSession(campaigns, self.publish, LEAD, self.clock)


@dataclass(frozen=True, slots=True)
class ListmonkCampaigns:
    """The campaigns of a server; see `newsletter.senders.platforms.campaigns.Platform`."""

    sender: Listmonk
    calls: Calls

    def account(self) -> Account:
        """The API user."""
        query = {"page": "1", "per_page": "1", "minimal": "true"}
        self.calls.introduce(self.sender.channel, SERVICE, LISTS, params=query)
        name = printable(f"{self.sender.username} at {self.sender.server}")
        return Account(name, (f"Editions go to the lists {_shown(self.sender.lists)}.",))

    def find(self, edition: Handover) -> Campaign | None:
        """The campaign with our tag; older servers ignore the filter, so all are looked through."""
        query = {
            "tags": tag_of(edition),
            "page": "1",
            "per_page": "100",
            "order_by": "created_at",
            "order": "DESC",
            "no_body": "true",
        }
        answer = self.calls.look(CAMPAIGNS, params=query)
        results = answer.get("data", "results")
        for one in results if isinstance(results, list) else []:
            if isinstance(one, dict) and tag_of(edition) in (one.get("tags") or ()):
                return self._campaign(one)
        return None

    def create(self, edition: Handover) -> Campaign:
        """A draft."""
        payload = self._payload(edition)
        answer = self.calls.change("POST", CAMPAIGNS, json=payload)
        data = answer.get("data")
        return self._campaign(data if isinstance(data, dict) else {})

    def fill(self, edition: Handover, campaign: Campaign) -> None:
        """Nothing: a campaign is made with its content."""

    def schedule(self, edition: Handover, campaign: Campaign, at: datetime) -> None:
        """Give it its time, then its state."""
        path = f"{CAMPAIGNS}/{campaign.id}"
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        timed = {**self._payload(edition), "send_at": stamp}
        self.calls.change("PUT", path, json=timed)
        state = {"status": "scheduled"}
        self.calls.change("PUT", f"{path}/status", json=state)

    def _payload(self, edition: Handover) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "name": edition.edition,
            "subject": edition.subject,
            "lists": list(self.sender.lists),
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "body": edition.html,
            "altbody": edition.text,
            "tags": [tag_of(edition)],
        }
        template = self.sender.template
        return payload | ({"template_id": template} if template is not None else {})

    def _campaign(self, data: dict[str, Any]) -> Campaign:
        number = named(data.get("id"), "id")
        url = f"{self.sender.server}/admin/campaigns/{number}"
        return Campaign(number, url, data.get("status") == "draft")


def tag_of(edition: Handover) -> str:
    """The tag by which an edition is found again."""
    return f"newsletter-{edition.key}"


def _lists(context: ChannelContext) -> tuple[int, ...]:
    found = context.options.get("lists")
    texts = [str(one) for one in found] if isinstance(found, list | tuple) else []
    if not texts or not all(one.isdecimal() for one in texts):
        text = f"Channel '{printable(context.channel)}': lists must hold numbers of lists."
        hint = 'Write them as texts, like lists = ["1", "4"]; listmonk shows them as IDs.'
        raise UnusableInput(Problem("setting-invalid", text, hint))
    return tuple(int(one) for one in texts)


def _shown(lists: tuple[int, ...]) -> str:
    return ", ".join(map(str, lists))
