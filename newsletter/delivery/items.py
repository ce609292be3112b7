"""What a granted recipient or post becomes for its sender."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID, uuid5

from newsletter.model import Card, Message, Part, Post
from newsletter.posting import Handover, Item, Notes, Picture, Posting

if TYPE_CHECKING:
    from newsletter.store.ledger import Grant

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9-]+")


class Items(Protocol):
    """Makes the item of a grant."""

    def item(self, grant: "Grant", at: datetime) -> Item:
        """The message or post to hand over at that time."""
        ...


class CompiledMail(Protocol):
    """A mail that is compiled but for its recipient."""

    def message(self, recipient: Mapping[str, str], date: datetime, message_id: str) -> bytes:
        """The whole message, as `newsletter.model.Message.wire_ready` promises it."""
        ...


Values = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""What the slots of a mail hold, for an address with its attributes."""


def message_id(plan: str, channel: str, seq: int, domain: str) -> str:
    """The same for every try, so that two copies of one message can be told to be one."""
    return f"<{plan}.{_NOT_IN_AN_ID.sub('-', channel)}.{seq}@{domain}>"


class Draft(NamedTuple):
    """A message to be: whom it is for, and its date. Light, since it goes to other processes."""

    seq: int
    address: str
    attributes: Mapping[str, str]
    at: datetime


class Drafts:
    """Leaves the making of messages to whoever sends them; see `newsletter.ports.BulkOrder`."""

    def item(self, grant: "Grant", at: datetime) -> Draft:
        """The draft of one recipient's message."""
        return Draft(grant.seq, grant.address, grant.attributes, at)


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of an email channel. ``sender`` is the envelope's, a bare address."""

    mail: CompiledMail
    values: Values
    plan: str
    channel: str
    sender: str

    def item(self, grant: "Grant", at: datetime) -> Message:
        """The message of one recipient."""
        return self.message(Draft(grant.seq, grant.address, grant.attributes, at))

    def message(self, draft: Draft) -> Message:
        """The message of a draft, in whatever process."""
        domain = self.sender.rpartition("@")[2]
        number = message_id(self.plan, self.channel, draft.seq, domain)
        values = self.values(draft.address, draft.attributes)
        data = self.mail.message(values, draft.at.replace(microsecond=0), number)
        return Message(number, self.sender, draft.address, data, wire_ready=True)


class Beginning(Protocol):
    """An item as it was put on record before its first attempt."""

    @property
    def key(self) -> str:
        """A UUID that is the same in every attempt."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was first to go out."""
        ...

    @property
    def notes(self) -> Notes:
        """What its sender remembers of it."""
        ...


class Notebook(Protocol):
    """Where items are put on record."""

    def begin(self, seq: int, key: str, at: datetime) -> Beginning:
        """Put an item on record, or find it there."""
        ...


PictureOf = Callable[[Post], Picture | None]
"""Fetches the image of a post's card; None if there is none or it cannot be had."""

_KEYS = UUID("7f0c5b6e-6d0a-5d0f-9f59-0c3c5a4f2b11")
"""The namespace of our keys (RFC 9562, section 5.5)."""


def item_key(plan: str, channel: str, seq: int) -> str:
    """The same for every try, so that the other side can tell a repeat."""
    return str(uuid5(_KEYS, f"{plan}/{channel}/{seq}"))


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of a social channel, in order."""

    posts: Sequence[Post]
    plan: str
    channel: str
    notebook: Notebook
    picture_of: PictureOf = lambda _: None

    def item(self, grant: "Grant", at: datetime) -> Posting:
        """The post of that number, on record from here on."""
        post = self.posts[grant.seq]
        begun = self.notebook.begin(grant.seq, item_key(self.plan, self.channel, grant.seq), at)
        picture = partial(self.picture_of, post)
        return Posting(post, begun.key, begun.created_at, begun.notes, picture)


@dataclass(frozen=True, slots=True)
class Handovers:
    """The one edition that a channel hands to a platform."""

    edition: Callable[[Beginning], Handover]
    plan: str
    channel: str
    notebook: Notebook

    def item(self, grant: "Grant", at: datetime) -> Handover:
        """The edition, on record from here on."""
        key = item_key(self.plan, self.channel, grant.seq)
        return self.edition(self.notebook.begin(grant.seq, key, at))


def handover_from_json(data: bytes) -> Callable[[Beginning], Handover]:
    """What makes the edition of a plan's blob, once it is on record.

    Raises:
        ValueError, KeyError: the blob is not whole.
    """
    flat = json.loads(data)
    names = ("edition", "subject", "preheader", "html", "text")
    texts = {name: str(flat[name]) for name in names}
    sends_at = datetime.fromisoformat(flat["sends_at"])

    def begun(beginning: Beginning) -> Handover:
        return Handover(
            **texts,
            sends_at=sends_at,
            key=beginning.key,
            created_at=beginning.created_at,
            notes=beginning.notes,
        )

    return begun


def posts_from_json(data: bytes) -> list[Post]:
    """The posts of a plan's blob; see `newsletter.editions.as_json.post_payload`."""
    return [_post(one) for one in json.loads(data)]


def _post(flat: Mapping[str, Any]) -> Post:
    card = flat.get("card")
    return Post(
        network=flat["network"],
        article=flat["article"],
        parts=tuple(Part(**part) for part in flat["parts"]),
        link=flat["link"],
        hashtags=tuple(flat["hashtags"]),
        card=Card(**card) if card else None,
        lang=flat.get("lang"),
    )
