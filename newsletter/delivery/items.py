"""What a granted recipient or post becomes for its sender."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from newsletter.model import Item, Message, Part, Post
from newsletter.store.ledger import Grant

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9-]+")


class Items(Protocol):
    """Makes the item of a grant."""

    def item(self, grant: Grant, at: datetime) -> Item:
        """The message or post to hand over at that time."""
        ...


class CompiledMail(Protocol):
    """A mail that is compiled but for its recipient."""

    def message(self, recipient: Mapping[str, str], date: datetime, message_id: str) -> bytes:
        """The whole message, with CRLF line ends."""
        ...


Values = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""What the slots of a mail hold, for an address with its attributes."""


def message_id(plan: str, channel: str, seq: int, domain: str) -> str:
    """The same for every try, so that two copies of one message can be told to be one."""
    return f"<{plan}.{_NOT_IN_AN_ID.sub('-', channel)}.{seq}@{domain}>"


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of an email channel. ``sender`` is the envelope's, a bare address."""

    mail: CompiledMail
    values: Values
    plan: str
    channel: str
    sender: str

    def item(self, grant: Grant, at: datetime) -> Message:
        """The message of one recipient."""
        domain = self.sender.rpartition("@")[2]
        number = message_id(self.plan, self.channel, grant.seq, domain)
        values = self.values(grant.address, grant.attributes)
        data = self.mail.message(values, at.replace(microsecond=0), number)
        return Message(number, self.sender, grant.address, data)


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of a social channel, in order."""

    posts: Sequence[Post]

    def item(self, grant: Grant, at: datetime) -> Post:  # noqa: ARG002 - a post has no date
        """The post of that number."""
        return self.posts[grant.seq]


def posts_from_json(data: bytes) -> Posts:
    """The posts of a plan's blob, a list as in posts.json."""
    return Posts([_post(one) for one in json.loads(data)])


def _post(flat: Mapping[str, Any]) -> Post:
    return Post(
        network=flat["network"],
        article=flat["article"],
        parts=tuple(Part(**part) for part in flat["parts"]),
        link=flat["link"],
        hashtags=tuple(flat["hashtags"]),
    )
