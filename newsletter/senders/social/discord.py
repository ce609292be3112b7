"""Discord: a webhook posts into one channel.

https://docs.discord.com/developers/resources/webhook#execute-webhook
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from newsletter.errors import AuthRefused
from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item, Picture
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.accounts import read, refused
from newsletter.senders.http.client import Answer, Client, client
from newsletter.senders.http.judging import unseen, words
from newsletter.senders.http.options import optional
from newsletter.senders.http.parts import Published, Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.attempts import carry, look_for
from newsletter.senders.social.discord_text import written
from newsletter.senders.social.hooks import Hook, hook
from newsletter.senders.social.lengths import cut, too_long
from newsletter.social.units import utf16_length

SERVICE = "Discord"
MOST_TEXT, MOST_TITLE, MOST_DESCRIPTION, MOST_ALT = 2000, 256, 4096, 1024
MOST_BYTES = 8_000_000
"""Of an upload; Discord takes 10 MiB where nobody pays for more."""

TYPES = ("image/jpeg", "image/png", "image/gif")
NO_EMBEDS = 4
"""The flag of a message whose links show no preview."""

LIMITS = Limits(
    cannot=(
        "A webhook cannot look for what it posted: when an answer is lost, a person has to look.",
        "A webhook cannot answer: the parts of a thread follow each other as messages.",
    )
)
_UNSEEN = "a webhook cannot look for what it posted; look at the channel yourself"


def create(context: ChannelContext) -> "Discord":
    """The sender of a channel. Options: ``webhook``, ``picture``.

    Raises:
        UnusableInput: setting-missing, webhook-address.
    """
    return Discord(
        channel=context.channel,
        webhook=hook(context, "webhook"),
        picture=optional(context, "picture", "card"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Discord:
    """One webhook. ``picture``: in a card below the text, as a file, or none."""

    channel: str
    webhook: Hook
    picture: str
    clock: Clock
    name: str = "discord"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["DiscordSession"]:
        """Ask whether the webhook is still there.

        Raises:
            AuthRefused: discord-webhook.
            Unreachable: provider-unreachable.
        """
        with client(self.webhook.address, secrets=self.webhook.secrets) as opened:
            about = read(self.channel, SERVICE, lambda: opened.ask("GET", self.webhook.address))
            if not about.ok or not isinstance(about.json(), dict):
                raise AuthRefused(_gone(self.channel, about))
            yield DiscordSession(self, opened, about)


class DiscordSession:
    """One webhook that is there."""

    def __init__(self, sender: Discord, opened: Client, about: Answer) -> None:
        self._sender, self._client, self._about = sender, opened, about

    def account(self) -> Account:
        """The webhook's name, and where it posts to."""
        channel = self._about.get("channel_id")
        name = printable(str(self._about.get("name") or "a webhook without a name"))
        return Account(name, (printable(f"posts to channel {channel}"),))

    def send(self, item: Item) -> Outcome:
        """Post it, a message for each part."""
        refusal = too_long(item, lambda text: utf16_length(written(text)), MOST_TEXT, SERVICE)
        return refusal or carry(item, self._publish, self._sender.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """What our own notes say: a webhook cannot look."""
        return look_for(item, lambda _: unseen(_UNSEEN), self._sender.clock.now)

    def _publish(self, step: Step) -> Published | Outcome:
        message = _Message(step, self._sender.picture)
        request: dict[str, Any] = {"params": {"wait": "true"}}
        if picture := message.file:
            files = {"files[0]": (_name(picture), picture.data, picture.media_type)}
            form = {"payload_json": json.dumps(message.body, ensure_ascii=False)}
            answer = self._client.ask(
                "POST", self._sender.webhook.address, data=form, files=files, **request
            )
        else:
            answer = self._client.ask(
                "POST", self._sender.webhook.address, json=message.body, **request
            )
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Published | Outcome:
        number, channel = answer.get("id"), answer.get("channel_id")
        if answer.ok and isinstance(number, str) and number:
            server = self._about.get("guild_id") or "@me"
            return Published(
                str(number), f"https://discord.com/channels/{server}/{channel}/{number}"
            )
        if answer.ok:
            return Outcome("unknown", text=f"{answer.status}, but the answer is no message")
        return refused(answer, self._sender.clock.now())


class _Message:
    """What is sent for one part. Nobody is pinged by it, whatever the text says."""

    def __init__(self, step: Step, picture: str) -> None:
        self._step, self._picture = step, picture

    @cached_property
    def body(self) -> dict[str, Any]:
        """The message, but for its file."""
        body: dict[str, Any] = {"content": self._content, "allowed_mentions": {"parse": []}}
        if self._embed:
            body["embeds"] = [self._embed]
        if self._picture == "none":
            body["flags"] = NO_EMBEDS
        if self.file:
            told = {"description": cut(self.file.alt, MOST_ALT)} if self.file.alt else {}
            body["attachments"] = [{"id": "0", "filename": _name(self.file), **told}]
        return body

    @cached_property
    def file(self) -> Picture | None:
        """The picture of the first part."""
        if self._picture == "none" or self._step.number or (self._cards and not self._embeddable):
            return None
        picture = self._step.posting.picture()
        return fitted(picture, MOST_BYTES, TYPES) if picture else None

    @property
    def _cards(self) -> bool:
        return self._picture == "card"

    @property
    def _link(self) -> str:
        return self._step.posting.post.link or ""

    @cached_property
    def _quiet(self) -> str:
        """The text without a preview of its link."""
        return written(self._step.part.text, self._link)

    @property
    def _embeddable(self) -> bool:
        """Can a card of ours stand below the text in place of the preview that Discord makes?"""
        wanted = self._cards and self._step.number == 0 and self._step.posting.post.card
        if not wanted or self._step.part.text.count(self._link) != 1:
            return False
        return f"<{self._link}>" in self._quiet and utf16_length(self._quiet) <= MOST_TEXT

    @property
    def _content(self) -> str:
        return self._quiet if self._embed else written(self._step.part.text)

    @cached_property
    def _embed(self) -> dict[str, Any] | None:
        card = self._step.posting.post.card
        if not self._embeddable or card is None:
            return None
        embed: dict[str, Any] = {"title": cut(card.title, MOST_TITLE), "url": self._link}
        if card.description and card.description not in self._step.part.text:
            embed["description"] = cut(card.description, MOST_DESCRIPTION)
        if self.file:
            embed["image"] = {"url": f"attachment://{_name(self.file)}"}
        return embed


def _name(picture: Picture) -> str:
    return f"picture.{picture.media_type.partition('/')[2]}"


def _gone(channel: str, answer: Answer) -> Problem:
    said = f"{answer.status} {words(answer)}".strip()
    text = f"Channel '{printable(channel)}': Discord does not know the webhook: {said}."
    hint = "Make a new one in the channel's settings there, and store it as the secret."
    return Problem("discord-webhook", text, hint)
