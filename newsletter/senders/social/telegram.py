"""Telegram: a bot posts to a channel or group. It cannot read what it posted.

https://core.telegram.org/bots/api#sendmessage and #sendphoto
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from newsletter.outcome import Outcome
from newsletter.ports import Account, ChannelContext, Clock, Limits, SenderKind
from newsletter.posting import Item, Picture
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.accounts import held, read, refused, refused_sign_in, signed_in
from newsletter.senders.http.client import Answer, Client, client
from newsletter.senders.http.judging import unseen, words
from newsletter.senders.http.options import base, needed, optional
from newsletter.senders.http.parts import Published, Step
from newsletter.senders.http.pictures import fitted
from newsletter.senders.social.attempts import carry, look_for
from newsletter.senders.social.lengths import too_long
from newsletter.social.measure import measure
from newsletter.social.units import utf16_length

SERVICE = "Telegram"
ENDPOINT = "https://api.telegram.org"
MOST_TEXT, MOST_CAPTION = 4096, 1024
"""UTF-16 units of a message, and of the text below a photo."""

MOST_BYTES, MOST_RATIO = 10_000_000, 20
TYPES = ("image/jpeg", "image/png")

LIMITS = Limits(
    cannot=(
        "A bot cannot read what it posted: when an answer is lost, a person has to look.",
        "Photos have no alternative text there.",
        f"No photo goes along with more than {MOST_CAPTION} characters; the link has a preview.",
    )
)

_PLAIN = re.compile(r"https?://[A-Za-z0-9./:?&=%~_+#-]*[A-Za-z0-9/]")
"""Addresses that Telegram is sure to find whole by itself."""

_OF_THE_CHAT = re.compile("chat not found|not enough rights|have no rights", re.IGNORECASE)
_UNSEEN = "a bot cannot read what it posted; look at the chat yourself"


def create(context: ChannelContext) -> "Telegram":
    """The sender of a channel. Options: ``token``, ``chat``, ``picture``.

    Raises:
        UnusableInput: setting-missing.
    """
    return Telegram(
        channel=context.channel,
        base=base(context, "endpoint", ENDPOINT),
        token=needed(context, "token"),
        chat=needed(context, "chat"),
        picture=optional(context, "picture", "card"),
        clock=context.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """One bot that posts to one chat, a name like ``@acme`` or a number."""

    channel: str
    base: str
    token: str = field(repr=False)
    chat: str
    picture: str
    clock: Clock
    name: str = "telegram"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator["TelegramSession"]:
        """Ask who the bot is.

        Raises:
            AuthRefused: provider-sign-in.
            Unreachable: provider-unreachable.
        """
        with client(self.base, secrets=[self.token]) as opened:
            session = TelegramSession(self, opened)
            session.bot()
            yield session


class TelegramSession:
    """One bot. Its token stands in every address, and in nothing that is told."""

    def __init__(self, sender: Telegram, opened: Client) -> None:
        self._sender, self._client = sender, opened

    def bot(self) -> str:
        """The bot's name. Telegram answers a token of the wrong form with 404."""
        channel = self._sender.channel
        me = signed_in(channel, SERVICE, lambda: self._client.ask("GET", self._path("getMe")))
        if not me.ok:
            raise refused_sign_in(channel, SERVICE, me)
        return f"@{me.get('result', 'username') or me.get('result', 'id')}"

    def account(self) -> Account:
        """The bot, and the chat that it posts to."""
        sender, bot = self._sender, self.bot()
        asked = {"chat_id": sender.chat}
        chat = read(
            sender.channel,
            SERVICE,
            lambda: self._client.ask("GET", self._path("getChat"), params=asked),
        )
        if not chat.ok:
            return Account(printable(bot), problems=(_no_chat(sender, chat),))
        title = chat.get("result", "title") or chat.get("result", "username") or sender.chat
        return Account(printable(bot), (printable(f"posts to {title}"),))

    def send(self, item: Item) -> Outcome:
        """Post it, each further part in answer to the one before."""
        refusal = too_long(item, utf16_length, MOST_TEXT, SERVICE)
        return refusal or carry(item, self._publish, self._sender.clock.now)

    def reconcile(self, item: Item) -> Outcome:
        """What our own notes say: a bot cannot look."""
        return look_for(item, lambda _: unseen(_UNSEEN), self._sender.clock.now)

    def _publish(self, step: Step) -> Published | Outcome:
        picture = self._photo(step)
        if picture is None:
            answer = self._client.ask("POST", self._path("sendMessage"), json=self._message(step))
        else:
            form = {name: _as_form(value) for name, value in self._caption(step).items()}
            name = f"picture.{picture.media_type.partition('/')[2]}"
            files = {"photo": (name, picture.data, picture.media_type)}
            answer = self._client.ask("POST", self._path("sendPhoto"), data=form, files=files)
        return self._judged(answer)

    def _photo(self, step: Step) -> Picture | None:
        """The picture that goes along with the first part, if its text fits below it."""
        wanted = self._sender.picture == "image" and step.number == 0
        if not wanted or utf16_length(step.part.text) > MOST_CAPTION:
            return None
        picture = step.posting.picture()
        fit = fitted(picture, MOST_BYTES, TYPES) if picture else None
        if fit is None or max(fit.width, fit.height) > MOST_RATIO * min(fit.width, fit.height):
            return None
        return fit

    def _message(self, step: Step) -> dict[str, Any]:
        body = {**self._common(step), "text": step.part.text}
        if preview := self._preview(step):
            body["link_preview_options"] = preview
        if entities := links(step.part.text):
            body["entities"] = entities
        return body

    def _caption(self, step: Step) -> dict[str, Any]:
        body = {**self._common(step), "caption": step.part.text}
        if entities := links(step.part.text):
            body["caption_entities"] = entities
        return body

    def _common(self, step: Step) -> dict[str, Any]:
        body: dict[str, Any] = {"chat_id": self._sender.chat}
        if step.before:
            body["reply_parameters"] = {"message_id": int(step.before[-1])}
        return body

    def _preview(self, step: Step) -> dict[str, Any] | None:
        if self._sender.picture == "none":
            return {"is_disabled": True}
        link = step.posting.post.link if step.number == 0 else None
        return {"url": link} if link else None

    def _judged(self, answer: Answer) -> Published | Outcome:
        number = answer.get("result", "message_id")
        if answer.ok and isinstance(number, int) and number > 0 and number is not True:
            return Published(str(number), _address(answer, number))
        if answer.ok:
            return Outcome("unknown", text=f"{answer.status}, but the answer is no message")
        return _refused(answer, self._sender)

    def _path(self, method: str) -> str:
        return f"/bot{self._sender.token}/{method}"


