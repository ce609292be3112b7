"""The channels of a plan: their frozen settings and recipients, and the bytes that they send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from newsletter.ports import SenderKind
from newsletter.store.json_text import from_text, to_text
from newsletter.store.snapshots import Snapshot
from newsletter.store.tables import plan_blob, plan_channel, snapshot, watermark


@dataclass(frozen=True, slots=True)
class Blob:
    """Compiled bytes under a name: the segments of a variant, a post's payload."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChannel:
    """One channel of a plan. ``settings`` hold no secret.

    ``recipients`` is what people confirm (1 for a social channel); ``snapshot.size`` counts what
    is sent: recipients or posts. ``bytes`` are those of one message or payload.
    """

    id: int
    plan: str
    channel: str
    kind: SenderKind
    snapshot: Snapshot
    settings: Mapping[str, Any]
    recipients: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChannel:
    """A channel for `add_channel`; the fields are those of `PlanChannel`."""

    channel: str
    kind: SenderKind
    snapshot: Snapshot
    settings: Mapping[str, Any]
    recipients: int
    bytes: int
    blobs: Sequence[Blob] = ()


def add_channel(connection: Connection, plan: str, new: NewChannel) -> int:
    """Give a plan one more channel, at its beginning; its number."""
    row = insert(plan_channel).values(
        plan=plan,
        channel=new.channel,
        kind=new.kind,
        snapshot=new.snapshot.id,
        settings=to_text(new.settings),
        recipients=new.recipients,
        bytes=new.bytes,
    )
    number: int = connection.execute(row.returning(plan_channel.c.id)).scalar_one()
    blobs = [
        {"channel": number, "name": blob.name, "media_type": blob.media_type, "data": blob.data}
        for blob in new.blobs
    ]
    if blobs:
        connection.execute(insert(plan_blob), blobs)
    connection.execute(insert(watermark).values(channel=number, hi=0, accounted=0, epoch=0))
    return number


def channels_of(connection: Connection, plan: str) -> tuple[PlanChannel, ...]:
    """The channels of a plan, in the order in which they were added."""
    query = (
        select(plan_channel, snapshot.c.digest, snapshot.c.size)
        .join(snapshot, snapshot.c.id == plan_channel.c.snapshot)
        .where(plan_channel.c.plan == plan)
        .order_by(plan_channel.c.id)
    )
    return tuple(_channel(row._asdict()) for row in connection.execute(query))


def _channel(fields: dict[str, Any]) -> PlanChannel:
    digest, size = fields.pop("digest"), fields.pop("size")
    fields["snapshot"] = Snapshot(fields["snapshot"], digest, size)
    fields["settings"] = from_text(fields["settings"])
    return PlanChannel(**fields)


def blobs_of(connection: Connection, channel: int) -> tuple[Blob, ...]:
    """Everything that was stored for a channel, by name."""
    columns = (plan_blob.c.name, plan_blob.c.media_type, plan_blob.c.data)
    query = select(*columns).where(plan_blob.c.channel == channel).order_by(plan_blob.c.name)
    return tuple(Blob(name, kind, bytes(data)) for name, kind, data in connection.execute(query))
