"""From the stored channels of a plan to work for the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsletter.channels.carriage import carriage_of, lasting_options
from newsletter.channels.rates import Rate, rate
from newsletter.config.durations import duration
from newsletter.delivery.deliver import ChannelWork
from newsletter.delivery.items import (
    Handovers,
    Items,
    Messages,
    Posts,
    handover_from_json,
    message_id,
    posts_from_json,
)
from newsletter.editions.personal import Personal
from newsletter.email.mailbox import parse_mailbox
from newsletter.email.stored_segments import from_bytes
from newsletter.errors import NewsletterError, UnusableInput
from newsletter.ports import Clock, Secrets, Sender
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.secrets.signing import signing_keys
from newsletter.settings import ChannelSettings
from newsletter.store.notes import StoredNotebook
from newsletter.store.opening import Store
from newsletter.store.plan_channels import PlanChannel, blobs_of
from newsletter.store.plans import Plan
from newsletter.usecases.blob_names import HANDOVER, POSTS, SEGMENTS
from newsletter.usecases.channel_senders import leaves_in_test_mode, open_sender
from newsletter.usecases.post_pictures import PostPictures
from newsletter.usecases.signing_mail import signed, signer_of
from newsletter.usecases.workspace import Workspace

_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, RecursionError)
"""What reading JSON of another shape raises: that of a version to come, or a damaged one."""


def channel_works(
    plan: Plan,
    channels: Sequence[PlanChannel],
    workspace: Workspace,
    store: Store,
    secrets: Secrets,
    clock: Clock,
) -> list[ChannelWork]:
    """The work of each channel. What makes one impossible is raised when its turn comes."""
    desk = _Desk(plan, workspace, store, secrets, clock)
    return [desk.work(channel) for channel in channels]


def hold_of(workspace: Workspace, channels: Sequence[PlanChannel]) -> float:
    """Seconds to wait before the first message: only where real people are written to."""
    safety = workspace.settings.safety
    real = (not carriage_of(settings_of(one, workspace)).is_local for one in channels)
    return duration(safety.hold).total_seconds() if safety.live and any(real) else 0.0


def settings_of(channel: PlanChannel, workspace: Workspace) -> ChannelSettings:
    """What was frozen decides what goes out; pace and credentials are those of today."""
    frozen = channel.settings
    now = workspace.settings.channels.get(channel.channel)
    lasting = lasting_options(now) if now else {}
    today = (
        {name: value for name, value in now.options.items() if name not in lasting} if now else {}
    )
    options = {**today, **frozen.get("options", {})}
    return ChannelSettings(
        sender=frozen["sender"], audience=frozen.get("audience"), options=options
    )


def envelope_sender(channel: PlanChannel) -> str:
    """The bare address that a channel's mail comes from, as it was planned."""
    return parse_mailbox(channel.settings["from"]).address


def message_id_of(channel: PlanChannel, seq: int) -> str | None:
    """The Message-ID of a recipient; None for a post."""
    if channel.kind != "email":
        return None
    domain = envelope_sender(channel).rpartition("@")[2]
    return message_id(channel.plan, channel.channel, seq, domain)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all channels of a plan share."""

    plan: Plan
    workspace: Workspace
    store: Store
    secrets: Secrets
    clock: Clock

    def work(self, channel: PlanChannel) -> ChannelWork:
        settings = settings_of(channel, self.workspace)
        pace = settings.options.get("rate")
        connections = settings.options.get("connections")
        return ChannelWork(
            channel=channel,
            make_items=lambda: self._items(channel, settings),
            open_sender=lambda: self._sender(channel, settings),
            message_id=lambda seq: message_id_of(channel, seq),
            not_before=lambda seq: _not_before(self.plan, channel, seq),
            connections=connections if isinstance(connections, int) else None,
            rate=_rate(pace),
        )

    def _items(self, channel: PlanChannel, settings: ChannelSettings) -> Items:
        with self.store.reading() as transaction:
            blobs = {blob.name: blob.data for blob in blobs_of(transaction, channel.id)}
        try:
            if channel.kind == "email":
                return self._messages(channel, settings, blobs[SEGMENTS])
            notebook = StoredNotebook(self.store, channel.id)
            if channel.kind == "platform":
                edition = handover_from_json(blobs[HANDOVER])
                return Handovers(edition, self.plan.id, channel.channel, notebook)
            posts = posts_from_json(blobs[POSTS])
            pictures = PostPictures(settings, blobs)
            return Posts(posts, self.plan.id, channel.channel, notebook, pictures)
        except _UNREADABLE as error:
            raise UnusableInput(_unreadable(channel, error)) from error

    def _messages(
        self, channel: PlanChannel, settings: ChannelSettings, segments: bytes
    ) -> Messages:
        personal = Personal(
            url=channel.settings["url"],
            audience=channel.settings["audience"],
            edition=self.plan.edition,
            key=signing_keys(self.secrets)[0],
        )
        return Messages(
            signed(from_bytes(segments), signer_of(channel.channel, settings, self.secrets)),
            personal.values,
            self.plan.id,
            channel.channel,
            envelope_sender(channel),
        )

    def _sender(self, channel: PlanChannel, settings: ChannelSettings) -> Sender:
        if not (self.workspace.settings.safety.live or carriage_of(settings).is_local):
            raise NewsletterError(leaves_in_test_mode(channel.channel))
        return open_sender(channel.channel, settings, self.workspace, self.secrets, self.clock)


def _not_before(plan: Plan, channel: PlanChannel, seq: int) -> datetime | None:
    """Posts follow the digest at even distances, where the schedule spreads them."""
    terms = plan.summary.get("terms")
    if channel.kind != "social" or not terms or not terms["spread"]:
        return None
    share = terms["spread"] / channel.snapshot.size
    return datetime.fromisoformat(terms["date"]) + timedelta(seconds=share * seq)


def _rate(text: object) -> Rate | None:
    return rate(text) if isinstance(text, str) else None


def _unreadable(channel: PlanChannel, error: Exception) -> Problem:
    text = (
        f"What was planned for channel '{channel.channel}' cannot be read: {printable(str(error))}."
    )
    hint = "Plan it anew with `newsletter plan EDITION --again`."
    return Problem("plan-unreadable", text, hint)