def links(text: str) -> list[dict[str, Any]]:
    """Entities for the links that Telegram might cut off; it finds all others by itself.

    Offsets and lengths are in UTF-16 units (https://core.telegram.org/bots/api#messageentity).
    """
    found, at = [], 0
    for url in measure("telegram", text).urls:
        at = text.index(url, at)
        if not _PLAIN.fullmatch(url):
            place = {"offset": utf16_length(text[:at]), "length": utf16_length(url)}
            found.append({"type": "text_link", **place, "url": url})
        at += len(url)
    return found


def _as_form(value: Any) -> str:
    """In a form, what is no text is JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _address(answer: Answer, number: int) -> str:
    """Where people open the message: a private channel has no name, but a number."""
    name, chat = answer.get("result", "chat", "username"), answer.get("result", "chat", "id")
    if name:
        return f"https://t.me/{name}/{number}"
    if str(chat).startswith("-100"):
        return f"https://t.me/c/{str(chat).removeprefix('-100')}/{number}"
    return f"{chat}/{number}"


def _refused(answer: Answer, sender: Telegram) -> Outcome:
    """What is wrong with the bot or the chat says nothing about the post, which waits."""
    moved = answer.get("parameters", "migrate_to_chat_id")
    if isinstance(moved, int):
        return held(f"the group has a new number: set chat = {moved}")
    if _OF_THE_CHAT.search(words(answer)):
        return held(f"{printable(sender.chat)}: {words(answer)}")
    return refused(answer, sender.clock.now())


def _no_chat(sender: Telegram, answer: Answer) -> Problem:
    chat = printable(sender.chat)
    text = f"Channel '{printable(sender.channel)}': the bot does not see the chat {chat}"
    hint = "Add the bot to the chat as an administrator who may post, and check chat."
    return Problem("telegram-chat", f"{text}: {words(answer)}.", hint)
