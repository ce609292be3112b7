"""Plans made by hand, straight into the store, and what the tests of the engine share."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsletter.delivery.deliver import ChannelWork, Engine
from newsletter.delivery.events import Event
from newsletter.delivery.items import Messages, Posts, posts_from_json
from newsletter.editions.as_json import post_json
from newsletter.errors import NewsletterError
from newsletter.model import Message, Part, Post
from newsletter.ports import Sender
from newsletter.senders.memory import MemorySender
from newsletter.store.editions import record_edition
from newsletter.store.notes import StoredNotebook
from newsletter.store.opening import Store
from newsletter.store.plan_channels import Blob, NewChannel, PlanChannel, add_channel, channels_of
from newsletter.store.plans import Plan, add_plan
from newsletter.store.snapshots import FrozenRow, freeze
from newsletter.store.status import deliveries

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLAN = "abcdef1234567890abcdef12"
SENDER = "news@acme.example"


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that says who it is for; ``padding`` bytes long."""

    padding: int = 0

    def message(self, recipient: Mapping[str, str], date: datetime, message_id: str) -> bytes:
        head = (
            f"From: Acme <{SENDER}>\r\nTo: {recipient['email']}\r\nMessage-ID: {message_id}\r\n"
            f"Date: {date:%a, %d %b %Y %H:%M:%S} +0000\r\nSubject: News\r\n\r\n"
        )
        return head.encode() + b"Good morning.\r\n" + (b"x" * 70 + b"\r\n") * (self.padding // 72)


def values(address: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
    return {**attributes, "email": address}


def people(count: int, domain: str = "example.com") -> Iterable[FrozenRow]:
    for n in range(count):
        yield f"p{n}@{domain}", f"P{n}@{domain}", "{}", 0


def new_plan(store: Store, plan: str = PLAN) -> None:
    with store.writing() as connection:
        record_edition(connection, "2026-11-24", ["articles/a.md"], NOW)
        add_plan(
            connection,
            Plan(
                id=plan,
                edition="2026-11-24",
                content_hash="content",
                recipients_digest="people",
                run=1,
                created_at=NOW,
                state="approved",
                summary={"subject": "Hello"},
            ),
        )


def add(
    store: Store,
    rows: Iterable[FrozenRow],
    channel: str = "email",
    *,
    plan: str = PLAN,
    posts: Sequence[Post] | None = None,
) -> PlanChannel:
    with store.writing() as connection:
        frozen = freeze(connection, rows, NOW)
        blobs = []
        if posts is not None:
            data = json.dumps([post_json(post) for post in posts]).encode()
            blobs.append(Blob("posts", "application/json", data))
        new = NewChannel(
            channel=channel,
            kind="email" if posts is None else "social",
            snapshot=frozen,
            settings={"sender": "memory", "from": f"Acme <{SENDER}>"},
            recipients=frozen.size if posts is None else 1,
            bytes=1,
            blobs=blobs,
        )
        add_channel(connection, plan, new)
        return channels_of(connection, plan)[-1]


def email_plan(store: Store, count: int, domain: str = "example.com") -> PlanChannel:
    new_plan(store)
    return add(store, people(count, domain))


def add_posts(store: Store, count: int, channel: str = "mastodon") -> PlanChannel:
    posts = [post(n) for n in range(count)]
    rows = [(f"{channel}#{n}", channel, "{}", 0) for n in range(count)]
    return add(store, rows, channel, posts=posts)


def post(number: int) -> Post:
    text = f"Post {number}"
    return Post("mastodon", f"articles/{number}.md", (Part(text, len(text), 500),))


def messages(channel: PlanChannel, padding: int = 0) -> Messages:
    return Messages(Letter(padding), values, channel.plan, channel.channel, SENDER)


def posts_of(channel: PlanChannel, store: Store) -> Posts:
    from newsletter.store.plan_channels import blobs_of

    with store.reading() as connection:
        posts = posts_from_json(blobs_of(connection, channel.id)[0].data)
    return Posts(posts, channel.plan, channel.channel, StoredNotebook(store, channel.id))


def work(
    channel: PlanChannel, sender: Sender | NewsletterError, store: Store | None = None
) -> ChannelWork:
    def open_sender() -> Sender:
        if isinstance(sender, NewsletterError):
            raise sender
        return sender

    social = channel.kind == "social" and store is not None
    items = posts_of(channel, store) if social and store else messages(channel)
    return ChannelWork(channel=channel, make_items=lambda: items, open_sender=open_sender)


def engine(store: Store, tmp_path: Path, **given: object) -> Engine:
    made = Engine(store=store, clock=TestClock(), folder=tmp_path / "hands")
    return replace(made, **given)  # type: ignore[arg-type]


def run(made: Engine, *works: ChannelWork, hold: float = 0.0) -> list[Event]:
    return list(made.deliver(works, hold=hold))


def states(store: Store, channel: PlanChannel) -> dict[str, str]:
    with store.reading() as connection:
        return {one.address: one.state for one in deliveries(connection, channel)}


def addresses(sender: MemorySender) -> list[str]:
    return [item.recipient for item in sender.arrived if isinstance(item, Message)]
